"""What is measured, every figure with its history, and what a figure means."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Above plans, whose actions some measures are computed from."""

    name = "cairn.domain.measures"
    label = "measures"
    verbose_name = "Measures"
