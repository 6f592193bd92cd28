"""People, what they may act as, and how they sign in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Above the agencies; below access."""

    name = "cairn.foundation.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        """Refuse an unsafe start, listen to the sign-in libraries, and join the screens."""
        from cairn.foundation.accounts import recording, safe_start
        from cairn.foundation.accounts.web import joining

        safe_start.refuse_unsafe()
        recording.connect()
        joining.join()
