"""The invented people, actions and sign-in of the demonstration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Above everything; nothing imports it."""

    name = "cairn.demo"
    label = "demo"
    verbose_name = "Demonstration"
