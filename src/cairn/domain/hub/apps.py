"""Who is behind agencies' records: people, joined by links that say why and can be undone."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    """Above records and cases."""

    name = "cairn.domain.hub"
    label = "hub"
    verbose_name = "People behind records"

    def ready(self) -> None:
        """Say which form stands where, so that what was typed into it can be shown in its words."""
        from cairn.domain.cases.api import KNOWN_ELSEWHERE
        from cairn.domain.hub.services.joining import ask_to_join
        from cairn.domain.hub.web import forms
        from cairn.domain.hub.web.known_part import known_part
        from cairn.domain.records.api import CLEARS, LOADED
        from cairn.foundation.accounts import typed_words

        LOADED.append(ask_to_join)
        if "cairn_hub_clear" not in CLEARS:
            CLEARS.append("cairn_hub_clear")
        if known_part not in KNOWN_ELSEWHERE:
            KNOWN_ELSEWHERE.append(known_part)
        typed_words.FORMS |= {
            "hub:pair": (forms.DecideForm, forms.TakeBackForm),
            "hub:people": (forms.SearchForm,),
            "hub:find": (forms.FindForm,),
            "hub:links-of": (forms.SplitForm, forms.OtherForm),
            "hub:confirm": (forms.OnePersonForm,),
            "hub:merge": (forms.OnePersonForm,),
            "hub:decision": (forms.TakeBackForm,),
            "hub:person": (forms.PurposeForm,),
        }
