"""What agencies send about people and incidents, taken in as it is."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Beside cases: it knows agencies and people who sign in, and nothing above."""

    name = "cairn.domain.records"
    label = "records"
    verbose_name = "Records"
