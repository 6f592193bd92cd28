"""Who is behind agencies' records: people, joined by links that say why and can be undone."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    """Above records and cases."""

    name = "cairn.domain.hub"
    label = "hub"
    verbose_name = "People behind records"
