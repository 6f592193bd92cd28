# ruff: noqa: E501 (a word bank reads better with a line for each text)
"""Word banks of the generated partnerships. All of it is invented; the towns are on no map."""

from __future__ import annotations

GENERATED = "Generated for the demonstration; nobody wrote this and nothing here was done."

GIVEN = (
    "Acacia", "Barberry", "Bittern", "Blackthorn", "Bluebell", "Bullfinch", "Buttercup", "Chestnut", "Corncrake",
    "Cowslip", "Crake", "Cranesbill", "Dotterel", "Eider", "Fieldfare", "Foxglove", "Gannet", "Godwit",
    "Gorse", "Greenfinch", "Guelder", "Hornbeam", "Jackdaw", "Kittiwake", "Lime",
    "Lovage", "Mallow", "Meadowsweet", "Nettle", "Ouzel", "Petrel", "Pimpernel", "Pintail",
    "Pipit", "Pochard", "Redwing", "Rook", "Sedge", "Serin", "Shrike", "Skylark", "Sloe",
    "Sparrow", "Spruce", "Starling", "Stonechat", "Swift", "Tamarisk", "Thistle", "Thyme", "Twite", "Vetch",
    "Wheatear", "Whimbrel", "Wigeon", "Woodruff", "Yellowhammer", "Yew",
)  # fmt: skip
STONE = (
    "Alabaster", "Amber", "Amphibole", "Andesite", "Apatite", "Arkose", "Augite", "Barytes", "Bauxite", "Beryl",
    "Borax", "Boulder", "Breccia", "Butte", "Carnelian", "Chalk", "Chlorite", "Cinnabar", "Cobble",
    "Corundum", "Diorite", "Dune", "Dyke", "Epidote", "Erratic", "Fluorspar", "Galena", "Garnet", "Geode",
    "Graphite", "Gravel", "Hillock", "Hornblende", "Jasper", "Jet", "Kame", "Kaolin", "Karst", "Knoll",
    "Ledge", "Lignite", "Loam", "Loess", "Magnetite", "Mudstone", "Nodule", "Olivine", "Opal", "Peat",
    "Peridot", "Plateau", "Pyrite", "Quarry", "Rutile", "Saltmarsh", "Scarp", "Seam", "Shingle",
    "Sinter", "Spinel", "Tarnstone", "Terrace", "Tourmaline", "Vein", "Zircon",
)  # fmt: skip
TOWNS = (
    "Hollinsby", "Wethercairn", "Maskelthwaite", "Dunnerby", "Skarrowdale", "Quernthorpe", "Pellowby", "Fennimoor",
    "Oxterby", "Brackholt", "Lintonswick", "Tarrowmere", "Upper Garth Hollow", "Saltrigg", "Ravenhowe Street",
    "Yarrow Crossing", "Nether Pike", "Ketterwick", "Mossingham", "Thackby Bridge", "Ellerslack", "Wharrowton",
    "Great Dipping", "Little Dipping",
)  # fmt: skip
GROUPS = (
    "young people", "people over 65", "tenants", "shop workers", "parents", "farm families", "students",
    "bus passengers", "carers", "volunteers", "night workers", "people new to the area",
)  # fmt: skip
AGENCIES = (
    ("council", "council", "Council", "statutory"),
    ("police", "police", "Police", "statutory"),
    ("fire", "fire", "Fire and Rescue", "statutory"),
    ("health", "nhs", "Health Board", "statutory"),
    ("homes", "housing", "Homes", "member"),
    ("support", "charity", "Support", "member"),
)

