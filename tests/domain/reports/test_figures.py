"""Reports with figures from the records: small counts stay in the members' copy, and what left is written down."""

from __future__ import annotations

import pytest

from cairn.domain.measures import testing as measures
from cairn.domain.measures.api import set_links
from cairn.domain.measures.models import Publication
from cairn.domain.plans.models import ActionPlan
from cairn.domain.reports.services import publishing
from cairn.domain.reports.web.views import page_of
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.kernel.observation_checks import Typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(world, meeting):
    """A measure of CP1 with one month: of three men in fifty people, too few to show."""
    made = measures.a_measure(world)
    rows = [measures.everyone(40, 50), Typed("sex", "Female", "37", "43"), Typed("sex", "Male", "3", "7"),
            Typed("sex", "Not known", nil=True)]  # fmt: skip
    measures.approved(world, made, rows=rows)
    set_links(by=world.acts("manager"), at=world.at, measure=made, commitments=[world.commitment("CP1")], changes=[])
    return made


def figures(copy):
    """Numerators by group, as a copy holds them."""
    [measure] = [
        one for part in copy.document["sections"] for block in part["blocks"] if block["kind"] == "charts"
        for one in block["measures"]
    ]  # fmt: skip
    return {row["of"][1]: row["numerator"] for row in measure["series"]}


def test_small_counts_stay_with_members_and_the_same_facts_make_the_same_copies(world, meeting, measure, made):
    first, second = made(meeting), made(meeting)
    members, partners = first.copies.all()
    assert figures(members)["Male"] == [3]
    assert figures(partners)["Male"] == [None] and figures(partners)["Female"] == [None], "or it could be worked out"
    assert figures(partners)[""] == [40]
    assert "withheld" in page_of(partners).decode()
    assert [copy.mark for copy in second.copies.all()] == [members.mark, partners.mark]
    left = Publication.objects.filter(reference=first.ref).order_by("pk")
    assert [(row.audience, row.kind) for row in left] == [("members", "report"), ("partners", "partner")]
    assert all(len(row.submissions) == 1 for row in left), "so that a correction finds who used the figure"


def test_figures_of_a_public_copy_are_written_down_when_a_second_person_publishes_it(world, measure, made):
    plan = ActionPlan.objects.select_related("strategy__partnership").get(partnership=world.partnership)
    report = made(plan)
    assert figures(report.copies.get(audience="public"))[""] == [40]
    assert not Publication.objects.filter(audience="public").exists()
    release = publishing.propose(by=world.acts("manager"), at=world.at, report=report, note="The year.")
    with pytest.raises(Refused, match="waits for a second person"):
        publishing.propose(by=world.acts("manager"), at=world.at, report=report, note="The year, again.")
    with pytest.raises(Forbidden):
        publishing.publish(by=world.acts("manager"), at=world.at, release=release)
    with pytest.raises(Forbidden):
        publishing.publish(by=world.acts("police_worker"), at=world.at, release=release)
    publishing.publish(by=world.acts("board"), at=world.at, release=release)
    [left] = Publication.objects.filter(audience="public")
    assert left.reference == report.ref and len(left.submissions) == 1
    with pytest.raises(Refused, match="Say why"):
        publishing.withdraw(by=world.acts("manager"), at=world.at, release=release, reason=" ")
    assert publishing.withdraw(by=world.acts("manager"), at=world.at, release=release, reason="Wrong.").reason
