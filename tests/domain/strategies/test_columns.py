"""What the check of a file lets through, the columns hold."""

from __future__ import annotations

import pytest

from cairn.domain.strategies.models import (
    Activity,
    Change,
    Commitment,
    Decision,
    Governance,
    NamedMeasure,
    SamePromise,
    Source,
    Strategy,
    Theme,
)
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.kernel import strategy_file as form

KEPT_IN = {
    "strategy": (form.STRATEGY, Strategy), "source": (form.SOURCE, Source), "governance": (form.GOVERNANCE, Governance),
    "decision": (form.DECISION, Decision), "theme": (form.THEME, Theme), "commitment": (form.COMMITMENT, Commitment),
    "activity": (form.ACTIVITY, Activity), "change": (form.CHANGE, Change), "measure": (form.MEASURE, NamedMeasure),
    "same_promise": (form.SAME_PROMISE, SamePromise),
}  # fmt: skip
# Fields that name a row of another table, by its short name.
NAMES_A_ROW = {"partnership": Partnership, "body": Agency, "owned_elsewhere": Agency, "source": Source}
LISTS_OF_ROWS = {"responsible": Agency, "supporting": Agency, "leads_to": Change}


def column_of(name: str, model):
    """The column a field of the file ends in; None where it is looked up another way."""
    if name in NAMES_A_ROW:
        named = NAMES_A_ROW[name]
        return named._meta.get_field("key" if named is Source else "slug")
    if name in LISTS_OF_ROWS:
        named = LISTS_OF_ROWS[name]
        return named._meta.get_field("key" if named is Change else "slug")
    return model._meta.get_field({"id": "code"}.get(name, name)) if name not in ("this", "other", "serves") else None


@pytest.mark.parametrize("table", KEPT_IN)
def test_the_limit_of_each_field_is_that_of_its_column(table):
    fields, model = KEPT_IN[table]
    for name, field in fields.items():
        column = column_of(name, model)
        most = getattr(column, "max_length", None)
        if most is None:
            continue
        if field.choices:
            assert max(map(len, field.choices)) <= most, name
        elif field.kind == "code":
            assert len("ABCD123") <= most and not form.CODE.fullmatch("ABCD1234"), name
        else:
            assert field.limit == most, name
