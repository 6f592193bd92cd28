"""People, what they may act as, and how they sign in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Above the agencies; below access."""

    name = "cairn.foundation.accounts"
    label = "accounts"
    verbose_name = "Accounts"
