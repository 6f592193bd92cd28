"""The staff site: composition only."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Top layer."""

    name = "cairn.web"
    label = "web"
    verbose_name = "Staff site"

    def ready(self) -> None:
        """Give every staff page its menu, issues the actions that answer them, and what was typed its words."""
        from cairn.domain.plans.api import WAITING
        from cairn.domain.voice.api import ISSUE_WORK
        from cairn.foundation.access.screens import STAFF_CONTEXT
        from cairn.foundation.accounts import typed_words
        from cairn.web.navigation import menu
        from cairn.web.queries.confirming_work import roles_waiting, work_on_roles
        from cairn.web.queries.issue_work import work_on_issue
        from cairn.web.queries.oversight_work import oversight_waiting, work_on_oversight
        from cairn.web.views import linking, publishing, releases

        if menu not in STAFF_CONTEXT:
            STAFF_CONTEXT.append(menu)
        if work_on_issue not in ISSUE_WORK:
            ISSUE_WORK.append(work_on_issue)
        WAITING[oversight_waiting] = work_on_oversight
        WAITING[roles_waiting] = work_on_roles
        typed_words.FORMS |= {
            "thread:same": (linking.LinkForm, linking.UnlinkForm),
            "thread:publish": (publishing.PublishForm, publishing.WithdrawForm),
            "thread:release": (releases.ReturnForm,),
        }
