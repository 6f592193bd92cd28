"""Words of a published strategy."""

from django.db.models import TextChoices


class StrategyKind(TextChoices):
    """What the strategy is about; decides only wording, never rules."""

    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse strategy"
    COMMUNITY_SAFETY = "community_safety", "Community safety plan"


class GovernancePart(TextChoices):
    """What a body does for a strategy."""

    LEADS = "leads", "Leads"
    DELIVERS = "delivers", "Delivers"
    SCRUTINISES = "scrutinises", "Scrutinises"
    ADVISES = "advises", "Advises"


class Basis(TextChoices):
    """What in the published text a commitment stands on."""

    COMMITMENT = "commitment", "A published commitment"
    AIM = "aim", "A published aim"


class ResponsibleBasis(TextChoices):
    """Who says that these agencies are responsible."""

    PUBLISHED = "published", "Named in the published text"
    PROPOSED = "proposed", "Proposed: the published text names nobody"


class ActivityLevel(TextChoices):
    """Primary or secondary area of activity, as plans on a page have them."""

    PRIMARY = "primary", "Primary activity"
    SECONDARY = "secondary", "Secondary activity"


class Part(TextChoices):
    """An agency's part in a commitment or an action."""

    RESPONSIBLE = "responsible", "Responsible"
    SUPPORTING = "supporting", "Supporting"
