"""What is being done about each promise, by whom, and what shows it."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Above strategies and voice."""

    name = "cairn.domain.plans"
    label = "plans"
    verbose_name = "Action plans"

    def ready(self) -> None:
        """Say which form stands where, so that what was typed into it can be shown in its words."""
        from cairn.domain.plans.web.typed_into import FORMS
        from cairn.foundation.accounts import typed_words

        typed_words.FORMS.update(FORMS)
