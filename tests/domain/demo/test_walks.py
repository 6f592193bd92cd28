"""The generated cases come out legal whichever day the demonstration is loaded."""

from datetime import UTC, datetime, timedelta
from itertools import chain
from types import SimpleNamespace

import pytest

from cairn.demo.cases import POSTS
from cairn.demo.people import read_people
from cairn.demo.scale.casework import loading
from cairn.demo.scale.casework.loading import WHOLE, walks
from cairn.demo.scale.casework.places import FURTHER_POSTS, CasePlace

WORK = {one["key"]: one["agency"] for one in read_people() if one["key"].startswith("cum-case-")}
DAYS = [datetime(2026, 11, 22, 19, 5, tzinfo=UTC) + timedelta(days=each) for each in range(0, 371, 53)]


def a_place(slug):
    """The people of one partnership in their agencies, without a database."""
    agencies = sorted(set(WORK.values()))
    people = {
        key.removeprefix("cum-"): SimpleNamespace(
            pk=number, agency_id=agencies.index(agency), agency=SimpleNamespace(slug=agency)
        )
        for number, (key, agency) in enumerate(WORK.items())
    }
    posts: dict = {}
    for kind, role, key in chain(FURTHER_POSTS, ((kind, role, key) for (kind, role), key in POSTS.items())):
        posts[kind, key] = posts.get((kind, key), frozenset()) | {role}
    return CasePlace(SimpleNamespace(slug=slug), "ex", people, {}, posts)


@pytest.mark.parametrize("at", DAYS, ids=lambda day: f"{day:%Y-%m-%d}")
def test_no_case_comes_out_illegal_on_this_day(at, monkeypatch):
    monkeypatch.setattr(loading, "REDRAWN", 0)  # a case is not drawn twice: whatever is wrong shows
    wanted = {kind: total // 3 for kind, total in WHOLE.items()}
    walked = walks(a_place(f"day-{at:%j}"), wanted, at)  # with luck of its own
    assert len(walked) == sum(wanted.values())
    assert all(event.at < at for walk, _version in walked for event in walk.events)
