"""Partnerships, agencies and memberships."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """Above the audit; below the accounts."""

    name = "cairn.foundation.agencies"
    label = "agencies"
    verbose_name = "Agencies"
