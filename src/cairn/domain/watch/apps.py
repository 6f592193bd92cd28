"""The 30-day watch: who had an incident reported lately, what was done, and what is owed today."""

from django.apps import AppConfig


class WatchConfig(AppConfig):
    """Above records, whose incidents open its rows, and above cases, whose people and walls it obeys."""

    name = "cairn.domain.watch"
    label = "watch"
    verbose_name = "The 30-day watch"

    def ready(self) -> None:
        """Follow the files that come, and say which form stands where, so that what was typed can be shown."""
        from cairn.domain.cases.api import ABOVE_THE_LIST, TIED
        from cairn.domain.records.api import LOADED
        from cairn.domain.watch.queries.lines import waits_above
        from cairn.domain.watch.services.refreshing import follow_tie
        from cairn.domain.watch.tasks import follow
        from cairn.domain.watch.web import forms
        from cairn.foundation.accounts import typed_words

        if follow not in LOADED:
            LOADED.append(follow)
        if follow_tie not in TIED:
            TIED.append(follow_tie)
        if waits_above not in ABOVE_THE_LIST:
            ABOVE_THE_LIST.append(waits_above)
        typed_words.FORMS |= {
            "watch:act": tuple(forms.FORMS.values()),
            "watch:offer": (forms.AnswerForm,),
            "watch:rules": (forms.RulesForm,),
        }
