"""Addresses of voice, under ``p/<partnership>/``."""

from django.urls import path

from cairn.domain.voice.web import views

app_name = "voice"
urlpatterns = [
    path("voice/", views.issues, name="issues"),
    path("voice/table.<str:form>", views.table, name="table"),
    path("voice/raise/", views.raise_issue, name="raise"),
    path("voice/<str:ref>/", views.issue, name="issue"),
    path("voice/<str:ref>/words/", views.reword, name="reword"),
    path("voice/<str:ref>/ask/", views.take, name="ask"),
    path("voice/<str:ref>/answer/<slug:agency>/", views.reply, name="reply"),
]
