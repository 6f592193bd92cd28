"""Uploaded files, kept in the database so that row-level security and back-ups cover them too."""

from __future__ import annotations

from django.db import models

from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import THIS_AGENCY, THIS_PARTNERSHIP, Fence, Sensitivity

PARTNERSHIP = Sensitivity.PARTNERSHIP


class ScanState(models.TextChoices):
    """What the virus scanner said."""

    NOT_SCANNED = "not scanned", "Not scanned: no scanner is set up"
    CLEAN = "clean", "Scanned, nothing found"


class KeptFile(Owned):
    """One uploaded file, wherever it belongs. A table of such files says who may read them."""

    sensitivity = {
        "partnership_id": PARTNERSHIP,
        "agency_id": PARTNERSHIP,
        "ref": PARTNERSHIP,
        "name": Sensitivity.ABOUT_PERSON,
        "media_type": PARTNERSHIP,
        "size": PARTNERSHIP,
        "sha256": PARTNERSHIP,
        "content": Sensitivity.SECRET,
        "only_agency": PARTNERSHIP,
        "scan": PARTNERSHIP,
    }

    ref = models.CharField(max_length=12, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    only_agency = models.BooleanField(default=False)
    scan = models.CharField(max_length=20, choices=ScanState.choices)

    class Meta:
        abstract = True

    def audit_subject(self) -> tuple[str, str]:
        return "file", self.ref


class StoredFile(KeptFile):
    """A file of a partnership. Kept to its agency, it is out of every other agency's reach, by the database too."""

    fence = Fence(
        reads=f"partnership_id = {THIS_PARTNERSHIP} AND (NOT only_agency OR agency_id = {THIS_AGENCY})",
        append_only=True,
    )
    retention = "As long as the evidence it is part of."

    class Meta:
        db_table = "files_stored_file"
