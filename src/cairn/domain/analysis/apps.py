"""The needs assessment: what analysts count, save, date and share."""

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    """Above the watch, records and cases, which it counts; nothing stands on it."""

    name = "cairn.domain.analysis"
    label = "analysis"
    verbose_name = "Analyses"

    def ready(self) -> None:
        """Clear with records, and say which form stands where, so that what was typed can be shown in its words."""
        from cairn.domain.analysis.web import forms
        from cairn.domain.records.api import CLEARS
        from cairn.foundation.accounts import typed_words

        if "cairn_analysis_clear" not in CLEARS:
            CLEARS.append("cairn_analysis_clear")
        typed_words.FORMS |= {
            "analysis:make": (forms.MakeForm,),
            "analysis:describe": (forms.DescribeForm,),
            "analysis:question": (forms.QuestionForm,),
            "analysis:share": (forms.ShareForm,),
            "analysis:take": (forms.TakeForm,),
        }
