"""What cases are counted for: measures, returns, volumes and times, and the counts a law asks to be public."""

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    """Above measures, whose figures it fills from cases."""

    name = "cairn.domain.returns"
    label = "returns"
    verbose_name = "Returns"

    def ready(self) -> None:
        """Bind every measure a kind is counted for to its indicator, and say which form stands where."""
        from cairn.domain.returns import checks  # noqa: F401 - the check registers itself
        from cairn.domain.returns.queries.from_cases import bind
        from cairn.domain.returns.web import forms
        from cairn.foundation.accounts import typed_words

        bind()
        typed_words.FORMS |= {
            "returns:kind": (forms.StaffForm, forms.LayoutForm),
            "returns:counts": (forms.ProposeForm, forms.WithdrawForm),
            "returns:release": (forms.ReturnForm,),
        }
