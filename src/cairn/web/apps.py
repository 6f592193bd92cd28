"""The staff site: composition only."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Top layer."""

    name = "cairn.web"
    label = "web"
    verbose_name = "Staff site"

    def ready(self) -> None:
        """Give every staff page its menu."""
        from cairn.foundation.access.screens import STAFF_CONTEXT
        from cairn.web.navigation import menu

        if menu not in STAFF_CONTEXT:
            STAFF_CONTEXT.append(menu)
