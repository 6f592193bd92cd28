"""The public site: its own process and database role."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """Top layer; sees publishing and nothing else."""

    name = "cairn.public"
    label = "public"
    verbose_name = "Public site"
