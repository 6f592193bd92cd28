"""Addresses of the thread: strategies, commitments, plan on a page, publishing, history and reasons."""

from django.urls import path

from cairn.web.kinds import KINDS
from cairn.web.views import history, linking, publishing, records, releases, thread

app_name = "thread"
urlpatterns = [
    path("strategies/", thread.strategies, name="strategies"),
    path("strategies/<slug:slug>/", thread.strategy, name="strategy"),
    path("strategies/<slug:slug>/page/", thread.on_a_page, name="page"),
    path("strategies/<slug:slug>/page.pdf", thread.on_a_page_pdf, name="page-pdf"),
    path("strategies/<slug:slug>/publish/", publishing.publish, name="publish"),
    path("releases/<str:ref>/", releases.check, name="release"),
    path("strategies/<slug:slug>/commitments/<str:code>/", thread.commitment, name="commitment"),
    path("strategies/<slug:slug>/commitments/<str:code>/same/", linking.same, name="same"),
    path("records/", records.records, name="records"),
    *[
        path(f"history/{name}/<path:ref>/", history.history_of(kind), name=f"history-{name}")
        for name, kind in KINDS.items()
    ],
    *[path(f"who/{name}/<path:ref>/", history.who_sees(kind), name=f"who-{name}") for name, kind in KINDS.items()],
]
