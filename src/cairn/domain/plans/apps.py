"""What is being done about each promise, by whom, and what shows it."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Above strategies and voice."""

    name = "cairn.domain.plans"
    label = "plans"
    verbose_name = "Action plans"
