"""Groups, meetings and decisions: how a partnership governs itself."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    """Above measures and plans, which meetings look at."""

    name = "cairn.domain.boards"
    label = "boards"
    verbose_name = "Boards"

    def ready(self) -> None:
        """Say what an action came from; and which form stands where, so what was typed can be shown in its words."""
        from cairn.domain.boards.queries.public_notice import notices_waiting, work_of_notices
        from cairn.domain.boards.queries.residents_see import decisions_waiting, work_of_boards
        from cairn.domain.boards.queries.touching import sources_of
        from cairn.domain.boards.web.typed_into import FORMS
        from cairn.domain.plans.api import CAME_FROM, WAITING
        from cairn.foundation.accounts import typed_words

        WAITING[decisions_waiting] = work_of_boards
        WAITING[notices_waiting] = work_of_notices
        if sources_of not in CAME_FROM:
            CAME_FROM.append(sources_of)
        typed_words.FORMS.update(FORMS)
