"""What agencies send about people and incidents, taken in as it is."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Beside cases: it knows agencies and people who sign in, and nothing above."""

    name = "cairn.domain.records"
    label = "records"
    verbose_name = "Records"

    def ready(self) -> None:
        """Say which form stands where, so that what was typed into it can be shown in its words."""
        from cairn.domain.records.web import forms
        from cairn.foundation.accounts import typed_words

        typed_words.FORMS |= {
            "records:make": (forms.MakeForm,),
            "records:change": (forms.ChangeForm,),
            "records:end": (forms.EndForm,),
            "records:send": (forms.SendForm,),
            "records:columns": (forms.MeaningsForm,),
            "records:take-in": (forms.TakeInForm,),
        }
