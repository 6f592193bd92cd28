"""What residents send through the public forms: kept shut, and reached by a few functions only."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Bottom of the domain; the process of the public forms sees only this."""

    name = "cairn.domain.applications"
    label = "applications"
    verbose_name = "Applications"

    def ready(self) -> None:
        """Read every form: one that is not sound stops the start-up, in plain words."""
        from cairn.domain.applications.forms import forms

        forms()
