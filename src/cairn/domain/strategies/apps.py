"""What was promised in public: strategies, themes, commitments, changes."""

from django.apps import AppConfig


class StrategiesConfig(AppConfig):
    """Above publishing."""

    name = "cairn.domain.strategies"
    label = "strategies"
    verbose_name = "Strategies"
