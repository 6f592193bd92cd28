"""Who is named for a role in all cases of a kind, and which roles nobody holds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cairn.domain.cases.kinds import kind_of, kinds
from cairn.domain.cases.models import Post
from cairn.domain.cases.policies import PRACTITIONER
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.queries import current_grants
from cairn.foundation.agencies.models import Agency
from cairn.foundation.agencies.queries import current_members

MOST_OVER = 50


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role of a kind that people are named for.

    Attributes:
        leads: who holds it runs the cases of the kind.
        posts: who is named for it, today or from a day to come.
    """

    kind: str
    kind_title: str
    role: str
    title: str
    held_by: str
    leads: bool
    posts: tuple[Post, ...]


def roles_held(partnership_id: int, *, on: date) -> tuple[RoleHeld, ...]:
    """Every such role, kind by kind; but those of people in the case itself, such as who applies."""
    rows = Post.objects.filter(
        Q(until_on=None) | Q(until_on__gte=on), partnership_id=partnership_id, withdrawn_at__isnull=True
    )
    held: dict[tuple[str, str], list[Post]] = defaultdict(list)
    for post in rows.select_related("user__agency").order_by("user__name", "from_on"):
        held[post.kind, post.role].append(post)
    return tuple(
        RoleHeld(
            key, kind.newest.title, role.key, role.title, role.held_by, role.key == kind.newest.lead_role,
            tuple(held[key, role.key]),
        )
        for key, kind in kinds().items()
        for role in kind.newest.roles.values() if not role.every_practitioner and role.key not in kind.newest.parties
    )  # fmt: skip


def posts_over(partnership_id: int, *, on: date) -> list[tuple[str, Post]]:
    """What was held and ended before a day, and what was withdrawn before it began, with its title: the last first."""
    rows = Post.objects.filter(Q(until_on__lt=on) | Q(withdrawn_at__isnull=False), partnership_id=partnership_id)
    newest = rows.select_related("user__agency").order_by("-until_on", "-pk")[:MOST_OVER]
    return [(title_of(post), post) for post in newest]


def title_of(post: Post) -> str:
    """What somebody is named for, in words."""
    kind = kind_of(post.kind)
    role = kind.newest.roles.get(post.role) if kind else None
    return f"{role.title if role else post.role} in {kind.newest.title if kind else post.kind}"


def practitioners(partnership_id: int, *, on: date) -> list[User]:
    """Who may be named: practitioners of the partners, today."""
    grants = Grant.objects.filter(current_grants(on), partnership_id=partnership_id, role=PRACTITIONER).values("user")
    agencies = Agency.objects.filter(pk__in=current_members(partnership_id, on).values("agency"))
    people = User.objects.filter(pk__in=grants, agency__in=agencies, is_active=True)
    return list(people.select_related("agency").order_by("name"))
