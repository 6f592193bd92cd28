# ruff: noqa: E501 (a word bank reads better with a line for each text)
"""Word banks of the generated cases. All of it is invented; nobody is described, and no place is on a map."""

from __future__ import annotations

GIVEN = (
    "Anemone", "Aspen", "Aster", "Avens", "Bilberry", "Brambling", "Briar", "Bunting", "Burdock", "Celandine", "Chervil",
    "Chough", "Cicely", "Coltsfoot", "Columbine", "Crossbill", "Dogwood", "Fescue", "Firecrest", "Flax", "Fritillary",
    "Garganey", "Gentian", "Goldeneye", "Grebe", "Hyssop", "Ivy", "Jasmine", "Knapweed", "Lilac", "Linden", "Lupin", "Maple",
    "Melilot", "Myrtle", "Orchis", "Ptarmigan", "Quince", "Ragwort", "Sage", "Scaup", "Sedum", "Skua", "Snipe", "Sundew",
    "Tern", "Viola", "Whitethroat", "Woad", "Wryneck",
)  # fmt: skip
# Two halves of the name of a place in the hills; sixteen by twelve surnames.
LAND = (
    "Beck",
    "Burn",
    "Carr",
    "Crag",
    "Dale",
    "Dub",
    "Fell",
    "Force",
    "Ghyll",
    "Holm",
    "Howe",
    "Moss",
    "Nab",
    "Rigg",
    "Syke",
    "Wath",
)
LIE = ("bank", "barrow", "edge", "end", "foot", "gate", "hause", "lea", "side", "slack", "stile", "thwaite")

WISHES = (
    "To sleep through the night.",
    "To stay in the flat with the children.",
    "That it stops. Nothing else.",
    "To know who to ring after dark.",
    "To keep the job, and to be safe on the way there.",
    "To move nearer to family.",
    "That the children see their father only with somebody there.",
    "Time to decide; nothing done behind our back.",
    "To talk to one person and not to seven.",
    "A lock that works and a telephone of one's own.",
)
SAFE_CONTACT = (
    "Weekday mornings by telephone. Leave no message.",
    "Through the school office, on Tuesdays.",
    "A text that asks about the allotment.",
    "At work, before ten. Never at home.",
    "Through the health visitor.",
    "By e-mail to the second address only.",
    "After the school run; hang up if anybody else answers.",
)
NOT_AWARE = (
    "There was no safe moment to tell her.",
    "He was in the room throughout.",
    "She left before it could be said, and telling by letter is not safe.",
)
WITHOUT_CONSENT = (
    "To prevent serious harm; public task; the team manager decided, and no less would do.",
    "A child is at risk in the house; public task; decided with the safeguarding lead.",
    "Threats to kill were heard; vital interests; the duty inspector decided.",
)
JUDGEMENT = (
    "She is more afraid than the answers show.",
    "He found her new number within a day, twice.",
    "Hands were put to her throat.",
    "The separation is a fortnight old and he has stopped working.",
    "She answers for somebody who listens.",
)
BELOW = (
    "Below the threshold, with no judgement of high risk.",
    "Nine answers of yes, none of the criteria, and no further abuse known.",
)
ADVICE = (
    "Outreach has offered an appointment; come back at any further abuse.",
    "The housing officer offers a change of locks; refer again if it goes on.",
    "The referrer was rung: what to look for, and how to refer again the same day.",
)
INCOMPLETE = (
    "No checklist came with it.",
    "It does not say whether it is safe to ring.",
    "Consent is left open, and nobody says why.",
)
WITHDRAWN = (
    "A colleague has referred the same person meanwhile.",
    "The two live in another country now, and the service there has them.",
    "Opened for the wrong person; the right case is open.",
)
PURPOSES = (
    "To plan for her safety at the meeting.",
    "To say what is known, and to take an action.",
    "The home has to be made safe.",
    "The children are on their list.",
)
NOT_FOR_US = (
    "Nobody in the case is known to us, and nothing asked for is ours to do.",
    "The family has moved out of our area.",
    "Our officer for this is away; the meeting has another of us.",
)
EMERGENCIES = ("Bail ended this morning.", "He is out two weeks early.", "She came to the desk with the children.")
ADJOURNED = (
    "Two agencies that know them were not there.",
    "The lights went out; the meeting was broken off.",
    "She is in hospital; the plan waits for her.",
)
RISKS = (
    "High, and rising at handovers.",
    "High; the separation is new.",
    "High while he knows the address.",
    "Lower than a month ago, still high at night.",
    "High for her, and the children hear it.",
    "High; money is how he does it.",
)
NO_ACTIONS = (
    "All that can be done is being done in the proceedings for the children.",
    "He is in custody until spring, and support goes on without the meeting.",
)
ACTIONS = (
    "Fit a video doorbell",
    "Mark the address for a quick response",
    "Tell the school whom to ring",
    "Change the locks",
    "Offer a place on the recovery course",
    "Apply for a protective order",
    "Check the conditions of bail",
    "Ask the surgery to flag the record",
    "Offer a safe telephone",
    "Look at the tenancy and who holds it",
    "Visit with the health visitor",
    "See him at probation within the week",
    "Find the child a named person at school",
    "Plan the handover at a contact centre",
)
OVERTAKEN = ("She has moved.", "He was remanded.", "The order was made without it.")
OUTCOMES = (
    "Done, and shown how it works.",
    "Done on the day it was promised.",
    "Done; she says it helps.",
    "Done after a second try.",
    "Done, and written to nobody.",
)

