"""Policies, screens and fences: who may see and do what, and why."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Above the accounts."""

    name = "cairn.foundation.access"
    label = "access"
    verbose_name = "Access"
