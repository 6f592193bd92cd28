"""Which of these forms stands where, so that what was typed can be shown in its words after a sign-out."""

from cairn.domain.cases.web import checklists_forms, documents_views, notes_forms, tasks_forms

FORMS = {
    "cases:note-add": (notes_forms.NoteForm,),
    "cases:task-add": (tasks_forms.TaskForm,),
    "cases:task-change": (tasks_forms.TaskForm,),
    "cases:task-end": (tasks_forms.EndForm,),
    "cases:document-add": (documents_views.DocumentForm,),
    "cases:checklists": (checklists_forms.LoadForm,),
    "cases:checklist-add": (checklists_forms.AnswerForm,),
    "cases:checklist-sheet": (checklists_forms.ScoreForm,),
}
