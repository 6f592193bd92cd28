"""What is measured, every figure with its history, and what a figure means."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Above plans, whose actions some measures are computed from."""

    name = "cairn.domain.measures"
    label = "measures"
    verbose_name = "Measures"

    def ready(self) -> None:
        """Put figures on My work, and say which form stands where, so that what was typed can be shown in its words."""
        from cairn.domain.measures import checks, computed, rules_of_plans, rules_of_records  # noqa: F401 - the check registers itself
        from cairn.domain.measures.queries.my_work import work_on_figures
        from cairn.domain.measures.released import accounts, recorded
        from cairn.domain.measures.services.counting_again import ask_to_count_again
        from cairn.domain.measures.slots import USED_IN
        from cairn.domain.measures.web.forms import bringing, defining, figures, repeats, residents, showing
        from cairn.domain.plans.api import MEASURED, PUBLISHED, WORK
        from cairn.domain.records.api import READ_AGAIN
        from cairn.foundation.accounts import typed_words
        from cairn.foundation.files.columns import WorkbookForm

        computed.register(rules_of_plans.COMMITMENTS_ON_TIME)
        rules_of_records.bind()
        if work_on_figures not in WORK:
            WORK.append(work_on_figures)
        for slot, fill in ((MEASURED, accounts.measured), (PUBLISHED, accounts.record_edition)):
            if fill not in slot:
                slot.append(fill)
        if ask_to_count_again not in READ_AGAIN:
            READ_AGAIN.append(ask_to_count_again)
        if recorded.used_in not in USED_IN:
            USED_IN.append(recorded.used_in)

        typed_words.FORMS |= {
            "measures:adopt": (defining.AdoptForm,),
            "measures:adapt": (defining.WordsForm,),
            "measures:from-records": (defining.ComputedForm,),
            "measures:new": (defining.WordsForm,),
            "measures:change": (defining.ChangeForm,),
            "measures:end": (defining.EndForm,),
            "measures:links": (showing.LinksForm,),
            "measures:target": (showing.TargetForm,),
            "measures:break": (showing.BreakForm,),
            "measures:residents": (residents.ResidentsForm,),
            "measures:record": (figures.RecordForm,),
            "measures:correct": (figures.CorrectForm,),
            "measures:decide": (figures.DecideForm,),
            "measures:ask-repeats": (repeats.RepeatsForm,),
            "measures:bring": (WorkbookForm,),
            "measures:bring-columns": (bringing.FigureColumnsForm,),
            "measures:bring-rows": (bringing.LoadFiguresForm,),
        }
