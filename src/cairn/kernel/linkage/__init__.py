"""Record linkage: which records, of one file or two, are of one person; without labels, and better with them.

Tables are columns in memory: a mapping from a column's name to values of equal length, as text as it was written.
``link`` gives groups with their confidence and an estimate of its own precision and recall; ``stacked`` makes one table
of two whose columns bear different names; ``explain`` says why two records were joined or not. ``Learned`` is what a
run learned, for a record that comes after it: ``keys`` of a record find those to compare it with, and ``place_in`` says
whom it joins; ``METHOD`` counts the changes of both. Methods: a mixture model after Fellegi and Sunter (1969) with
several kinds of pairs, learned by expectation maximisation (Dempster, Laird and Rubin 1977); average linkage; Chao's
estimate of what no rule found.
"""

from __future__ import annotations

from cairn.kernel.linkage.cells import Beginning, Cells
from cairn.kernel.linkage.columns import Column, Meaning, meaning_of, understood
from cairn.kernel.linkage.explaining import Explained, Reason, explain
from cairn.kernel.linkage.linking import CannotLink, Links, link
from cairn.kernel.linkage.looking import METHOD, Joined, Learned, keys
from cairn.kernel.linkage.two_tables import Stacked, stacked

__all__ = [
    "METHOD",
    "Beginning",
    "CannotLink",
    "Cells",
    "Column",
    "Explained",
    "Joined",
    "Learned",
    "Links",
    "Meaning",
    "Reason",
    "Stacked",
    "explain",
    "keys",
    "link",
    "meaning_of",
    "stacked",
    "understood",
]