ACKNOWLEDGE = ("code_on_screen", "call", "text", "e_mail", "letter")
ASB_WITHDRAWN = (
    "The noise has stopped since the neighbours moved.",
    "The landlord has agreed on a plan with them.",
    "They would rather wait for the court.",
)
ASB_PURPOSES = ("Asked what was reported to them, and what they did.", "To take part in the review.")
SPECIALIST = (
    "Nothing points to abuse at home. The review may go on.",
    "There is fear of a former partner; nothing is to be put to that household without us.",
    "Spoke in private. The review may go on; support is in place.",
)
INCIDENTS = (
    "Music after midnight",
    "Shouting on the stairs",
    "Stones at the window",
    "Bins set alight",
    "Dogs let loose in the yard",
    "Engines at four in the morning",
)
NOT_MET = (
    "Two reports count; three are needed.",
    "One incident, reported to three bodies, counts once.",
    "The reports are older than six months.",
)
SIGNPOSTS = (
    "Mediation, the landlord's complaints procedure, and how to report the next time.",
    "The noise team's diary sheet and number, and the right to apply again.",
)
NOT_INVITED = "They asked not to be in a room with the landlord; a statement is read for them."
PANEL_MOVED = ("They want to come and cannot that day.", "The papers of one body came late.")
RECOMMENDATIONS = (
    "One officer answers every report from this address",
    "Look again at the tenancy of the flat above",
    "Write to them each fortnight with what was done",
    "Put the yard on the evening round",
    "Offer both households mediation",
    "Mend the door to the stairs and the light above it",
)
PLANS = (
    "Visits on three evenings a week, a gate on the alley, and one officer whom they can ring.",
    "The landlord and the council write to the block together; lights are mended; a call each Friday.",
    "Mediation is offered to both sides, and noise is measured for a month.",
)
ANSWERS = (
    "Accepted; begun on Monday.",
    "Accepted in part: the round yes, the letter each month.",
    "Accepted, and done.",
    "Not accepted: the tenancy is not ours.",
)
APPEALS = ("They say that a report to the landlord was not counted.", "They were not asked about the winter.")
DISMISSED = "The counting was right, and what was recommended answers what they asked."
DISMISSED_TOLD = (
    "Every report was counted again with the bodies that hold it, and the first count was right. What the bodies were"
    " asked to do answers what you told them."
)
UPHELD = "The report to the landlord counts, and with it the threshold is met."
UPHELD_TOLD = "The report you made to your landlord had been left out. It counts, and with it there are enough."

