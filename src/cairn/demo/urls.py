"""Every address of the staff site, and the demonstration's own way in."""

from __future__ import annotations

from django.urls import include, path

from cairn.demo.sign_in import sign_in
from cairn.web import urls as staff

handler403 = getattr(staff, "handler403", "django.views.defaults.permission_denied")
handler404 = getattr(staff, "handler404", "django.views.defaults.page_not_found")
handler500 = getattr(staff, "handler500", "django.views.defaults.server_error")

urlpatterns = [
    path("demo/", include(([path("sign-in/", sign_in, name="sign_in")], "demo"))),
    path("", include("cairn.web.urls")),
]