# For each kind of strategy: theme, aim, and (commitment, in plain words).
PROMISES = {
    "community_safety": (
        ("Calmer streets", "Fewer people are worn down by what happens outside their door.", (
            ("Answer repeated reports with one plan and one named officer", "If you report the same trouble again, one person will own it."),
            ("Bring lighting, planting and patrols together where people feel unsafe", "We will fix the places you tell us feel unsafe."),
            ("Use warnings early and orders sparingly", "We will step in early, and go to court only when we must."),
            ("Say each quarter what was asked and what was done", "You will hear what came of what you told us."),
        )),
        ("Young lives", "Young people have somewhere to be and somebody to turn to.", (
            ("Keep youth work going through the winter", "There will be something on for young people in the dark months."),
            ("Reach children who have left the classroom", "Children out of school will not be out of sight."),
            ("Talk about knives, debt and pressure before they become a crisis", "Young people will hear straight talk before things go wrong."),
            ("Ask young people what would help, and answer them", "Young people will be asked, and told what happened next."),
        )),
        ("Fair treatment", "Everybody can report hostility and is believed.", (
            ("Open places to report hostility other than police stations", "You can report hate without going to the police station."),
            ("Tell everybody who reports what happened next", "If you report, you will hear back on a day we agree."),
            ("Work with communities that trust us least", "We will go to the people we have not listened to."),
            ("Train front desks to notice and to record", "Whoever you tell will know what to do."),
        )),
        ("Safer homes and roads", "Fewer people are hurt at home or on the way there.", (
            ("Visit homes at most risk of fire within a week", "If your home is at risk of fire, we will visit within a week."),
            ("Slow traffic where children walk", "Cars will go slower where children walk to school."),
            ("Help people whose drinking or drug use harms others", "Help will be there for people who want to change."),
            ("Protect people from fraud on the doorstep and on the phone", "We will help you to spot a cheat and to say no."),
        )),
    ),
    "domestic_abuse": (
        ("Prevention", "Fewer people are harmed, because more people recognise it sooner.", (
            ("Teach healthy relationships in every school", "Every child will learn what a good relationship looks like."),
            ("Give front-line staff the words to ask", "Whoever you meet will know how to ask, and what to do."),
            ("Run campaigns that reach people who live far from services", "You will see where to find help, wherever you live."),
            ("Work with employers so that work is a safe place to say something", "You can tell somebody at work and be helped."),
        )),
        ("Protection", "People are safe quickly, and their rights are used.", (
            ("Offer a safe place to stay near home where that can be done", "If you need to leave, we will look for somewhere near."),
            ("Make homes safer for those who choose to stay", "If you stay, we will help to make your home secure."),
            ("Use protective orders early and see that they are kept", "We will use the law to protect you, and check that it works."),
            ("Bring the right people to the table for those at highest risk", "Those in most danger will have one plan and one voice."),
        )),
        ("Support", "Help is there for as long as it is needed, whoever asks.", (
            ("Let people tell their story once", "You will not have to start again with each new person."),
            ("Help children in their own right", "Children will have somebody of their own."),
            ("Reach people who are missing from our figures", "Help will fit you, whoever you are."),
            ("Stay in touch after the crisis is over", "We will still be there when the worst is past."),
        )),
        ("Changing behaviour", "People who cause harm are stopped, and helped to change.", (
            ("Offer places on programmes that check whether families are safer", "People who cause harm will be challenged to change."),
            ("See the person who causes harm, in every service", "We will look at who causes the harm, not only who is hurt."),
            ("Find those who harm again and again", "We will know who does most harm, and act."),
            ("Learn from every review and show that we did", "We will learn from the worst, and show you what changed."),
        )),
    ),
}  # fmt: skip

