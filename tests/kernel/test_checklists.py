"""A checklist scores what was answered, says what it does not know, and decides nothing."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

import cairn
from cairn.kernel.checklists import Answer, read_checklist, score

TEXT = (Path(cairn.__file__).parent / "content" / "checklists" / "demonstration.toml").read_text("utf-8")
LIST = read_checklist(TEXT).checklist()
KEYS = [question.key for question in LIST.questions]
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def answered(yes: int, no: int = 0, unknown: int = 0) -> dict[str, Answer]:
    """Answers to the first so many questions; the rest were not asked."""
    return dict(zip(KEYS, [YES] * yes + [NO] * no + [UNKNOWN] * unknown, strict=False))


def test_the_one_that_ships_is_sound_and_marked_as_a_demonstration():
    assert read_checklist(TEXT).problems == []
    assert LIST.demonstration
    assert "not for real decisions" in LIST.title
    assert LIST.before


def test_the_threshold_is_reached_not_reached_or_not_known():
    few = len(KEYS) - LIST.threshold
    assert score(LIST, answered(LIST.threshold, few)).reaches is True
    assert score(LIST, answered(LIST.threshold - 1, few + 1)).reaches is False
    assert score(LIST, answered(LIST.threshold - 1, few, 1)).reaches is None
    assert score(LIST, answered(LIST.threshold - 1, few)).reaches is None
    assert score(LIST, {}).reaches is None


def test_a_score_says_what_it_does_not_know():
    found = score(LIST, answered(3, 2, 1))
    assert (found.score, found.out_of, found.could_be) == (3, 14, 12)
    assert (found.unknown, len(found.not_asked)) == ((KEYS[5],), 8)
    assert found.says() == (
        "3 of 14. 9 not known or not asked, so it may be up to 12. A score never lowers a professional's judgement."
    )


def test_some_answers_are_worth_a_look_by_themselves():
    assert score(LIST, {"breath": YES, "money": YES, "weapon": NO}).alone == ("breath",)


@given(some.dictionaries(some.sampled_from(KEYS), some.sampled_from(Answer)), some.sampled_from(KEYS))
def test_a_further_yes_never_lowers_anything(answers, key):
    before, after = score(LIST, answers), score(LIST, {**answers, key: YES})
    assert after.score >= before.score
    assert set(before.alone) <= set(after.alone)
    assert before.reaches is not True or after.reaches is True


def test_an_answer_to_a_question_of_another_version_is_refused():
    with pytest.raises(KeyError, match="This version has no question colour"):
        score(LIST, {"colour": YES})


@pytest.mark.parametrize(
    ("was", "is_now", "says"),
    [
        ('format = "cairn-checklist/1"', 'format = "list"', 'The file must begin with format = "cairn-checklist/1".'),
        ("threshold = 7", "threshold = 15", '"threshold" must be from 1 to 14, the most that can be reached.'),
        ('key = "worse"', 'key = "afraid"', 'question "afraid" is used twice'),
        ('key = "worse"', 'key = "worse"\ncounts = -1', '"counts" must not be negative: no answer lowers a score.'),
        ('licence = "', 'license = "', '"license" is not a field of the file.'),
    ],
)
def test_a_checklist_that_is_wrong_says_where(was, is_now, says):
    problems = read_checklist(TEXT.replace(was, is_now, 1)).problems
    assert any(says in problem.says for problem in problems), problems
