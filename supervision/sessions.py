"""Whether a session still holds, asked anew: a socket lives longer than what it began with."""

from collections.abc import Collection
from types import SimpleNamespace

from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from supervision.middleware import is_over
from supervision.models import User


def user_of(session_key: str | None) -> User | None:
    """Who is signed in with this session now: not over, right password, account open."""
    session = SessionStore(session_key)
    user = get_user(SimpleNamespace(session=session))  # type: ignore[arg-type]  # reads that alone
    if not user.is_authenticated or not user.is_active or is_over(session, timezone.now()):
        return None
    return user


def living(session_keys: Collection[str]) -> set[str]:
    """Those of these sessions that nobody ended; one query for a whole room."""
    found = Session.objects.filter(session_key__in=session_keys, expire_date__gt=timezone.now())
    return set(found.values_list("session_key", flat=True))
