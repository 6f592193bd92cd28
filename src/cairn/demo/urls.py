"""Every address of the staff site, and the demonstration's own way in."""

from __future__ import annotations

from django.urls import include, path

from cairn.demo.sign_in import sign_in
from cairn.web import urls as staff

handler403 = staff.handler403
handler404 = staff.handler404
handler500 = staff.handler500

urlpatterns = [
    path("demo/", include(([path("sign-in/", sign_in, name="sign_in")], "demo"))),
    path("", include("cairn.web.urls")),
]
