"""Issues survivors raised, whom they were taken to, and what was answered."""

from django.apps import AppConfig


class VoiceConfig(AppConfig):
    """Above strategies."""

    name = "cairn.domain.voice"
    label = "voice"
    verbose_name = "Survivors' voice"

    def ready(self) -> None:
        """Say which form stands where, so that what was typed into it can be shown in its words."""
        from cairn.domain.voice.web import forms
        from cairn.foundation.accounts import typed_words

        typed_words.FORMS |= {
            "voice:raise": (forms.RaiseForm,),
            "voice:reword": (forms.RewordForm,),
            "voice:ask": (forms.TakeForm,),
            "voice:reply": (forms.ReplyForm,),
        }
