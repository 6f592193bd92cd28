"""Every address of the public forms, in plain words and again in easy ones. No code and no name is ever in one."""

from django.urls import include, path

from cairn.intake import views

handler404 = "cairn.intake.views.not_found"
handler400 = "cairn.intake.views.not_found"
handler500 = "cairn.intake.views.broken"

pages = [
    path("", views.home, name="home"),
    path("form/<int:number>/", views.start, name="start"),
    path("page/<slug:step>/", views.step, name="step"),
    path("check/", views.check, name="check"),
    path("return/", views.come_back, name="return"),
    path("now/", views.progress, name="progress"),
    path("about/", views.about, name="about"),
]
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("leave/", views.leave, name="leave"),
    path("easy/", include((pages, "intake"), namespace="easy")),
    path("", include((pages, "intake"), namespace="plain")),
]
