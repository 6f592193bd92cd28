"""A year of generated cases beside the hand-written ones: every state of each kind, reached by legal steps.

Invented from a seed and the day it is loaded. Each history is replayed through the process it follows; rows are then
written in bulk, and the audit says of each act what it would say had somebody typed it.
"""

from cairn.demo.scale.casework.loading import load_casework

__all__ = ["load_casework"]
