"""Generated cases of the disclosure scheme: by the right to ask and the right to know, with what became of each."""

from __future__ import annotations

from cairn.demo.scale.casework import words
from cairn.demo.scale.casework.places import CHAIR, COORDINATOR, IDVA, NURSE, PARTNER
from cairn.demo.scale.casework.walking import Walk


def walk_disclosure(walk: Walk) -> None:
    """One case, wherever it leads."""
    draw, wanted = walk.draw, walk.halt_in
    asked = draw.random() < 0.62 or wanted == "met"
    facts = {
        "safe_contact": draw.choice(words.SAFE_CONTACT),
        "trigger": draw.choice(words.TRIGGERS),
        "relationship": draw.choice(("partners", "partners", "former_partners")),
    }
    if asked:
        walk.step(
            "apply_right_to_ask",
            COORDINATOR,
            asks_for=draw.choice(("themselves", "themselves", "somebody_else")),
            **facts,
        )
    else:
        walk.step("begin_right_to_know", COORDINATOR, information_from=draw.choice(words.SOURCES), **facts)
    danger = "yes" if draw.random() < 0.06 and not wanted else "no"
    walk.step("record_checks", COORDINATOR, days=draw.choice((0, 0, 1)), checked_apart="yes", immediate_risk=danger)
    if danger == "yes":
        walk.step(
            "disclose_to_protect_now",
            CHAIR,
            reason=words.NOW,
            recipient="person_at_risk",
            told_how="in_words_in_person",
            told_by_whom="The supervisor of the team",
            words_given=words.WORDS_GIVEN,
            support_offered="yes",
            **_decision(walk),
        )
        return
    ends = draw.random()
    if wanted == "not_taken_further" or (not wanted and ends < 0.08):
        because = draw.choice(list(words.STOPPED_BECAUSE))
        walk.step("stop", CHAIR, days=3, reason=words.STOPPED_BECAUSE[because], ended_because=because,
                  support_offered="yes")  # fmt: skip
        return
    if wanted == "withdrawn" or (not wanted and ends < 0.15):
        walk.step("withdraw", COORDINATOR, days=4, reason=draw.choice(words.CL_WITHDRAWN),
                  ended_because="no_longer_wished", support_offered="yes")  # fmt: skip
        return
    if asked:
        _met(walk)
    walk.step(
        "assess", COORDINATOR, days=draw.randint(1, 4), risk=draw.choice(("standard", "medium", "medium", "high"))
    )
    _partners(walk)
    walk.step("refer_to_panel", COORDINATOR, days=draw.randint(1, 3))
    _decided(walk)


def _met(walk: Walk) -> None:
    draw = walk.draw
    if draw.random() < 0.1:
        for clock in ("total", "meeting"):
            walk.step("pause", COORDINATOR, days=1, clock=clock, reason="applicant_asked")
        for clock in ("total", "meeting"):
            walk.step("resume", COORDINATOR, days=5 if clock == "total" else 0, clock=clock, reason="applicant_asked")
    walk.step("meet", COORDINATOR, days=draw.choice((2, 3, 5, 6, 9)), identity_seen="yes")


def _partners(walk: Walk) -> None:
    draw = walk.draw
    asked = [key for key in (PARTNER, NURSE) if draw.random() < 0.6]
    for key in asked:
        walk.share(key, ("partners",), purpose=words.PARTNERS_ASKED, consent="not_given", because=words.CL_WITHOUT)
        walk.step("information_asked", COORDINATOR, days=1, agency=walk.place.slug_of(key))
    for key in asked:
        walk.step(
            "information_returned",
            key,
            days=draw.choice((2, 3, 4)),
            agency=walk.place.slug_of(key),
            known=draw.choice(("yes", "no", "no", "unknown")),
        )


def _decision(walk: Walk, *, disclosed: bool = True) -> dict[str, str]:
    """The decision record: all three hold, or telling is not necessary and so not proportionate."""
    said = "yes" if disclosed else "no"
    return {
        "lawful": "yes",
        "lawful_because": words.LAWFUL,
        "necessary": said,
        "necessary_because": words.NECESSARY if disclosed else words.NOT_NECESSARY,
        "proportionate": said,
        "proportionate_because": words.PROPORTIONATE if disclosed else words.NOT_PROPORTIONATE,
        "rationale": walk.draw.choice(words.RATIONALES if disclosed else words.NOT_DISCLOSED),
    }


def _decided(walk: Walk) -> None:
    draw, wanted = walk.draw, walk.halt_in
    if wanted in ("no_disclosure_agreed", "not_disclosed", "not_told") or (not wanted and draw.random() < 0.4):
        walk.step("agree_no_disclosure", CHAIR, days=draw.randint(2, 6),
                  **_decision(walk, disclosed=False))  # fmt: skip
        if wanted == "not_told":
            walk.step("contact_tried", COORDINATOR, days=2, contact_outcome="not_safe")
            walk.step("record_not_told", CHAIR, days=5, reason=words.UNDELIVERED,
                      ended_because="no_safe_way_to_tell", support_offered="yes")  # fmt: skip
            return
        walk.step(
            "tell_no_disclosure", COORDINATOR, days=draw.randint(1, 3), safety_advice="yes", support_offered="yes",
            told_how="in_words_in_person", told_by_whom="An officer of the team",
        )  # fmt: skip
        return
    days, recipient = draw.randint(2, 6), draw.choice(("person_at_risk",) * 5 + ("parent_or_guardian",))
    walk.step(
        "agree_disclosure",
        CHAIR,
        days=days,
        recipient=recipient,
        **({"recipient_is": words.GUARDIAN} if recipient == "parent_or_guardian" else {}),
        told_by=walk.place.slug_of(COORDINATOR),
        support_ready="yes",
        **_decision(walk),
    )
    walk.share(IDVA, ("support",), purpose="Support stands ready when she is told.", consent="given")
    if wanted == "undelivered" or (not wanted and draw.random() < 0.06):
        walk.step("contact_tried", COORDINATOR, days=1, contact_outcome="not_reached")
        walk.step("contact_tried", COORDINATOR, days=3, contact_outcome="not_safe")
        walk.step("record_undelivered", CHAIR, days=2, reason=words.UNDELIVERED,
                  ended_because="no_safe_way_to_tell", support_offered="yes")  # fmt: skip
        return
    walk.step(
        "disclose",
        COORDINATOR,
        days=draw.randint(1, 4),
        recipient=recipient,
        told_how="in_words_in_person",
        undertaking="yes",
        told_by_whom="An officer of the team",
        words_given=words.WORDS_GIVEN,
        support_offered="yes",
    )
    if draw.random() < 0.6:
        walk.step("support_contact", IDVA, days=draw.randint(1, 3), support_offered="yes")
