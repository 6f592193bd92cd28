"""The staff site: composition only."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Top layer."""

    name = "cairn.web"
    label = "web"
    verbose_name = "Staff site"
