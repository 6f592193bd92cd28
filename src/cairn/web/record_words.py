"""What is called what is done with agencies' records, and with the people behind them."""

OF_RECORDS = {
    "hub.decide": "decided about two records",
    "hub.link": "linked records to people",
    "hub.link_all": "linked all records to people",
    "hub.move": "said again which records are one person's",
    "hub.open_pair": "opened two records side by side",
    "hub.open_person": "opened a person and their records",
    "hub.search": "searched people behind records",
    "records.ask_to_load": "said that the sound rows go in",
    "records.change_agreement": "changed what was agreed about the feed",
    "records.check": "checked the rows of a file",
    "records.end_feed": "ended the feed",
    "records.give_up": "gave a file up",
    "records.load": "took the rows of a file in",
    "records.make_feed": "agreed the feed",
    "records.open_rows": "opened rows as they came",
    "records.receive": "took a file in",
    "records.recognise": "recognised incidents that another agency recorded too",
    "records.say_meanings": "said what the columns of a file mean",
    "records.say_problem": "said why a file could not be settled",
}
