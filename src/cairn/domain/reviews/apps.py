"""What is concluded about every commitment after a year, and on what evidence."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Above boards, whose decisions agree a review, and all that gives evidence."""

    name = "cairn.domain.reviews"
    label = "reviews"
    verbose_name = "Annual reviews"

    def ready(self) -> None:
        """Tell plans what was concluded, and say which form stands where."""
        from cairn.domain.plans.api import CONCLUDED, WAITING
        from cairn.domain.reviews.queries.my_work import reviews_waiting, work_on_reviews
        from cairn.domain.reviews.queries.standing import agreed_conclusions
        from cairn.domain.reviews.web import forms
        from cairn.foundation.accounts import typed_words

        WAITING[reviews_waiting] = work_on_reviews
        if agreed_conclusions not in CONCLUDED:
            CONCLUDED.append(agreed_conclusions)
        typed_words.FORMS |= {
            "reviews:open": (forms.OpenForm,),
            "reviews:conclude": (forms.ConcludeForm,),
            "reviews:agree": (forms.AgreeForm,),
        }
