"""Second factors: which there are, with which of them a session began, what still lacks.

allauth keeps them and asks for them at sign-in. A session remembers how its holder came in
(``records``), and counts as strong as that and no more: one that began with a password alone
does not become strong because a passkey was added elsewhere.
"""

import time
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import SimpleNamespace
from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from supervision.access import MANAGERS, live_roles
from supervision.models import User

Kind = Authenticator.Type
# Recovery codes stand in for these, and are nothing by themselves.
REAL: Final = (Kind.TOTP, Kind.WEBAUTHN)
STEP: Final = "step"
PERIOD: Final = 30


class Lack(StrEnum):
    """What a session needs before its holder may go on: a code, with a sentence for each."""

    SECOND_FACTOR = "second_factor_required"
    PASSKEY = "passkey_required"

    @property
    def sentence(self) -> str:
        return SENTENCES[self]


SENTENCES: Final[Mapping[Lack, str]] = {
    Lack.SECOND_FACTOR: (
        "Your clinic asks for a second step at sign-in. Set it up in your settings first."
    ),
    Lack.PASSKEY: (
        "Clinic leads and administrators sign in with a passkey. Add or use one first."
    ),
}

Records = Iterable[Mapping[str, Any]]


def kinds_of(user: User) -> set[str]:
    held = Authenticator.objects.filter(user_id=user.pk)
    return set(held.values_list("type", flat=True))


def count(user: User, kind: str) -> int:
    found: int = Authenticator.objects.filter(user_id=user.pk, type=kind).count()
    return found


def has_one(user: User) -> bool:
    return bool(kinds_of(user) & set(REAL))


def records(session: SessionBase, user: User) -> Records:
    """How the holder of this session has shown who they are, in order."""
    found: Records = get_authentication_records(SimpleNamespace(session=session), user)
    return found


def lack(session: SessionBase, user: User) -> Lack | None:
    """What is missing, where the installation requires it. What was shown has to be there yet.

    A recovery code stands in for the lost phone of a member; somebody who looks after a clinic
    comes in with it, too, and gets no further than to a new passkey.
    """
    if settings.SECOND_FACTOR != "required":
        return None
    shown = _shown(session, user) & kinds_of(user)
    if live_roles(user).filter(role__in=MANAGERS).exists():
        return None if Kind.WEBAUTHN in shown else Lack.PASSKEY
    return None if shown else Lack.SECOND_FACTOR


def to_be_shown(user: User, lacking: Lack) -> str:
    """The kind that is there and was not asked for in this session; empty where none is."""
    kinds = kinds_of(user)
    if Kind.WEBAUTHN in kinds:
        return str(Kind.WEBAUTHN)
    return str(Kind.TOTP) if lacking == Lack.SECOND_FACTOR and Kind.TOTP in kinds else ""


def _shown(session: SessionBase, user: User) -> set[str]:
    held = records(session, user)
    return {record["type"] for record in held if record["method"] == "mfa"}


def may_begin(session: SessionBase, user: User | AnonymousUser) -> bool:
    """Whether the first factor may be set up without being asked for the password again."""
    if not isinstance(user, User) or has_one(user):
        return False
    latest = max((record["at"] for record in records(session, user)), default=0.0)
    return bool(time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def spend(authenticator: Authenticator, code: str) -> bool:
    """Take a code of an authenticator app out of use, with all that came before it.

    False where it was used. allauth remembers that in the cache, for half a minute and in each
    process; here it stands in the row, for good.
    """
    if authenticator.type != Kind.TOTP:
        return True
    with transaction.atomic():
        held = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        step = _step_of(held, code)
        if step is None or step <= held.data.get(STEP, 0):
            return False
        held.data[STEP] = step
        held.save(update_fields=["data"])
    authenticator.data = held.data
    return True


def _step_of(authenticator: Authenticator, code: str) -> int | None:
    """Which half minute this code belongs to."""
    secret = totp.decrypt(authenticator.data["secret"])
    for step in totp.yield_hotp_counters_from_time():
        expected = totp.format_hotp_value(totp.hotp_value(secret, step))
        if compare_user_code(actual=code, expected=expected):
            return int(step)
    return None


def remember_added(*, request: Any, user: User, authenticator: Authenticator, **_: Any) -> None:
    """A session in which a factor was added has shown just now that it is there: it is asked
    for at the next sign-in, not at once. The code it was added with is used up."""
    if authenticator.type not in REAL:
        return
    if authenticator.type == Kind.TOTP:
        authenticator.data[STEP] = int(time.time()) // PERIOD
        authenticator.save(update_fields=["data"])
    shown = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
    record_authentication(request, user, method="mfa", **shown)
