"""Board packs and annual reports: the account a partnership gives, as documents."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Top of the domain: it reads boards, measures, risks, plans and voice."""

    name = "cairn.domain.reports"
    label = "reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        """Ask the second person on My work, and say which form stands where."""
        from cairn.domain.plans.api import WORK
        from cairn.domain.reports.queries.showing import to_check
        from cairn.domain.reports.web import forms
        from cairn.foundation.accounts import typed_words

        if to_check not in WORK:
            WORK.append(to_check)
        typed_words.FORMS |= {
            "reports:make": (forms.MakeForm,),
            "reports:copy": (forms.ProposeForm, forms.ReturnForm, forms.WithdrawForm),
        }
