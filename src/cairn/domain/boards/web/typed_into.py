"""Which form stands at which address of boards, so that what was typed can be shown in its words."""

from __future__ import annotations

from cairn.domain.boards.web import decision_forms, group_forms, meeting_forms, recommendation_forms

FORMS = {
    "boards:add": (group_forms.NewGroupForm,),
    "boards:change": (group_forms.ChangeGroupForm,),
    "boards:seat-add": (group_forms.SeatForm,),
    "boards:seat": (group_forms.ChangeSeatForm,),
    "boards:meeting-plan": (meeting_forms.MeetingForm,),
    "boards:meeting-move": (meeting_forms.MeetingForm,),
    "boards:meeting-cancel": (meeting_forms.ReasonForm,),
    "boards:matter-close": (meeting_forms.ReasonForm,),
    "boards:agenda": (meeting_forms.AgreeForm,),
    "boards:meeting-close": (meeting_forms.AgreeForm,),
    "boards:item-add": (meeting_forms.ItemForm,),
    "boards:paper-add": (meeting_forms.PaperForm,),
    "boards:attendance": (meeting_forms.AttendanceForm,),
    "boards:minutes": (meeting_forms.MinuteForm,),
    "boards:decision-record": (decision_forms.NewDecisionForm,),
    "boards:decision-change": (decision_forms.DecisionForm,),
    "boards:decision-document-add": (decision_forms.DocumentForm,),
    "boards:decision-public": (decision_forms.ProposeForm, decision_forms.WithdrawForm),
    "boards:decision-release": (decision_forms.ReturnForm,),
    "boards:decision-publish": (decision_forms.PublishForm,),
    "boards:decision-call-in": (decision_forms.CallInForm, decision_forms.SettleForm),
    "boards:planned-add": (decision_forms.NewPlannedForm,),
    "boards:planned-change": (decision_forms.PlannedForm,),
    "boards:planned-drop": (decision_forms.DropForm,),
    "boards:planned-public": (decision_forms.ProposeForm, decision_forms.WithdrawForm, decision_forms.ReturnForm),
    "boards:recommendation-receive": (recommendation_forms.ReceiveForm,),
    "boards:recommendation-reply": (recommendation_forms.ReplyForm,),
    "boards:recommendation-act": (recommendation_forms.ActForm,),
    "boards:recommendation-again": (recommendation_forms.AgainForm,),
}
