"""What is called what is done at meetings that hear cases."""

OF_CONFERENCES = {
    "conferences.call_urgent": "called a meeting about one case",
    "conferences.add_notices": "put a flag that comes off on an agenda",
    "conferences.add_observer": "wrote down who looked on",
    "conferences.agree_action": "wrote down an action an agency undertook",
    "conferences.follow_research": "put right when research is due",
    "conferences.answer_research": "answered what their agency was asked",
    "conferences.ask_research": "asked agencies what they know",
    "conferences.hear_item": "recorded that a meeting heard the case",
    "conferences.hear_kind": "said which group hears a kind of case",
    "conferences.list_case": "put the case on an agenda",
    "conferences.order_items": "changed the order of an agenda",
    "conferences.read_agenda": "opened the agenda of a meeting",
    "conferences.save_item": "wrote minutes of the case",
    "conferences.say_who_came": "wrote down who came",
    "conferences.take_off": "took the case off an agenda",
    "conferences.take_pack": "took a copy of an agenda or of minutes",
}
