"""The 30-day watch: who had an incident reported lately, what was done, and what is owed today."""

from django.apps import AppConfig


class WatchConfig(AppConfig):
    """Above records, whose incidents open its rows, and above cases, whose people and walls it obeys."""

    name = "cairn.domain.watch"
    label = "watch"
    verbose_name = "The 30-day watch"

    def ready(self) -> None:
        """Follow the files that come, and say which form stands where, so that what was typed can be shown."""
        from cairn.domain.cases.api import ABOVE_THE_LIST, NOT_SENT, PARTS, TIED
        from cairn.domain.hub.api import SETTLED
        from cairn.domain.records.api import AGREED, CLEARED, LOADED, READ_AGAIN
        from cairn.domain.watch.queries.again import again_above
        from cairn.domain.watch.queries.lines import waits_above
        from cairn.domain.watch.services.clearing import forget_feed
        from cairn.domain.watch.services.drafting import not_sent
        from cairn.domain.watch.services.following import follow_people, follow_tie
        from cairn.domain.watch.tasks import agreed, follow
        from cairn.domain.watch.web import forms
        from cairn.domain.watch.web.again_views import again_part
        from cairn.foundation.accounts import typed_words

        if follow not in LOADED:
            LOADED.append(follow)
        if follow not in READ_AGAIN:
            READ_AGAIN.append(follow)
        if follow_tie not in TIED:
            TIED.append(follow_tie)
        if follow_people not in SETTLED:
            SETTLED.append(follow_people)
        if not_sent not in NOT_SENT:
            NOT_SENT.append(not_sent)
        if agreed not in AGREED:
            AGREED.append(agreed)
        if forget_feed not in CLEARED:
            CLEARED.append(forget_feed)
        if waits_above not in ABOVE_THE_LIST:
            ABOVE_THE_LIST.append(waits_above)
        if again_above not in ABOVE_THE_LIST:
            ABOVE_THE_LIST.append(again_above)
        if (61, again_part) not in PARTS:
            PARTS.append((61, again_part))
        typed_words.FORMS |= {
            "watch:case-again": (forms.AgainForm,),
            "watch:act": tuple(forms.FORMS.values()),
            "watch:offer": (forms.AnswerForm,),
            "watch:rules": (forms.RulesForm,),
        }