TITLES = (
    "Hold a monthly surgery in {town} for {group}", "Train forty front-line staff in {town}",
    "Write one short guide for {group}", "Open a quiet room in {town}", "Walk the streets of {town} with {group}",
    "Ask {group} in {town} what would help", "Bring partners in {town} round one table each month",
    "Check what happened to last year's reports from {town}", "Offer evening appointments in {town}",
    "Put a named contact in every service used by {group}", "Set up a call-back for {group}",
    "Agree one form for referrals about {group}", "Take the roadshow to {town}", "Mend the lights between {town} and the station",
    "Share figures for {town} each quarter", "Recruit volunteers among {group} in {town}",
    "Test how easy it is for {group} to ask for help", "Visit every school around {town}",
    "Make a short film with {group}", "Keep the drop-in at {town} open all year",
    "Give landlords in {town} one number to ring", "Look again at cases that came back in {town}",
    "Pay {group} for their advice and use it", "Put help where {group} already go in {town}",
)  # fmt: skip
DETAILS = (
    "Start small in {town}, with {group}, and grow only when it is seen to work. We will count who came and ask what changed.",
    "One agency leads and two help. The first three months are for listening to {group}; the rest is for doing.",
    "What works in {town} is written down on two pages and offered to the neighbours. We will know by who takes it up.",
    "Everybody who takes part is rung a month later and asked what was different. The answers go to the board as they are.",
    "It answers what {group} said last winter: that the offer was there, and the way to it was not.",
)  # fmt: skip
PUBLIC = (
    "We are working with {group} in {town} so that help is easier to find.",
    "People in {town} will see this for themselves by the end of the year.",
    "We promised {group} something practical, and this is it.",
    "You told us what was missing in {town}, and we are putting it right.",
)
DONE = (
    "Met {n} {group} in {town} and wrote down what they asked for.", "The room in {town} is booked for {n} weeks.",
    "{N} of {m} places are taken, mostly by {group}.", "Two sessions held in {town}; {n} people came to the second.",
    "Agreed the wording with partners after {n} drafts.", "The paper went to the board and came back with {n} questions.",
    "Trained {n} staff in {town}, of whom a third work nights.", "Rang {n} people who had waited longest.",
    "The first {n} visits are done and the van is back from repair.", "Hired a coordinator, who starts in {town} next month.",
    "Read {n} case notes with an outside reader.", "Put up {n} posters where {group} go already.",
    "Counted again, with the same question as before: {n} out of {m}.", "Swapped the leaflet for a card after {group} laughed at it.",
    "Three partners signed; the fourth has asked for a week.", "Opened the drop-in at {town} with {n} people on the first day.",
    "The supplier delivered {n} of {m} and owes us the rest.", "Walked the route from {town} after dark with {group}.",
    "Checked {n} records and mended those that were wrong.", "The pilot in {town} ended and its notes are with the analyst.",
    "Found somebody to cover the west of the area.", "Moved the session to a Thursday, and {n} came instead of a handful.",
    "Finished the draft guide; {group} are reading it.", "Put the new form in front of {n} people before printing it.",
)  # fmt: skip
DIFFERENCE = (
    "Fewer people are asked the same thing twice.", "{Group} say they know whom to ring.", "Nothing that anybody would notice yet.",
    "Waiting in {town} is down from weeks to days.", "Staff say they have begun to ask.", "{N} people came back a second time.",
    "The calls come later in the day, when people can talk.", "One family told us it made the difference.",
    "Reports from {town} have gone up, as we hoped they would.", "Neighbours have stopped writing to the paper about it.",
    "People who never came before are coming.", "It is too soon to say.", "The desk in {town} is quieter and the phone is busier.",
)  # fmt: skip
NEXT = (
    "Go back to {town} and ask again.", "Fill the last places.", "Take it to the board.", "Write it down on one page.",
    "Ring those who did not come.", "Find a room that is warm.", "Train the second team.", "Agree who keeps it going.",
    "Count the next quarter in the same way.", "Ask {group} to read it first.", "Settle the money for next year.",
    "Offer it to the neighbours.", "Mend what {group} tripped over.", "Look at {n} more.",
)  # fmt: skip
CORRECTIVE = (
    "A second person is on it two days a week until it is back where it should be.", "We borrow a team from {town} for a month.",
    "The lead reports to the board chair each Friday until it is mended.", "We cut it down to what can be done by the date.",
)  # fmt: skip
WAITING = (
    "a signature from a funder", "the council's new system", "the landlord's survey of the room in {town}",
    "an answer from the data protection team", "the start of a new post",
)  # fmt: skip
MOVED = (
    "The room in {town} was not ready.", "Two of the people it rests on were away.", "Partners asked for another month to consult {group}.",
    "The first quotation was twice the money.", "Snow closed the road to {town} for a fortnight.",
)  # fmt: skip
STOPPED = (
    "The grant it rested on ended.",
    "A better idea came from {group} and took its place.",
    "The service in {town} closed.",
)
MILESTONES = (
    "Partners agreed", "Room and dates settled in {town}", "First {group} heard", "Staff trained", "First half done",
    "Draft read by {group}", "Pilot ended", "Figures counted", "Report at the board",
)  # fmt: skip
EVIDENCE = (
    "Register of sessions", "Notes of the meeting in {town}", "Before and after counts", "Signed agreement",
    "Photographs of the works", "What {group} told us", "Training record", "Page from the board's minutes",
)  # fmt: skip
RECORDS = (
    "Held by the lead agency in its case system; counts only are shared.",
    "In the partnership folder, without names.",
    "Minuted at the board, item {n}.",
)
REVIEWS = ("It shows what it says.", "Checked against our own figures.", "We were there, and so it was.")
REFUSALS = ("The counts do not add up yet.", "It shows that it was planned, not that it was done.")
PLEDGES = (
    ("people", "a worker for {town}", "0.5 FTE"), ("time", "somebody at every session", "2 days a month"),
    ("money", "room hire in {town}", "£1,200"), ("money", "printing", "£450"), ("people", "a trainer", "0.2 FTE"),
)  # fmt: skip
ASKS = {
    "update": "Could you say how it stands before the board meets?",
    "evidence": "What could we be shown about this one?",
    "other": "Who should we ring about the room in {town}?",
    "actions": "Which of the promises can your people lead on next year?",
}
ANSWERS = (
    "Done, see the action.",
    "It is in today's update.",
    "Ring the front desk in {town} and ask for the lead.",
    "Entered this morning.",
)
ORIGIN_NOTES = {
    "death_review": "Second recommendation of an invented learning summary",
    "scrutiny": "Invented scrutiny committee, spring meeting",
    "inspection": "Invented inspection, point four",
    "audit": "Invented case audit, autumn",
    "statute": "A duty named for the demonstration only",
    "event": "The flood in {town}",
}
ISSUES = (
    ("Being rung back", "{Group} asked to be rung back on a day they are told."),
    ("Getting there", "{Group} asked for help that can be reached from {town} without a car."),
    ("Saying it once", "{Group} asked to tell it once and not to each new voice."),
    ("Somewhere private", "{Group} asked for a place in {town} where nobody overhears."),
    ("Letters", "{Group} asked us to check how we may write before we do."),
    ("Evenings", "{Group} asked for help after six."),
)
REPLIES = (
    ("will do", "We will begin in {town} after the holidays.", ""),
    ("doing", "It has begun, and {group} are helping.", ""),
    ("done", "It is so from this month.", ""),
    ("cannot", "We cannot do this ourselves.", "It is decided outside this partnership."),
)
CHARACTERISTICS = ("age", "disability", "pregnancy", "race", "religion", "sex", "sexual_orientation")
