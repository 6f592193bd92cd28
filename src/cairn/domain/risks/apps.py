"""What could keep a promise from being kept, how grave it is, and what is done against it."""

from django.apps import AppConfig


class RisksConfig(AppConfig):
    """Above plans."""

    name = "cairn.domain.risks"
    label = "risks"
    verbose_name = "Risks"

    def ready(self) -> None:
        """Say which form stands where, so that what was typed into it can be shown in its words."""
        from cairn.domain.risks.web import forms
        from cairn.foundation.accounts import typed_words

        typed_words.FORMS |= {
            "risks:add": (forms.AddForm,),
            "risks:reassess": (forms.ReassessForm,),
            "risks:close": (forms.CloseForm,),
        }
