"""What is asked once for a request or a batch is kept until it is over, and no longer."""

import pytest

from cairn.foundation.access.once import forget, once, remembering


@pytest.fixture
def asked():
    """How often it was asked, and the asking."""
    times = []

    def ask(key="k"):
        return once(key, lambda: times.append(key) or len(times))

    ask.times = times
    return ask


def test_outside_a_request_each_question_is_asked(asked):
    assert (asked(), asked()) == (1, 2)


def test_within_one_it_is_asked_once_for_each_key(asked):
    with remembering():
        assert (asked(), asked(), asked("other"), asked()) == (1, 1, 2, 1)
    assert asked() == 3


def test_a_batch_within_a_request_keeps_what_the_request_knows(asked):
    with remembering():
        asked()
        with remembering():
            assert asked() == 1
        assert asked() == 1


def test_what_was_changed_is_asked_again(asked):
    with remembering():
        asked()
        forget("k")
        assert asked() == 2
    forget("k")


def test_what_goes_wrong_keeps_nothing_for_the_next_one(asked):
    with pytest.raises(ValueError, match="wrong"), remembering():
        asked()
        raise ValueError("wrong")
    assert asked() == 2
