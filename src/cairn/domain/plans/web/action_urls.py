"""Addresses of the screens of one action; ``urls.py`` includes them."""

from django.urls import path

from cairn.domain.plans.web import (
    action_add,
    action_dates,
    action_edit,
    action_ending,
    action_partners,
    action_progress,
    action_show,
)

_A = "actions/<slug:ref>/"
_E = f"{_A}evidence/"
_M = f"{_A}milestones/<int:milestone>/"

urlpatterns = [
    path("plans/<slug:ref>/actions/new/", action_add.add, name="add-action"),
    path(_A, action_show.show, name="action"),
    path(f"{_A}update/", action_progress.update, name="update"),
    path(f"{_A}edit/", action_edit.edit, name="edit"),
    path(_E, action_progress.evidence_add, name="evidence-add"),
    path(f"{_E}<slug:evidence>/file/", action_progress.evidence_file, name="evidence-file"),
    path(f"{_E}<slug:evidence>/review/", action_progress.evidence_review, name="evidence-review"),
    path(f"{_A}date/", action_dates.move_date, name="move-date"),
    path(f"{_A}milestones/new/", action_dates.milestone_add, name="milestone-add"),
    path(f"{_M}done/", action_dates.milestone_done, name="milestone-done"),
    path(f"{_M}date/", action_dates.milestone_move, name="milestone-move"),
    path(f"{_M}leave-out/", action_dates.milestone_drop, name="milestone-drop"),
    path(f"{_A}pledges/new/", action_partners.pledge_add, name="pledge-add"),
    path(f"{_A}pledges/<int:pledge>/withdraw/", action_partners.pledge_end, name="pledge-end"),
    path(f"{_A}ask/", action_partners.ask_about, name="ask-about"),
    path(f"{_A}complete/", action_ending.complete, name="complete"),
    path(f"{_A}stop/", action_ending.stop, name="stop"),
    path(f"{_A}carry/", action_ending.carry, name="carry"),
]
