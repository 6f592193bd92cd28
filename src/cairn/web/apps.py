"""The staff site: composition only."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Top layer."""

    name = "cairn.web"
    label = "web"
    verbose_name = "Staff site"

    def ready(self) -> None:
        """Give every staff page its menu, and issues the actions that answer them."""
        from cairn.domain.voice.api import ISSUE_WORK
        from cairn.foundation.access.screens import STAFF_CONTEXT
        from cairn.web.navigation import menu
        from cairn.web.queries.issue_work import work_on_issue

        if menu not in STAFF_CONTEXT:
            STAFF_CONTEXT.append(menu)
        if work_on_issue not in ISSUE_WORK:
            ISSUE_WORK.append(work_on_issue)
