"""Which form stands at which address of plans, so that what was typed can be shown in its words."""

from __future__ import annotations

from cairn.domain.plans.web.forms.action_add import AddForm
from cairn.domain.plans.web.forms.action_dates import CarryForm, FinishForm, MilestoneForm, MoveDateForm, ReasonForm
from cairn.domain.plans.web.forms.action_edit import EditForm
from cairn.domain.plans.web.forms.action_partners import AskAboutForm, PledgeForm
from cairn.domain.plans.web.forms.action_update import EvidenceForm, ReviewForm, UpdateForm
from cairn.domain.plans.web.forms.plan_forms import AnswerForm, AskForm, MoveForm, StartForm
from cairn.domain.plans.web.forms.plan_roll import ConfirmForm, RollForm
from cairn.domain.plans.web.forms.workbook import LoadForm, NamesForm
from cairn.foundation.files.columns import ColumnsForm, WorkbookForm

FORMS = {
    "plans:start": (StartForm,),
    "plans:ask": (AskForm,),
    "plans:move": (MoveForm,),
    "plans:roll-forward": (RollForm,),
    "plans:roll-confirm": (ConfirmForm,),
    "plans:workbook": (WorkbookForm,),
    "plans:workbook-columns": (ColumnsForm,),
    "plans:workbook-names": (NamesForm,),
    "plans:workbook-rows": (LoadForm,),
    "plans:request": (AnswerForm,),
    "plans:add-action": (AddForm,),
    "plans:update": (UpdateForm,),
    "plans:edit": (EditForm,),
    "plans:evidence-add": (EvidenceForm,),
    "plans:evidence-review": (ReviewForm,),
    "plans:move-date": (MoveDateForm,),
    "plans:milestone-add": (MilestoneForm,),
    "plans:milestone-done": (FinishForm,),
    "plans:milestone-move": (MoveDateForm,),
    "plans:milestone-drop": (ReasonForm,),
    "plans:pledge-add": (PledgeForm,),
    "plans:pledge-end": (ReasonForm,),
    "plans:ask-about": (AskAboutForm,),
    "plans:stop": (ReasonForm,),
    "plans:carry": (CarryForm,),
}
