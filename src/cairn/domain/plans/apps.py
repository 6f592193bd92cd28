"""What is being done about each promise, by whom, and what shows it."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Above strategies and voice."""

    name = "cairn.domain.plans"
    label = "plans"
    verbose_name = "Action plans"

    def ready(self) -> None:
        """Say which form stands where, so that what was typed can be shown in its words; and what waits for people."""
        from cairn.domain.plans.queries.releases import releases_to_check, releases_waiting
        from cairn.domain.plans.slots import WAITING
        from cairn.domain.plans.web.typed_into import FORMS
        from cairn.foundation.accounts import typed_words

        WAITING[releases_waiting] = releases_to_check
        typed_words.FORMS.update(FORMS)
