"""Meetings that hear cases: agenda, research, room, minutes and actions."""

from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    """Above boards and cases, and joins the two."""

    name = "cairn.domain.conferences"
    label = "conferences"
    verbose_name = "Case conferences"

    def ready(self) -> None:
        """Add to the case's page, its list and diaries; follow tasks and days; say which form is where."""
        from cairn.domain.boards.api import MORE_MEETINGS, MOVED
        from cairn.domain.cases.api import (
            ABOVE_THE_LIST,
            ACCEPTED,
            CIRCLES,
            DAY_MOVED,
            ENDED,
            FOLLOWS,
            MORE_TEXTS,
            PARTS,
            TAKEN_ELSEWHERE,
        )
        from cairn.domain.conferences.queries.diaries import meetings_in_diary
        from cairn.domain.conferences.queries.sent_on import last_minutes
        from cairn.domain.conferences.queries.waiting import waits_above
        from cairn.domain.conferences.services.actions import follow_day, follow_task
        from cairn.domain.conferences.services.agenda import follow_days
        from cairn.domain.conferences.services.following import ask_who_accepted, follow_research
        from cairn.domain.conferences.web import case_part, forms, minute_forms
        from cairn.foundation.accounts import typed_words

        PARTS.append((60, case_part.meetings_part))
        TAKEN_ELSEWHERE.append(case_part.step_elsewhere)
        CIRCLES.append(case_part.seats_circle)
        ABOVE_THE_LIST.append(waits_above)
        ENDED.append(follow_task)
        DAY_MOVED.append(follow_day)
        FOLLOWS.append(follow_research)
        ACCEPTED.append(ask_who_accepted)
        MORE_TEXTS.append(last_minutes)
        MORE_MEETINGS.append(meetings_in_diary)
        MOVED.append(follow_days)
        typed_words.FORMS |= {
            "conferences:conferences": (forms.SetUpForm,),
            "conferences:agenda": (forms.AgendaForm,),
            "conferences:plan": (forms.PlanForm,),
            "conferences:move": (forms.PlanForm,),
            "conferences:cancel": (forms.CancelForm,),
            "conferences:close": (forms.AgreeForm,),
            "conferences:urgent": (forms.UrgentForm,),
            "conferences:research": (forms.ResearchForm,),
            "conferences:attendance": (forms.ObserverForm,),
            "conferences:minutes": (minute_forms.MinuteForm,),
        }
