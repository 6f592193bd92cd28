"""Work that happens without anybody waiting for it."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Above files."""

    name = "cairn.foundation.jobs"
    label = "jobs"
    verbose_name = "Jobs"
