"""The data dictionary: every field, how sensitive it is, how long it is kept, what the database refuses."""

from __future__ import annotations

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cairn.foundation.access.fences import OPEN_TABLES
from cairn.foundation.audit.guarded import Guarded
from cairn.foundation.audit.terms import Sensitivity
from cairn.reference.markdown import bullets, code, page, section, table

NUMBER, TEXT = "number", "text"
WORDS = {
    models.IntegerField: NUMBER, models.BooleanField: "yes or no", models.DateTimeField: "moment",
    models.DateField: "date", models.JSONField: "structured", models.BinaryField: "bytes",
    models.UUIDField: "random identifier", models.SlugField: "short name", models.URLField: "web address",
    models.EmailField: "e-mail address", models.TextField: TEXT, models.CharField: TEXT,
}  # fmt: skip
SENSITIVITY_SAYS = {
    Sensitivity.PUBLIC: "may be published",
    Sensitivity.PARTNERSHIP: "for those who work in the partnership",
    Sensitivity.CONTACT: "how to reach a person; the audit holds a salted digest",
    Sensitivity.ADDRESS: "where a person lives; the audit holds a salted digest",
    Sensitivity.LOCATION: "where a person is; the audit holds a salted digest",
    Sensitivity.ABOUT_PERSON: "words that may describe a person; the audit holds a salted digest",
    Sensitivity.FEW_PEOPLE: "how many people, who may be few; the audit holds a salted digest",
    Sensitivity.SECRET: "passwords, keys, file content; the audit says only that it changed",
}


def dictionary_page() -> str:
    """The page ``data-dictionary.md``."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("cairn.")]
    by_app: dict[str, list[type[models.Model]]] = {}
    for model in ours:
        by_app.setdefault(model._meta.app_label, []).append(model)
    opened = ((code(name + ("*" if name.endswith("_") else "")), why) for name, why in OPEN_TABLES.items())
    return page(
        "Data dictionary",
        f"{len(ours)} tables of ours. What the audit keeps of a change follows from how sensitive the field is.",
        section("Sensitivity", table(["Sensitivity", "Means"], SENSITIVITY_SAYS.items())),
        *(section(apps.get_app_config(label).verbose_name, *map(_model, found)) for label, found in by_app.items()),
        section(
            "Tables that ask for no command",
            "Tables of libraries and of sign-in. A star stands for every table whose name begins so.",
            table(["Table", "Why"], opened),
        ),
    )


def _model(model: type[models.Model]) -> str:
    said = getattr(model, "sensitivity", {})
    rows = (
        (code(field.attname), _kind(field), said.get(field.attname, ""), field.help_text)
        for field in model._meta.concrete_fields
    )
    facts = [f"Kept: {model.retention}"] if hasattr(model, "retention") else []
    if issubclass(model, Guarded):
        facts.append(f"The database: {_fence(model)}.")
    return section(
        f"{model._meta.object_name} ({model._meta.db_table})",
        (model.__doc__ or "").strip().partition("\n\n")[0],
        bullets(facts),
        table(["Field", "Kind", "Sensitivity", "Note"], rows),
        level=3,
    )


def _fence(model: type[Guarded]) -> str:
    fence = model.fence
    parts = ["asks for a command before every write"]
    parts.append("shows rows of the partnership acted in only" if fence.reads else "shows every row to staff")
    if fence.reads and "cairn.agency" in fence.reads:
        parts.append("keeps rows marked for one agency to that agency")
    if fence.append_only:
        parts.append("refuses changes and deletions")
    elif not fence.deletable:
        parts.append("refuses deletions")
    if fence.public:
        parts.append("lets the public site read")
    return ", ".join(parts)


def _kind(field: models.Field) -> str:
    if isinstance(field, models.ForeignKey):
        return f"one {field.related_model._meta.verbose_name}"
    if isinstance(field, ArrayField):
        return f"list of {_kind(field.base_field)}"
    word = next((WORDS[kind] for kind in type(field).__mro__ if kind in WORDS), type(field).__name__)
    if field.choices:
        return "one of " + ", ".join(str(label) for _, label in field.choices)
    limit = f", {field.max_length} at most" if field.max_length and word == TEXT else ""
    return word + limit + (", may be empty" if field.null else "")
