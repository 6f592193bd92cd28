"""What other parts of Cairn may use of annual reviews."""

from cairn.domain.reviews import policies
from cairn.domain.reviews.models import AnnualReview, Conclusion
from cairn.domain.reviews.queries.gathering import citable
from cairn.domain.reviews.queries.pages import (
    OfStrategy,
    StandingWords,
    Told,
    reviews_of_strategy,
    standing_of,
)
from cairn.domain.reviews.queries.reporting import Reviewed, ReviewOfYear, Shows, review_of
from cairn.domain.reviews.services.reviewing import ConclusionFacts, agree_review, conclude, open_review

__all__ = [
    "AnnualReview",
    "Conclusion",
    "ConclusionFacts",
    "OfStrategy",
    "ReviewOfYear",
    "Reviewed",
    "Shows",
    "StandingWords",
    "Told",
    "agree_review",
    "citable",
    "conclude",
    "open_review",
    "policies",
    "review_of",
    "reviews_of_strategy",
    "standing_of",
]
