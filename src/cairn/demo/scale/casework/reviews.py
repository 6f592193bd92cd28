"""Generated reviews of antisocial behaviour cases: reports, the threshold, the panel, its recommendations, appeals."""

from __future__ import annotations

from datetime import timedelta

from cairn.demo.scale.casework import words
from cairn.demo.scale.casework.places import CHAIR, COUNCIL, IDVA, NURSE, PARTNER, REVIEWER
from cairn.demo.scale.casework.walking import Walk
from cairn.kernel.working_days import add_working_days

SECTIONS = ("application", "reports", "risk", "review")
WINDOW = 22  # working days, more than the twenty in which an appeal may come


def walk_review(walk: Walk) -> None:
    """One application, wherever it leads."""
    draw, wanted = walk.draw, walk.halt_in
    facts = (
        {"consent": "yes"}
        if (asked := draw.choice(("person_harmed",) * 3 + ("somebody_with_consent",))) != "person_harmed"
        else {}
    )
    chosen = draw.choice(words.ACKNOWLEDGE)
    walk.step(
        "apply",
        COUNCIL,
        asked_by=asked,
        acknowledge_by=chosen,
        hate=draw.choice(("no", "no", "no", "unknown", "yes")),
        **facts,
    )
    walk.step("acknowledge", COUNCIL, days=draw.choice((1, 2, 3, 7)), acknowledged_by=chosen)
    _screen(walk)
    if wanted == "withdrawn" or (not wanted and draw.random() < 0.08):
        walk.step("withdraw", COUNCIL, days=4, reason=draw.choice(words.ASB_WITHDRAWN))
        return
    met = draw.random() < 0.7 if not wanted else wanted not in ("threshold_not_met", "settled")
    _gather(walk, met=met)
    if met:
        walk.step("decide_met", COUNCIL, days=draw.randint(1, 3))
        _panel(walk)
    else:
        walk.step(
            "decide_not_met",
            COUNCIL,
            days=draw.randint(1, 3),
            reason=draw.choice(words.NOT_MET),
            signposted_to=draw.choice(words.SIGNPOSTS),
        )
    _appealed_or_closed(walk, met=met)


def _screen(walk: Walk) -> None:
    draw = walk.draw
    result = draw.choices(("no", "unsure", "yes"), (8, 1, 1))[0]
    walk.step("screen_recorded", COUNCIL, days=draw.randint(1, 3), screen_result=result, asked_safely="yes")
    if result != "no":
        walk.step("pause", COUNCIL, clock="threshold", reason="specialist_hold")
        walk.share(
            IDVA, ("screen", "risk"), purpose="A specialist looks before anything else is asked.", consent="given"
        )
        walk.step("specialist_looked", IDVA, days=draw.randint(2, 5), specialist_view=draw.choice(words.SPECIALIST))
        walk.step("resume", COUNCIL, clock="threshold", reason="specialist_hold")
    walk.step("request_information", COUNCIL, days=1)
    for key in (CHAIR, PARTNER, *((NURSE,) if draw.random() < 0.4 else ())):
        walk.share(key, SECTIONS, purpose=draw.choice(words.ASB_PURPOSES), consent="given")


def _gather(walk: Walk, *, met: bool) -> None:
    draw = walk.draw
    asked = [plan.key for plan in walk.shares if plan.key in (CHAIR, PARTNER, NURSE) and plan.sections == SECTIONS]
    for key in asked:
        walk.step("information_asked", COUNCIL, days=0, body=walk.place.slug_of(key))
    applied = walk.events[0].at.date()
    walk.step("risk_scored", COUNCIL, days=1, risk_band=draw.choice(("low", "medium", "medium", "high")))
    for number in range(draw.randint(3, 6) if met else draw.randint(0, 2)):
        happened = applied - timedelta(days=10 + 17 * number)
        walk.step(
            "report_gathered",
            COUNCIL,
            behaviour_on=happened,
            reported_on=happened + timedelta(days=draw.randint(0, 9)),
            incident=f"{draw.choice(words.INCIDENTS)}, {happened:%-d %B}",
            body=walk.place.slug_of(draw.choice((CHAIR, PARTNER))),
            report_kind="report",
        )
    for key in asked:
        walk.step("information_returned", key, days=draw.choice((1, 2, 4)), body=walk.place.slug_of(key))


def _panel(walk: Walk) -> None:
    draw = walk.draw
    meets = (walk.now + timedelta(days=draw.randint(12, 26))).date()
    while meets.weekday() != 1:  # the panel sits on Tuesdays
        meets += timedelta(days=1)
    attends = draw.choices(
        ("attends", "is_represented", "sends_a_statement", "does_not_want_to", "not_invited"), (6, 2, 2, 2, 1)
    )[0]
    facts = {"not_invited_because": words.NOT_INVITED} if attends == "not_invited" else {}
    walk.step("set_panel", COUNCIL, days=1, panel_on=meets, chair_independent="yes", attends=attends, **facts)
    if draw.random() < 0.12:
        meets += timedelta(days=7)
        walk.step("move_panel", COUNCIL, days=1, panel_on=meets, reason=draw.choice(words.PANEL_MOVED))
    walk.step("papers_sent", COUNCIL, on=meets - timedelta(days=4))
    walk.step("hold_panel", REVIEWER, on=meets)
    answers: dict[str, str] = {}
    if draw.random() < 0.8:
        for said in draw.sample(words.RECOMMENDATIONS, draw.randint(1, 3)):
            answers[said] = key = draw.choice((CHAIR, PARTNER))
            due = meets + timedelta(days=draw.choice((14, 21, 28)))
            walk.step(
                "recommendation_made", REVIEWER, recommendation=said, body=walk.place.slug_of(key), answer_due_on=due
            )
    walk.step("plan_agreed", COUNCIL, days=1, plan=draw.choice(words.PLANS))
    walk.step("tell_outcome", COUNCIL, days=draw.randint(2, 9))
    for said, key in answers.items():
        walk.step(
            "recommendation_answered",
            key,
            days=draw.randint(2, 7),
            recommendation=said,
            answer=draw.choice(words.ANSWERS),
        )
    if draw.random() < 0.2:
        walk.step(
            "restorative_recorded", COUNCIL, days=1, restorative_outcome=draw.choice(("offered", "declined", "agreed"))
        )


def _appealed_or_closed(walk: Walk, *, met: bool) -> None:
    draw, wanted = walk.draw, walk.halt_in
    told = next(each.at for each in reversed(walk.events) if each.name in ("decide_not_met", "tell_outcome"))
    soon = walk.now < told + timedelta(days=15)
    if soon and (wanted in ("appealed", "settled") or (not wanted and draw.random() < 0.12)):
        walk.step("appeal", COUNCIL, days=4, appeal_because=draw.choice(words.APPEALS))
        if met or wanted == "settled" or draw.random() < 0.6:
            walk.step("dismiss_appeal", PARTNER, days=draw.randint(6, 15), reason=words.DISMISSED,
                      appeal_answer=words.DISMISSED_TOLD)  # fmt: skip
            walk.step("close", COUNCIL, days=3)
            return
        walk.step("uphold_appeal", PARTNER, days=draw.randint(6, 15), reason=words.UPHELD,
                  appeal_answer=words.UPHELD_TOLD)  # fmt: skip
        _panel(walk)
        told = next(each.at for each in reversed(walk.events) if each.name == "tell_outcome")
    over = max(walk.now.date(), add_working_days(told.date(), WINDOW))
    walk.step("close", COUNCIL, on=over + timedelta(days=draw.randint(0, 3)))
