"""Roles a person can hold in a partnership. Later work adds roles here."""

from django.db.models import TextChoices


class Scope(TextChoices):
    """What a system of an agency may do with its key; held by its actor as a person's role is."""

    READ_FIGURES = "figures:read", "Read measures and their figures"
    WRITE_FIGURES = "figures:write", "Send the figures of its agency"
    SEND_RECORDS = "records:send", "Send files of its agency's feeds, and take rows that are given back"


class Role(TextChoices):
    """What a person comes to do; what each may do is in the policies, never here."""

    PARTNERSHIP_MANAGER = "partnership_manager", "Partnership manager"
    AGENCY_LEAD = "agency_lead", "Agency lead"
    CONTRIBUTOR = "contributor", "Contributor"
    BOARD_MEMBER = "board_member", "Board member"
    ANALYST = "analyst", "Analyst"
    PRACTITIONER = "practitioner", "Practitioner"
    INFORMATION_GOVERNANCE = "information_governance", "Information governance officer"
    ADMINISTRATOR = "administrator", "Administrator"


#: What an administrator gives waits until a second person confirms it: a practitioner opens cases and people in
#: records, an analyst the records that an agreement opens to analysts, a lead every row her agency sent; and leads
#: and information governance officers are whom the others are confirmed by.
CONFIRMED_ROLES = frozenset((Role.PRACTITIONER, Role.ANALYST, Role.AGENCY_LEAD, Role.INFORMATION_GOVERNANCE))
LEADS_CONFIRM = (Role.PRACTITIONER, Role.ANALYST, Role.AGENCY_LEAD)

ROLE_SAYS = {
    Role.PARTNERSHIP_MANAGER: "Runs the plan: starts it, asks partners, agrees it, proposes what residents see.",
    Role.AGENCY_LEAD: "Answers for one agency's actions, accepts other agencies' evidence, and may open every row of"
    " records that the agency sent.",
    Role.CONTRIBUTOR: "Updates the actions of their own agency, and sends its files of records. Of records, they open"
    " the rows of the files they sent themselves, and nobody else's.",
    Role.BOARD_MEMBER: "Reads the plan and the exceptions, decides, and checks what residents will see.",
    Role.ANALYST: "Reads across the partnership, takes copies for analysis, and checks what residents will see.",
    Role.PRACTITIONER: "Works cases with other agencies: those of their own agency, and those shared with it.",
    Role.INFORMATION_GOVERNANCE: "The auditor: reads who did and saw what, and why; changes nothing.",
    Role.ADMINISTRATOR: "Lets people in and out; sees no plan.",
}
