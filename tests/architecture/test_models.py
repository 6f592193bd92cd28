"""What every model says of itself: where its keys point, how sensitive it is, how long it is kept."""

from __future__ import annotations

import pytest
from django.db import models

from cairn.foundation.access.fences import OPEN_TABLES
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.guarded import GuardedQuerySet
from cairn.foundation.audit.terms import Fence, Sensitivity
from tests.architecture.conftest import guarded_models, our_models

# Bottom first. A key may point to the same app or down, never up.
ORDER = [
    "audit", "agencies", "accounts", "access", "files", "jobs", "ui",
    "applications",
    "cases", "places", "publishing", "records", "hub", "watch", "strategies", "voice", "consultations", "plans",
    "risks", "measures",
    "analysis", "returns", "boards", "conferences", "reviews", "reports",
    "web", "public", "intake", "demo",
]  # fmt: skip
# Kept beside the guarded models, with a reason in OPEN_TABLES: they too say how they are treated.
UNGUARDED = {
    "accounts.User", "accounts.KeptDraft", "applications.Application", "applications.Attempt", "applications.OpenForm",
}  # fmt: skip
AUDIT_LABEL = "audit"


def saying_models() -> list[type[models.Model]]:
    """Models that must say how sensitive they are and how long they are kept."""
    return [model for model in our_models() if model._meta.app_label != AUDIT_LABEL]


def keys_of(model: type[models.Model]) -> list[models.ForeignKey]:
    """Its foreign keys and one-to-one keys, written as strings or not: the registry has resolved them."""
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def test_there_are_models_to_look_at():
    assert len(guarded_models()) > 25


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model):
    own = ORDER.index(model._meta.app_label)
    for key in keys_of(model):
        target = key.related_model._meta
        if target.app_label in ORDER:
            assert ORDER.index(target.app_label) <= own, f"{key} points up to {target.label}"


def test_the_audit_has_no_keys_out_and_none_in():
    for model in our_models():
        for key in keys_of(model):
            audit = (model._meta.app_label, key.related_model._meta.app_label)
            assert AUDIT_LABEL not in audit, f"{key} ties the audit to something"


@pytest.mark.parametrize("model", guarded_models(), ids=lambda model: model._meta.label)
def test_no_key_deletes_or_empties_rows_by_itself(model):
    """What the database does behind a deletion is in no record."""
    for key in keys_of(model):
        assert key.remote_field.on_delete in (models.PROTECT, models.DO_NOTHING), str(key)


def test_no_model_keeps_many_to_many_rows_out_of_the_record():
    """A join is a model of its own, so that adding and removing are recorded."""
    assert [str(field) for model in our_models() for field in model._meta.local_many_to_many] == []


@pytest.mark.parametrize("model", saying_models(), ids=lambda model: model._meta.label)
def test_every_field_says_how_sensitive_it_is(model):
    fields = {field.attname for field in model._meta.concrete_fields if not field.primary_key}
    said = getattr(model, "sensitivity", {})
    assert set(said) == fields
    assert all(isinstance(kind, Sensitivity) for kind in said.values())


@pytest.mark.parametrize("model", saying_models(), ids=lambda model: model._meta.label)
def test_every_model_says_how_long_its_rows_are_kept(model):
    assert model.retention.endswith(".") and model.retention[0].isupper()


@pytest.mark.parametrize("model", saying_models(), ids=lambda model: model._meta.label)
def test_every_model_is_explained_in_a_sentence(model):
    first = (model.__doc__ or "").strip().splitlines()[0]
    assert first.endswith(".") and not first.startswith(f"{model.__name__}(")


def test_a_model_is_guarded_or_has_a_reason_not_to_be():
    guarded = {model._meta.label for model in guarded_models()}
    others = {model._meta.label for model in our_models()} - guarded
    assert others - UNGUARDED == {label for label in others if label.startswith("audit.")}
    for label in UNGUARDED:
        table = next(model._meta.db_table for model in our_models() if model._meta.label == label)
        assert table.startswith(tuple(OPEN_TABLES))


@pytest.mark.parametrize("model", guarded_models(), ids=lambda model: model._meta.label)
def test_a_guarded_model_is_read_through_the_guarded_rows(model):
    assert issubclass(model._default_manager._queryset_class, GuardedQuerySet)
    assert isinstance(model.fence, Fence)


def test_what_belongs_to_a_partnership_is_fenced_by_it():
    for model in guarded_models():
        if issubclass(model, Owned) or any(f.attname == "partnership_id" for f in model._meta.concrete_fields):
            assert model.fence.reads and "cairn.partnership" in model.fence.reads, model._meta.label


def test_history_says_so_and_is_not_deletable():
    for model in guarded_models():
        assert not (model.fence.append_only and model.fence.deletable), model._meta.label


def test_only_editions_are_public():
    public = {model._meta.label for model in guarded_models() if model.fence.public}
    kinds = ("CountsEdition", "DecisionEdition", "Edition", "NoticeEdition", "ReportEdition")
    assert public == {f"publishing.{name}" for name in kinds}


def test_contact_details_are_marked_as_such():
    """By name: whoever adds an e-mail, telephone or address field must mark it."""
    telling = ("email", "phone", "telephone", "mobile", "postcode", "home_address")
    for model in saying_models():
        for name, kind in model.sensitivity.items():
            if name in telling:
                assert not kind.value_is_kept, f"{model._meta.label}.{name} is {kind}"
    assert User.sensitivity["name"] is Sensitivity.CONTACT


def test_files_keep_neither_their_names_nor_their_content_in_the_audit():
    [stored] = [model for model in our_models() if model._meta.label == "files.StoredFile"]
    assert not stored.sensitivity["name"].value_is_kept
    assert not stored.sensitivity["content"].value_is_kept
