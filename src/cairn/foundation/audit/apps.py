"""The audit: commands, the guarded model, entries and their chain."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Bottom of the foundation: imports nothing of ours but the kernel."""

    name = "cairn.foundation.audit"
    label = "audit"
    verbose_name = "Audit"
