"""What can become of a change, in the words of the report."""

REFUSED = "refused"
MISSED = "missed"
FULLY = "recorded, with who and why"
NO_REASON = "recorded, with who"
NOBODY = "recorded, nobody named"
NOTICED = "found afterwards"
ACCEPTED = "accepted, not noticed"
