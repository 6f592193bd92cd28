"""Policies, screens and fences: who may see and do what, and why."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Above the accounts."""

    name = "cairn.foundation.access"
    label = "access"
    verbose_name = "Access"

    def ready(self) -> None:
        from cairn.foundation.access import checks  # noqa: F401  registers the check
