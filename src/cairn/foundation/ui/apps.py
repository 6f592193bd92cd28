"""How Cairn looks: page frames, form fields, statuses, figures and PDF."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Top of the foundation. It knows how things look and nothing of what they mean."""

    name = "cairn.foundation.ui"
    label = "ui"
    verbose_name = "Look and feel"
