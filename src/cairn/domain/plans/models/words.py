"""The words of a row, as the search finds them."""

from __future__ import annotations

from django.contrib.postgres.search import CombinedSearchVector, SearchVector, SearchVectorField
from django.db import models

LANGUAGE = "english"


def words_of(vector: SearchVector | CombinedSearchVector) -> models.GeneratedField:
    """A column that PostgreSQL keeps itself: reading a text into words takes long, so it is done on writing.

    There is no index on it. Behind row-level security one could not be used (``@@`` is not leakproof),
    and a partnership's few thousand rows are searched in milliseconds once their words are known.
    """
    return models.GeneratedField(
        expression=vector,
        output_field=SearchVectorField(),
        db_persist=True,
        help_text="The words of the texts beside it, for the search.",
    )
