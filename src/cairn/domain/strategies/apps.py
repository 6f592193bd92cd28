"""What was promised in public: strategies, themes, commitments, changes."""

from django.apps import AppConfig


class StrategiesConfig(AppConfig):
    """Above places and publishing."""

    name = "cairn.domain.strategies"
    label = "strategies"
    verbose_name = "Strategies"
