"""Whether a session still holds, asked anew: a socket lives longer than what it began with."""

from collections.abc import Collection, Mapping
from types import SimpleNamespace
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from supervision.middleware import is_over
from supervision.models import User


class Held(NamedTuple):
    """A session as it was when its holder came in; ``proof`` changes with the password."""

    key: str
    user_id: UUID
    proof: str


def user_of(session_key: str | None) -> User | None:
    """Who is signed in with this session now: not over, right password, account open."""
    session = SessionStore(session_key)
    user = get_user(SimpleNamespace(session=session))  # type: ignore[arg-type]  # reads that alone
    if not user.is_authenticated or not user.is_active or is_over(session, timezone.now()):
        return None
    return user


def held_by(user: User, session_key: str) -> Held:
    return Held(session_key, user.pk, user.get_session_auth_hash())


def still(held: Held) -> User | None:
    """Its holder, if everything about the session is as it was."""
    user = user_of(held.key)
    same = user is not None and held_by(user, held.key) == held
    return user if same else None


def holding(asked: Collection[Held], users: Mapping[UUID, User]) -> set[Held]:
    """Those that nobody ended, by signing out, closing an account or a new password; one query
    for a whole room, whose people are given as they are now."""
    proofs = {pk: user.get_session_auth_hash() for pk, user in users.items() if user.is_active}
    alike = {held for held in asked if proofs.get(held.user_id) == held.proof}
    found = Session.objects.filter(
        session_key__in=[held.key for held in alike], expire_date__gt=timezone.now()
    )
    keys = set(found.values_list("session_key", flat=True))
    return {held for held in alike if held.key in keys}
