"""The public forms: their own process and database role."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Top layer; sees applications and nothing else."""

    name = "cairn.intake"
    label = "intake"
    verbose_name = "Public forms"
