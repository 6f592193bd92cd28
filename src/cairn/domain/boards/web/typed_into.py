"""Which form stands at which address of boards, so that what was typed can be shown in its words."""

from __future__ import annotations

from cairn.domain.boards.web import group_forms

FORMS = {
    "boards:add": (group_forms.NewGroupForm,),
    "boards:change": (group_forms.ChangeGroupForm,),
    "boards:seat-add": (group_forms.SeatForm,),
    "boards:seat": (group_forms.ChangeSeatForm,),
}
