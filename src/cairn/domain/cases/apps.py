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
        from cairn.domain.cases.web import people_forms, people_views, writing_typed  # noqa: F401  # parts of its page
        from cairn.domain.cases.web.step_forms import PurposeForm, StepForm
        from cairn.foundation.accounts import typed_words

        kinds()
        typed_words.FORMS |= {
            "cases:open": (StepForm,),
            "cases:step": (StepForm,),
            "cases:kept-apart": (PurposeForm,),
            **people_forms.FORMS,
            **writing_typed.FORMS,
        }
