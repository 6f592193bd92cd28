"""Words of survivors' issues."""

from django.db.models import TextChoices


class Through(TextChoices):
    """How an issue reached the partnership. Never who raised it."""

    NETWORK = "survivor network", "A survivor network"
    SURVEY = "survey", "A survey"
    DROP_IN = "drop-in", "A drop-in"
    PROVIDER_FORUM = "provider forum", "A provider forum"


class Answer(TextChoices):
    """What an agency said it would do about an issue."""

    WILL_DO = "will do", "We will do it"
    DOING = "doing", "We are doing it"
    DONE = "done", "We have done it"
    CANNOT = "cannot", "We cannot, and why"


CLOSED_ANSWERS = (Answer.DONE, Answer.CANNOT)


class State(TextChoices):
    """Where an issue stands; worked out from its asks and replies, never stored."""

    NOT_TAKEN = "not taken", "Not yet taken to anybody"
    WAITING = "waiting", "Waiting for an answer"
    ANSWERED = "answered", "Answered"


class RewordReason(TextChoices):
    """Why the words of an issue were changed. A closed list: a reason typed freely could name somebody."""

    RECOGNISABLE = "recognisable", "Somebody could be recognised"
    NOT_MEANT = "not meant", "It was not what survivors meant"
    UNCLEAR = "unclear", "It was unclear, or had a slip in it"
    PUBLIC = "public", "The wording for residents was agreed"
