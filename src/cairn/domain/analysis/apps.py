"""The needs assessment: what analysts count, save, date and share."""

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    """Above the watch, records and cases, which it counts; nothing stands on it."""

    name = "cairn.domain.analysis"
    label = "analysis"
    verbose_name = "Analyses"

    def ready(self) -> None:
        """Say which form stands where, so that what was typed into it can be shown in its words."""
        from cairn.domain.analysis.web import forms
        from cairn.foundation.accounts import typed_words

        typed_words.FORMS |= {
            "analysis:make": (forms.MakeForm,),
            "analysis:describe": (forms.DescribeForm,),
            "analysis:question": (forms.QuestionForm,),
            "analysis:share": (forms.ShareForm,),
            "analysis:take": (forms.TakeForm,),
        }
