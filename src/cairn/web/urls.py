"""Every address of the staff site."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
