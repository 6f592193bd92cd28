"""Cases that several agencies work together: their kinds, their history, who has them, who is kept out."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Stands on the foundation alone."""

    name = "cairn.domain.cases"
    label = "cases"
    verbose_name = "Cases"

    def ready(self) -> None:
        """Read every kind: one that is not sound stops the start-up, in plain words. Put the case's page together."""
        from cairn.domain.cases.kinds import kinds, refuse_unfit_forms
        from cairn.domain.cases.services.wall import look_before
        from cairn.domain.cases.web import (  # noqa: F401  # parts of its page
            applied_forms,
            applied_views,
            between_forms,
            between_views,
            days_views,
            local_views,
            people_forms,
            people_views,
            post_views,
            search_views,
            sharing_forms,
            sharing_views,
            wall_views,
            writing_typed,
        )
        from cairn.domain.cases.web.case_parts import process_parts
        from cairn.domain.cases.web.frame import PARTS, PROCESS_PARTS, TAKEN_ELSEWHERE
        from cairn.domain.cases.web.letters_views import letters_part
        from cairn.domain.cases.web.step_forms import OpenForm, StepForm
        from cairn.foundation.accounts import typed_words
        from cairn.foundation.accounts.services.confirming import FIRST

        if look_before not in FIRST:
            FIRST.append(look_before)
        kinds()
        refuse_unfit_forms()
        PROCESS_PARTS.append((25, process_parts))
        PARTS.extend([(60, letters_part), (60, between_views.between_part), (65, applied_views.applicant_part)])
        TAKEN_ELSEWHERE.append(between_views.transfer_elsewhere)
        PARTS.extend([(70, sharing_views.sharing_part), (80, wall_views.glass_part)])
        typed_words.FORMS |= {
            "cases:open": (OpenForm,),
            "cases:step": (StepForm,),
            "cases:kept-apart": (people_forms.ReachPurposeForm,),
            **people_forms.FORMS,
            **search_views.FORMS,
            **sharing_forms.FORMS,
            **writing_typed.FORMS,
            "cases:repeat": (between_forms.RepeatForm,),
            "cases:file-flags": (between_forms.FlagForm,),
            "cases:transfer": (between_forms.TransferForm, between_forms.ReceivedForm),
            "cases:incoming": (between_forms.TakeInForm,),
            "cases:arrived": (between_forms.ArrivedForm,),
            "cases:applications": (applied_forms.PublicFormForm,),
            "cases:applicant": (applied_forms.ReleaseForm,),
            "cases:name-for-role": (post_views.PostForm,),
            "cases:end-post": (post_views.EndPostForm,),
            "cases:set-days": (days_views.DaysForm,),
            "cases:withdraw-days": (days_views.WithdrawDaysForm,),
            "cases:set-local-values": (local_views.LocalForm,),
        }
