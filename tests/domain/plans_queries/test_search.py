"""Search finds what may be opened, by words or by reference, and marks what it found."""

from datetime import timedelta

import pytest

from cairn.domain.plans import testing
from cairn.domain.plans.queries.search import Piece, pieces, search
from cairn.domain.plans.terms import PlanState
from cairn.foundation.audit.commands import command

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(world):
    return testing.add_action(
        world,
        plan=testing.add_plan(world),
        title="Hold workshops in libraries",
        detail="Evenings for parents & carers (5 < 6), with childcare.",
    )


def refs(results):
    return {hit.ref for group in results.groups for hit in group.hits}


def marked(hit):
    return [piece.text for piece in (*hit.title, *hit.excerpt) if piece.found]


def test_a_word_finds_an_action_whatever_its_ending(world, action):
    results = search(world.acts("board"), "workshop")
    (group,) = results.groups
    assert (group.title, group.hits[0].ref) == ("Actions", action.ref)
    assert marked(group.hits[0]) == ["workshops"]


def test_the_detail_of_an_action_is_searched_and_handed_on_as_plain_text(world, action):
    (hit,) = search(world.acts("board"), "childcare").groups[0].hits
    assert marked(hit) == ["childcare"]
    assert "parents & carers (5 < 6)" in "".join(piece.text for piece in hit.excerpt)


def test_updates_commitments_and_strategies_are_found_in_groups(world, action):
    testing.add_update(world, action, done="Two libraries opened a quiet room.")
    by_kind = {group.title: group for group in search(world.acts("analyst"), "quiet room").groups}
    assert by_kind["Updates"].hits[0].ref == action.ref
    assert search(world.acts("analyst"), "healthy relationships").groups[0].title == "Commitments"
    assert search(world.acts("analyst"), "Fellshire").groups[0].title == "Strategies"


@pytest.mark.parametrize("written", ["{}", "  {}  ", "{lower}", "{bare}", "{spaced}"])
def test_a_reference_is_found_however_it_is_written(world, action, written):
    kind, _, body = action.ref.partition("-")
    words = written.format(action.ref, lower=action.ref.lower(), bare=kind + body, spaced=f"{kind} {body}")
    assert refs(search(world.acts("board"), words)) == {action.ref}


def test_a_slip_in_a_reference_is_told(world, action):
    last = "C" if action.ref[-1] != "C" else "D"
    results = search(world.acts("board"), action.ref[:-1] + last)
    assert results.slip and not results.groups


def test_evidence_and_requests_are_found_by_reference_by_those_who_may_see_them(world, action):
    evidence = testing.add_evidence(world, action, only_agency=True)
    request = testing.add_request(world, plan=action.plan, action=action)
    assert refs(search(world.acts("council_worker"), evidence.ref)) == {action.ref}
    assert refs(search(world.acts("police_lead"), evidence.ref)) == set()
    assert refs(search(world.acts("police_lead"), request.ref)) == {request.ref}
    assert refs(search(world.acts("health_lead"), request.ref)) == set()


def test_a_draft_and_another_partnership_are_never_found(world, action):
    draft = testing.add_plan(world, year="2027-28", starts_on=world.day(140), state=PlanState.DRAFT)
    hidden = testing.add_action(
        world, plan=draft, title="Hold workshops online", starts_on=world.day(150), due_on=world.day(200)
    )
    assert hidden.ref in refs(search(world.acts("manager"), "workshops"))
    assert refs(search(world.acts("board"), "workshops")) == {action.ref}
    assert refs(search(world.acts("board"), hidden.ref)) == set()
    assert search(world.acts("administrator"), "workshops").total == 0
    assert search(world.acts("stranger"), "workshops").total == 0


@pytest.mark.parametrize("words", ["", "   ", "\0"])
def test_no_words_are_no_question(world, words):
    assert search(world.acts("board"), words).asked is False


@pytest.mark.parametrize("words", ["'", '"', "&|!", "((", "-", "A-", ":*", "\\", "of the", "x" * 5000])
def test_nothing_typed_can_break_the_search(world, action, words):
    assert search(world.acts("board"), words).total == 0


def test_a_minus_leaves_a_word_out_and_quotation_marks_hold_a_phrase(world, action):
    actor = world.acts("board")
    assert refs(search(actor, "workshops -libraries")) == set()
    assert refs(search(actor, '"in libraries"')) == {action.ref}
    assert refs(search(actor, '"libraries workshops"')) == set()


def test_marks_are_taken_from_the_excerpt_and_not_from_the_text():
    assert pieces("a \x02b\x03 c") == (Piece("a ", False), Piece("b", True), Piece(" c", False))
    assert pieces("<mark>a</mark>") == (Piece("<mark>a</mark>", False),)
    assert pieces("\x03a") == (Piece("a", False),)


def test_an_old_update_is_found_and_an_edited_action_by_its_new_words(world, action):
    testing.add_update(world, action, done="Two libraries opened a quiet room.", at=world.at - timedelta(days=900))
    actor = world.acts("board")
    assert refs(search(actor, "quiet room")) == {action.ref}
    with command("test.reworded", by=world.acts("manager"), at=world.at):
        action.title = "Train receptionists"
        action.save()
    assert refs(search(actor, "receptionist", only="actions")) == {action.ref}


def test_search_takes_four_queries_at_full_size(world, django_assert_num_queries):
    from tests.domain.plans_queries.many import add_many

    add_many(world, testing.add_plan(world), 300)
    actor = world.acts("manager")
    with django_assert_num_queries(4):
        results = search(actor, "workshops")
    assert results.groups[0].more and len(results.groups[0].hits) == 10
    with django_assert_num_queries(1):
        (group,) = search(actor, "workshops", only="actions").groups
    assert len(group.hits) > 50


def test_a_reference_typed_without_its_letter_finds_what_has_it(world, action):
    bare = action.ref.partition("-")[2]
    assert refs(search(world.acts("board"), bare)) == {action.ref}
    assert refs(search(world.acts("board"), bare.lower())) == {action.ref}


@pytest.mark.parametrize("words", ["a", "the", "%", "the and of"])
def test_words_too_common_to_look_for_are_told_apart_from_words_not_found(world, action, words):
    results = search(world.acts("board"), words)
    assert results.wordless and not results.groups
    assert not search(world.acts("board"), "zebra").wordless
