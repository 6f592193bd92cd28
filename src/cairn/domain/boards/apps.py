"""Groups, meetings and decisions: how a partnership governs itself."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    """Above measures and plans, which meetings look at."""

    name = "cairn.domain.boards"
    label = "boards"
    verbose_name = "Boards"
