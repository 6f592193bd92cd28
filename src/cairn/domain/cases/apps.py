"""Cases that several agencies work together: their kinds, their history, who has them, who is kept out."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Stands on the foundation alone."""

    name = "cairn.domain.cases"
    label = "cases"
    verbose_name = "Cases"

    def ready(self) -> None:
        """Read every kind: one that is not sound stops the start-up, in plain words."""
        from cairn.domain.cases.kinds import kinds
        from cairn.domain.cases.web.writing_typed import FORMS
        from cairn.foundation.accounts import typed_words

        kinds()
        typed_words.FORMS.update(FORMS)
