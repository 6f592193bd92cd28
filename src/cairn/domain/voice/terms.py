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
