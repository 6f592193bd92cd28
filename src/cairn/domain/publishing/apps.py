"""What the public sees: approved editions, and nothing else."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Bottom of the domain; the public site reads only this."""

    name = "cairn.domain.publishing"
    label = "publishing"
    verbose_name = "Publishing"
