"""The row, as Cairn keeps it: guarded, owned by a partnership, every field given its sensitivity."""

from __future__ import annotations

from bench.row import Row
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import Sensitivity


class Kept(Row, Owned):
    """The row every contender updates. Its values are kept in the audit, as the peers keep them."""

    retention = "Until the next benchmark."
    sensitivity = {
        **{field.attname: Sensitivity.PARTNERSHIP for field in Row._meta.fields},
        "partnership_id": Sensitivity.PARTNERSHIP,
    }

    class Meta:
        db_table = "bench_kept"
        app_label = "cairn_side"

    def audit_subject(self) -> tuple[str, str]:
        return "action", self.ref
