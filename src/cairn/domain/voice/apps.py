"""Issues survivors raised, whom they were taken to, and what was answered."""

from django.apps import AppConfig


class VoiceConfig(AppConfig):
    """Above strategies."""

    name = "cairn.domain.voice"
    label = "voice"
    verbose_name = "Survivors' voice"
