"""Generated cases of the conference about people at high risk: from a nurse's draft to the day the flag comes off."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from cairn.demo.cases import INSTRUMENT
from cairn.demo.scale.casework import words
from cairn.demo.scale.casework.places import CHAIR, COORDINATOR, COUNCIL, IDVA, NURSE, PARTNER
from cairn.demo.scale.casework.walking import Walk

SECTIONS = ("referral", "risk", "meeting")
SAFE = ("referral", "contact", "risk", "meeting")
FIRST_MEETING = date(2024, 4, 3)  # a Wednesday; the conference sits every fortnight
FORTNIGHT = timedelta(days=14)
WEDNESDAY = 2
QUORUM = 3


def meeting_after(day: date, *, notice: int) -> date:
    """The first meeting that gives so many days' notice."""
    earliest = day + timedelta(days=notice)
    return FIRST_MEETING + FORTNIGHT * -(-(earliest - FIRST_MEETING).days // FORTNIGHT.days)


def walk_conference(walk: Walk) -> None:
    """One case, wherever it leads."""
    draw, wanted = walk.draw, walk.halt_in
    if wanted == "transferred_in" or (not wanted and draw.random() < 0.02):
        _received(walk)
    else:
        ends = draw.random()
        declined = wanted == "declined" or (not wanted and ends < 0.07)
        returned = wanted == "returned" or (not wanted and 0.07 <= ends < 0.13)
        _referred(walk, low=declined, assessed=not returned)
        if declined:
            walk.step(
                "decline", COORDINATOR, days=1, reason=draw.choice(words.BELOW), advice_given=draw.choice(words.ADVICE)
            )
            return
        if returned and _withdrawn_once_returned(walk):
            return
        walk.step("accept", COORDINATOR, days=draw.choice((0, 1, 1, 1, 2)))
    _shared(walk)
    if wanted == "withdrawn" or (not wanted and draw.random() < 0.03):
        walk.step("withdraw", COORDINATOR, days=3, reason=draw.choice(words.WITHDRAWN))
        return
    _heard(walk)
    _actions(walk)
    _afterwards(walk)


def _referred(walk: Walk, *, low: bool, assessed: bool) -> None:
    draw = walk.draw
    by = draw.choices((NURSE, IDVA, COUNCIL, COORDINATOR, CHAIR, PARTNER), (20, 16, 10, 34, 14, 6))[0]
    walk.step("start_draft", by, wishes=draw.choice(words.WISHES))
    if assessed:
        _assessed(walk, by, low=low)
    consent = draw.choices(("given", "not_given", "unsafe_to_ask"), (7, 1, 1))[0]
    aware = "no" if consent == "unsafe_to_ask" else "yes"
    facts = {"why_not_aware": draw.choice(words.NOT_AWARE)} if aware == "no" else {}
    if consent != "given":
        facts["without_consent_because"] = draw.choice(words.WITHOUT_CONSENT)
    safe = draw.choice(words.SAFE_CONTACT)
    days = draw.choice((0, 0, 0, 1, 2))
    walk.step("submit", by, days=days, victim_aware=aware, consent=consent, safe_contact=safe, **facts)
    if walk.number % 9:
        said = {
            "return_sex": draw.choices(("woman", "man", "not_known"), (90, 7, 3))[0],
            "return_minoritised": draw.choices(("yes", "no", "unknown"), (9, 86, 5))[0],
            "return_disabled": draw.choices(("yes", "no", "unknown"), (18, 74, 8))[0],
            "return_lgbt": draw.choices(("yes", "no", "unknown"), (4, 80, 16))[0],
        }
        walk.step("return_recorded", by, **said)


def _withdrawn_once_returned(walk: Walk) -> bool:
    """A referral that came without its checklist: it comes again with one, or is withdrawn."""
    draw, by = walk.draw, walk.keys[0]
    walk.step("return_incomplete", COORDINATOR, days=1, reason=draw.choice(words.INCOMPLETE))
    if draw.random() < 0.3:
        walk.step("withdraw", by, days=9, reason=draw.choice(words.WITHDRAWN))
        return True
    _assessed(walk, by, days=draw.randint(1, 6))
    walk.step("resubmit", by, safe_contact=draw.choice(words.SAFE_CONTACT))
    return False


def _assessed(walk: Walk, by: str, *, low: bool = False, days: int = 0) -> None:
    """Either enough answers, or a professional's judgement; where the case is to be declined, neither."""
    draw = walk.draw
    facts = {"instrument": INSTRUMENT, "checklist_score": draw.randint(14, 21)}
    if low or draw.random() < 0.25:
        facts["checklist_score"] = draw.randint(6, 13)
        if not low:
            facts |= {"judgement_high_risk": "yes", "judgement_reason": draw.choice(words.JUDGEMENT)}
    walk.step("risk_assessed", by, days=days, **facts)


def _received(walk: Walk) -> None:
    walk.step("receive_transfer", COORDINATOR, safe_contact=walk.draw.choice(words.SAFE_CONTACT), consent="given")
    earlier = walk.now.date() - timedelta(days=walk.draw.randint(40, 200))
    walk.step("earlier_referral", COORDINATOR, referred_on=earlier)
    walk.step("accept_transfer", COORDINATOR, days=2)


def _shared(walk: Walk) -> None:
    """With whoever sits at the table; now and then an agency declines, or answers nothing, or its share runs out."""
    draw = walk.draw
    for key, sections in ((IDVA, SAFE), (COUNCIL, SECTIONS), (NURSE, SECTIONS), (PARTNER, SECTIONS)):
        if walk.has(key):
            continue
        facts = {"purpose": draw.choice(words.PURPOSES), "consent": "given"}
        if key == PARTNER and walk.number % 8 == 2:
            facts |= {"answer": "declined", "declined_because": draw.choice(words.NOT_FOR_US)}
        elif key == PARTNER and walk.number % 8 == 4:
            facts |= {"answer": "offered"}
        elif key == PARTNER and walk.number % 8 > 5:
            facts |= {"until_on": (walk.now + timedelta(days=draw.choice((60, 90, 120)))).date()}
        walk.share(key, sections, **facts)


def _heard(walk: Walk) -> None:
    draw = walk.draw
    if walk.halt_in == "emergency" or (not walk.halt_in and draw.random() < 0.04):
        meets = (walk.now + timedelta(days=2)).date()
        walk.step("call_emergency", CHAIR, reason=draw.choice(words.EMERGENCIES), meeting_on=meets)
        _contact(walk)
        return _hear(walk, meets)
    meets = meeting_after(walk.now.date() + timedelta(days=1), notice=9)
    walk.step("list", COORDINATOR, days=1, meeting_on=meets)
    _research(walk, meets)
    if draw.random() < 0.06 or walk.halt_in == "adjourned":
        walk.step("adjourn", CHAIR, on=meets, reason=draw.choice(words.ADJOURNED))
        meets = meeting_after(meets + timedelta(days=2), notice=9)
        walk.step("list", COORDINATOR, days=2, meeting_on=meets)
        walk.step("agenda_sent", COORDINATOR, on=meets - timedelta(days=9))
    _hear(walk, meets)


def _research(walk: Walk, meets: date) -> None:
    draw = walk.draw
    agencies = [key for key in (COUNCIL, NURSE, PARTNER) if _may_write(walk, key)]
    for key in agencies:
        walk.step("research_asked", COORDINATOR, agency=walk.place.slug_of(key), meeting_on=meets)
    walk.step("agenda_sent", COORDINATOR, on=max(meets - timedelta(days=9), walk.now.date()))
    _contact(walk)
    for key in agencies:
        late = timedelta(days=draw.choice((1, 2, 3, 5, 6)))
        known = draw.choices(("yes", "no", "unknown"), (5, 3, 1))[0]
        if draw.random() < 0.9:
            on = max(walk.now.date(), meets - late)
            walk.step("research_returned", key, on=on, agency=walk.place.slug_of(key), known=known)


def _contact(walk: Walk) -> None:
    draw = walk.draw
    outcome = draw.choices(("spoke", "not_safe", "not_reached", "declined"), (12, 2, 3, 1))[0]
    facts = {"wishes": draw.choice(words.WISHES)} if outcome == "spoke" else {}
    walk.step("contact_recorded", IDVA, days=0 if walk.stands.state == "emergency" else 1, contact_outcome=outcome,
              **facts)  # fmt: skip


def _may_write(walk: Walk, key: str) -> bool:
    agency = walk.place.agency_of(key)
    soon = walk.now + timedelta(days=1)
    return any(walk.place.agency_of(one.key) == agency and one.is_open(soon) for one in walk.shares)


def _hear(walk: Walk, meets: date) -> None:
    draw, sits = walk.draw, Random(f"{walk.place.partnership.slug} sits on {meets}")  # the same of every case it heard
    words_of_it, who = ("present", "absent_sent_information", "absent"), (COORDINATOR, COUNCIL, NURSE, IDVA, PARTNER)
    came = {key: sits.choices(words_of_it, (16, 3, 1))[0] for key in who}
    present = [key for key in (COUNCIL, NURSE, IDVA, PARTNER) if _may_write(walk, key)]
    walk.step(
        "hear",
        COORDINATOR,
        on=meets,
        risk_summary=draw.choice(words.RISKS),
        quorate="yes" if list(came.values()).count("present") >= QUORUM else "no",
    )
    for key in dict.fromkeys((COORDINATOR, *present)):
        walk.step("attendance_recorded", COORDINATOR, agency=walk.place.slug_of(key), attendance=came[key])


def _actions(walk: Walk) -> None:
    draw = walk.draw
    first_time = not any(event.name == "action_agreed" for event in walk.events)
    if first_time and draw.random() < 0.05:
        walk.step("minutes_sent", COORDINATOR, days=draw.choice((1, 2, 3)))
        walk.step("close_without_actions", CHAIR, reason=draw.choice(words.NO_ACTIONS))
        return
    owners = [key for key in (COORDINATOR, IDVA, COUNCIL, NURSE, PARTNER) if _may_write(walk, key)]
    agreed = draw.sample(words.ACTIONS, draw.randint(2, 4))
    owned = {action: draw.choice(owners) for action in agreed}
    for action, key in owned.items():
        due = (walk.now + timedelta(days=draw.choice((7, 10, 14, 21, 28)))).date()
        walk.step("action_agreed", COORDINATOR, action=action, agency=walk.place.slug_of(key), action_due_on=due)
    walk.step("open_actions", COORDINATOR, days=1, plan_told_by=walk.place.slug_of(IDVA))
    walk.step("minutes_sent", COORDINATOR, days=draw.choice((1, 2, 3, 7)))
    for action in agreed:
        days = draw.choice((2, 4, 5, 9, 12))
        if draw.random() < 0.12:
            walk.step("action_overtaken", COORDINATOR, days=days, reason=draw.choice(words.OVERTAKEN), action=action)
        else:
            by = owned[action] if owned[action] in (COORDINATOR, IDVA) else COORDINATOR
            walk.step("action_done", by, days=days, action=action, outcome=draw.choice(words.OUTCOMES))
    walk.step("complete_actions", COORDINATOR, days=draw.randint(1, 4))
    if walk.halt_in == "transferred_out" or draw.random() < 0.02:
        return _moved_away(walk)
    walk.step("close", COORDINATOR, days=draw.randint(1, 6))


def _moved_away(walk: Walk) -> None:
    on = walk.now.date()
    walk.step("transfer_out", COORDINATOR, days=2, receipt_confirmed_on=on)


def _afterwards(walk: Walk) -> None:
    if walk.stands.is_over:
        return
    if walk.draw.random() < 0.18 and walk.halt_in != "flag_expired":
        return _again(walk)
    end = max(event.at for event in walk.events if event.name in ("submit", "receive_transfer")).date()
    walk.step("expire_flag", COORDINATOR, on=end + timedelta(days=366 + walk.draw.randint(2, 9)))


def _again(walk: Walk) -> None:
    """Further abuse within twelve months: a repeat, confirmed, heard and acted upon like the first."""
    draw = walk.draw
    days = draw.randint(15, 120)
    happened = (walk.now + timedelta(days=days - 2)).date()
    walk.step("abuse_recorded", COORDINATOR, days=days, happened_on=happened, told_police=draw.choice(("yes", "no")))
    walk.step("confirm_repeat", COORDINATOR, days=1)
    for plan in walk.shares:
        plan.until_on = None
    _heard(walk)
    _actions(walk)