TRIGGERS = (
    "Something a friend said.",
    "A court case years ago, heard of by chance.",
    "He will not say where he lived before.",
    "A report from another force.",
    "The school was worried.",
)
SOURCES = ("police", "police", "partner", "conference", "offender_management")
NOW = "They are in the house together tonight, and he has been told that she asked a friend."
STOPPED_BECAUSE = {
    "outside_the_scheme": "The two have never met.",
    "not_reached": "Nobody answered at the times that were said to be safe.",
    "dealt_with_another_way": "He is in prison, and she is told of his release by another scheme.",
}
CL_WITHDRAWN = ("She has left, and does not want to know.", "The applicant asked to stop; support is in place.")
PARTNERS_ASKED = "Asked what is known of earlier harm, for the decision alone."
CL_WITHOUT = "Asking the subject would put the person at risk in danger."
RATIONALES = (
    "There is a pressing need to protect.",
    "A pattern against two earlier partners, and a child in the house.",
    "What is held is recent, grave and of the same kind.",
)
NOT_DISCLOSED = ("Nothing held points to a risk.", "What is held is old and of another kind; safety advice is enough.")
UNDELIVERED = "There was no safe way to reach them in three attempts."

TIES = ("partner", "former_partner", "former_partner")
SEXES = ("woman",) * 8 + ("man", "not said")
ORIGINS = ("White British",) * 6 + ("White, another background", "Pakistani", "Chinese", "Black African", "not said")
DISABILITIES = ("",) * 7 + ("Long-term illness", "Deaf", "Depression")
LANGUAGES = ("",) * 9 + ("Polish", "Urdu", "Romanian")
ROWS = (
    "Garth Row",
    "Pumphouse Lane",
    "Tannery Yard",
    "Lower Street",
    "Sheepfold Close",
    "Mill Brow",
    "Chapel Steps",
    "Quarry View",
)
CODE_WORDS = ("tea at four", "the blue bicycle", "bring the seeds", "library books", "")
NOTES = (
    "Rang as agreed. She is well today and wants to go on.",
    "Spoke with the school: the children are collected by their grandmother this week.",
    "No answer at the agreed hour; no message left. Will try on Thursday.",
    "The landlord confirms that the lock was changed.",
    "He came to the desk and asked for her. Nothing was said.",
    "Met at the surgery for half an hour; the plan was gone through line by line.",
    "The tenancy is in both names. Advice was given.",
    "A neighbour reports shouting on Sunday night; police were there in ten minutes.",
    "Asked what would help most. A lift to the appointment, she said.",
    "Two quiet weeks. The handover went as planned.",
)
OURS_ALONE = (
    "Ours alone: the response team knows the address.",
    "For our own file: the worker changes in May.",
    "Kept to us: what the officer in the case said in private.",
)
TASKS = (
    ("Ring the landlord about the lights on the stairs", "Rung; they come on Friday."),
    ("Ask the surgery for the date of the next appointment", "It is known, and she has a lift."),
    ("Send the court the dates on which it is safe to serve papers", "Sent, and confirmed."),
    ("Check that the doorbell records at night", "It does."),
    ("Tell the school whom to ring", "Told the designated lead."),
    ("Find out who holds the spare keys", "Nobody but her."),
    ("Bring the forms for a housing transfer", "Brought, and filled in together."),
    ("See whether the order was served", "Served on Tuesday."),
)
NO_LONGER = "No longer needed: events overtook it."
ENDED = (
    "They do not know the family, and nothing is left for them to do.",
    "Their action is done.",
    "The children have left their school.",
)
JUDGED = ("", "", "The fear is growing.", "Calmer than in spring; still afraid at night.")
LAWFUL = "A common-law power of the police, to prevent crime."
NECESSARY = "Nothing else would let the person at risk protect themselves."
PROPORTIONATE = "Only what is needed is told, and only to whoever is at risk."
NOT_NECESSARY = "What is held would not help the person at risk to protect themselves."
NOT_PROPORTIONATE = "To tell it would tell of somebody's life without protecting anybody."
WORDS_GIVEN = "Invented for demonstration."
GUARDIAN = "Her mother, who looks after her."
