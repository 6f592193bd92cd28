"""Groups, meetings and decisions: how a partnership governs itself."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    """Above measures and plans, which meetings look at."""

    name = "cairn.domain.boards"
    label = "boards"
    verbose_name = "Boards"

    def ready(self) -> None:
        """Say which form stands where, so that what was typed into it can be shown in its words."""
        from cairn.domain.boards.web.typed_into import FORMS
        from cairn.foundation.accounts import typed_words

        typed_words.FORMS.update(FORMS)
