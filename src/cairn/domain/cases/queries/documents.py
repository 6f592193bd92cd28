"""Documents of a case that are open to whoever asks."""

from __future__ import annotations

from django.http import Http404

from cairn.domain.cases.models import Case, CaseDocument


def documents_of(case: Case, *, sections: frozenset[str]) -> list[CaseDocument]:
    """The newest first, without what is in the files; one query."""
    rows = CaseDocument.objects.filter(case=case, section__in=sections).select_related("agency", "by", "file")
    return list(rows.defer("file__content").order_by("-at", "-pk"))


def document_for(case: Case, ref: str, *, sections: frozenset[str]) -> CaseDocument:
    """One document with its file.

    Raises:
        Http404: not open and not there are the same.
    """
    found = CaseDocument.objects.filter(case=case, section__in=sections, ref=ref).select_related("file").first()
    if found is None:
        raise Http404("There is nothing here for you to see.")
    return found
