"""Board packs and annual reports: the account a partnership gives, as documents."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Top of the domain: it reads boards, measures, risks, plans and voice."""

    name = "cairn.domain.reports"
    label = "reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        """Fill My work, say which form stands where, and take a report down with a decision told in it."""
        from cairn.domain.boards.api import ALSO_WITHDRAW
        from cairn.domain.plans.api import WAITING
        from cairn.domain.reports.queries.waiting import (
            reports_taken_down,
            reports_to_check,
            reports_to_make_anew,
            reports_waiting,
        )
        from cairn.domain.reports.services.publishing import take_down_with
        from cairn.domain.reports.web import forms
        from cairn.foundation.accounts import typed_words

        WAITING[reports_waiting] = reports_to_check
        WAITING[reports_taken_down] = reports_to_make_anew
        if take_down_with not in ALSO_WITHDRAW:
            ALSO_WITHDRAW.append(take_down_with)
        typed_words.FORMS |= {
            "reports:make": (forms.MakeForm,),
            "reports:copy": (forms.ProposeForm, forms.ReturnForm, forms.WithdrawForm),
        }
