"""Whether a session still holds, asked anew: a socket lives longer than what it began with."""

import json
from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from supervision import factors
from supervision.factors import Lack
from supervision.middleware import is_over
from supervision.models import User
from supervision.prepared import rows_of


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


def lack(held: Held, user: User) -> Lack | None:
    """What its holder has to show before anything is shown to them."""
    return factors.lack(SessionStore(held.key), user)


def held_by(user: User, session_key: str) -> Held:
    return Held(session_key, user.pk, user.get_session_auth_hash())


def still(held: Held) -> User | None:
    """Its holder, if everything about the session is as it was."""
    user = user_of(held.key)
    same = user is not None and held_by(user, held.key) == held
    return user if same else None


def holding(asked: Iterable[Held], users: Mapping[UUID, User]) -> set[tuple[str, str]]:
    """Key and proof of those that nobody ended, by signing out, closing an account or a new
    password; one query for a whole room, whose people are given as they are now."""
    proofs = {pk: user.get_session_auth_hash() for pk, user in users.items() if user.is_active}
    alike = {(key, proof) for key, pk, proof in asked if proofs.get(pk) == proof}
    keys = _living([key for key, _ in alike])
    return {held for held in alike if held[0] in keys}


def _living(keys: list[str]) -> set[str]:
    """By hand: for hundreds of keys Django takes longer to write the question than a database
    to answer it."""
    postgresql = connection.vendor == "postgresql"
    among = "= ANY(%s)" if postgresql else "IN (SELECT value FROM json_each(%s))"
    question = (
        f"SELECT session_key FROM {Session._meta.db_table} "  # noqa: S608 - no value is in it
        f"WHERE session_key {among} AND expire_date > %s"
    )
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    return {
        key for (key,) in rows_of(question, [keys if postgresql else json.dumps(keys), now])
    }
