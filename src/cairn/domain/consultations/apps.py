"""What the public and partners were asked, and what came of it."""

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    """Above strategies, beside voice."""

    name = "cairn.domain.consultations"
    label = "consultations"
    verbose_name = "Consultations"

    def ready(self) -> None:
        """Say which form stands where, so that what was typed into it can be shown in its words."""
        from cairn.domain.consultations.web import forms
        from cairn.foundation.accounts import typed_words

        typed_words.FORMS |= {
            "consultations:add": (forms.AddForm,),
            "consultations:change": (forms.AskedForm,),
            "consultations:answers": (forms.AnswersForm,),
            "consultations:theme": (forms.ThemeForm,),
        }
