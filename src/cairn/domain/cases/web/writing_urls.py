"""Addresses of what agencies write and do in a case."""

from django.urls import path

from cairn.domain.cases.web import checklists_views, documents_views, notes_views, tasks_views

urlpatterns = [
    path("cases/tasks/", tasks_views.tasks, name="tasks"),
    path("cases/checklists/", checklists_views.checklists, name="checklists"),
    path("cases/<str:ref>/chronology/", notes_views.show, name="chronology"),
    path("cases/<str:ref>/notes/add/", notes_views.add, name="note-add"),
    path("cases/<str:ref>/tasks/add/", tasks_views.add, name="task-add"),
    path("cases/<str:ref>/tasks/<str:task>/change/", tasks_views.change, name="task-change"),
    path("cases/<str:ref>/tasks/<str:task>/end/", tasks_views.end, name="task-end"),
    path("cases/<str:ref>/tasks/<str:task>/evidence/", tasks_views.evidence, name="task-file"),
    path("cases/<str:ref>/documents/add/", documents_views.add, name="document-add"),
    path("cases/<str:ref>/documents/<str:document>/", documents_views.show, name="document"),
    path("cases/<str:ref>/checklists/add/", checklists_views.add, name="checklist-add"),
    path("cases/<str:ref>/checklists/<int:sheet>/", checklists_views.sheet, name="checklist-sheet"),
]
