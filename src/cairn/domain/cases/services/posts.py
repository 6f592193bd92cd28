"""Name somebody for a role in all cases of a kind, say when that ends, and withdraw it before it begins."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cairn.domain.cases import policies
from cairn.domain.cases.kinds import kind_of
from cairn.domain.cases.models import Post
from cairn.domain.cases.queries.posts import practitioners
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor
from cairn.kernel.uk_time import day_of


def name_for_role(*, by: Actor, at: datetime, kind: str, role: str, user: User, from_on: date) -> Post:
    """Name somebody for a role of a kind from a day on.

    Args:
        role: a role of the kind's process that is held by people named for it.
        user: a practitioner of a partner.

    Raises:
        Forbidden: by whoever does not name people.
        Refused: for a role the kind does not have, or that every practitioner holds; for somebody who is no
            practitioner here, or is named for it already.
    """
    policies.NAME.require(by, Partnership.objects.get(pk=by.partnership_id))
    found = kind_of(kind)
    wanted = found.newest.roles.get(role) if found else None
    if wanted is None:
        raise Refused("There is no such role in cases of this kind.", field="role")
    if wanted.every_practitioner:
        raise Refused(f"Every practitioner is {wanted.title.lower()} already; nobody is named for it.", field="role")
    if not by.is_system and user.pk not in {each.pk for each in practitioners(by.partnership_id, on=day_of(at))}:
        raise Refused("Choose a practitioner of one of the partners.", field="user")
    if Post.objects.filter(
        partnership_id=by.partnership_id, kind=kind, role=role, user=user, until_on=None
    ).exists():  # fmt: skip
        raise Refused(f"{user.name} is named for this role already.", field="user")
    with command("cases.name_for_role", by=by, at=at):
        post = Post(partnership_id=by.partnership_id, kind=kind, role=role, user=user, from_on=from_on)
        post.save()
    return post


def end_post(*, by: Actor, at: datetime, post: Post, last_on: date) -> Post:
    """Say which day is the last on which somebody holds a role. What she did in it stays as it is.

    Raises:
        Forbidden: by whoever does not name people.
        Refused: a day before it begins, or before today; where it was withdrawn.
    """
    policies.NAME.require(by, Partnership.objects.get(pk=by.partnership_id))
    if post.withdrawn_at is not None:
        raise Refused("It was withdrawn before it began, so it has no last day.", field="last_on")
    if last_on < post.from_on:
        raise Refused("That is before it begins. Give the first day or a later one.", field="last_on")
    if last_on < day_of(at):
        raise Refused("That day has passed. Give today or a day to come.", field="last_on")
    with command("cases.end_post", by=by, at=at):
        post.until_on = last_on
        post.save()
    return post


def withdraw_post(*, by: Actor, at: datetime, post: Post) -> Post:
    """Withdraw a post that has not begun. It stays on record as withdrawn, and no day is in it.

    Raises:
        Forbidden: by whoever does not name people.
        Refused: where it has begun, since things may have been done in it; where it was withdrawn.
    """
    policies.NAME.require(by, Partnership.objects.get(pk=by.partnership_id))
    with command("cases.withdraw_post", by=by, at=at):
        post = Post.objects.select_for_update().get(pk=post.pk)
        if post.withdrawn_at is not None:
            raise Refused("It was withdrawn already.")
        if post.from_on <= day_of(at):
            raise Refused("It has begun, so it cannot be withdrawn. Say which day is its last.")
        post.withdrawn_at, post.until_on = at, post.from_on - timedelta(days=1)
        post.save()
    return post
