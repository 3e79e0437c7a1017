"""System checks: what ``manage.py check`` (and ``--deploy``) says about an installation.

What makes a start impossible stands in the settings; here is what can only be seen with the
applications loaded, or is a warning.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from supervision import row_security, vault
from supervision.ledger.triggers import missing_triggers

Messages = list[CheckMessage]


@register(Tags.security)
def grants_are_never_cached(**_: Any) -> Messages:
    if not getattr(settings, "GUARDIAN_AUTO_PREFETCH", False):
        return []
    return [
        Error(
            "GUARDIAN_AUTO_PREFETCH keeps a revoked right alive on the user object.",
            hint="Set it to False.",
            id="supervision.E001",
        )
    ]


@register(Tags.security)
def nobody_is_anonymous_by_name(**_: Any) -> Messages:
    if getattr(settings, "ANONYMOUS_USER_NAME", "AnonymousUser") is None:
        return []
    return [
        Error(
            "ANONYMOUS_USER_NAME makes guardian create an active user of that name.",
            hint="Set it to None.",
            id="supervision.E002",
        )
    ]


@register(Tags.database, deploy=True)
def ledger_is_append_only(*, databases: Sequence[str] | None = None, **_: Any) -> Messages:
    """Runs with ``--deploy --database default``; not in ``migrate``, which is the cure."""
    missing = [name for alias in databases or () for name in _missing(alias)]
    if not missing:
        return []
    return [
        Error(
            f"The ledger can be rewritten: {', '.join(missing)} missing in the database.",
            hint="Run manage.py migrate.",
            id="supervision.E003",
        )
    ]


def refusal_to_start() -> str:
    """Why no server may run on this database, or with these keys; empty where one may."""
    if settings.PRODUCTION and (found := vault.open_to_others()):
        return (
            f"Others can read or change the keys of the text: {', '.join(found)}. "
            "chmod 0700 the folder and 0400 the files in it; who could read them meanwhile?"
        )
    if reason := _row_security(connections[DEFAULT_DB_ALIAS]):
        return reason
    missing = _missing(DEFAULT_DB_ALIAS)
    if not missing:
        return ""
    return (
        f"The ledger can be rewritten: {', '.join(missing)} missing in the database. "
        "Run manage.py migrate, and manage.py ledger verify: somebody took them away."
    )


def _row_security(connection: BaseDatabaseWrapper) -> str:
    """A second line that does not hold is worse than one nobody counts on; and one that nobody
    asks for shows nothing to anybody."""
    if connection.vendor != "postgresql":
        return ""
    try:
        return _unguarded(connection) if settings.ROW_SECURITY else _unasked(connection)
    except DatabaseError:  # before the first migrate there are no tables
        return ""


def _unguarded(connection: BaseDatabaseWrapper) -> str:
    if passes_by := row_security.passes_by(connection):
        return (
            f"{passes_by}, for whom row security holds nothing. Serve with another role: "
            "docs/operations.md."
        )
    if missing := row_security.missing(connection):
        return (
            f"SUPERVISION_ROW_SECURITY is asked for and not there: {', '.join(missing[:5])}. "
            "Run manage.py migrate as the owner of the tables."
        )
    return ""


def _unasked(connection: BaseDatabaseWrapper) -> str:
    if not row_security.is_there(connection):
        return ""
    return (
        "Row security is in the database, and SUPERVISION_ROW_SECURITY does not ask for it. "
        "Set it, or take it away with manage.py migrate."
    )


def _missing(alias: str) -> Sequence[str]:
    try:
        return missing_triggers(connections[alias])
    except DatabaseError:  # before the first migrate there is nothing to protect
        return ()


@register(Tags.caches, deploy=True)
def limits_are_shared(**_: Any) -> Messages:
    if settings.REDIS or settings.WORKERS == 1:
        return []
    return [
        checks.Warning(
            "Each worker counts sign-in attempts for itself.",
            hint="Set REDIS_URL.",
            id="supervision.W001",
        )
    ]


@register(Tags.security, deploy=True)
def a_password_is_not_enough(**_: Any) -> Messages:
    if settings.SECOND_FACTOR == "required":
        return []
    return [
        checks.Warning(
            "A password alone opens every note that its owner may read.",
            hint="Leave SUPERVISION_SECOND_FACTOR to its default.",
            id="supervision.W004",
        )
    ]


@register(Tags.security, deploy=True)
def mail_leaves_the_house(**_: Any) -> Messages:
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return []
    return [
        checks.Warning(
            "Invitations are printed on the console and reach nobody.",
            hint="Set SUPERVISION_MAIL_URL.",
            id="supervision.W002",
        )
    ]


@register(Tags.files, deploy=True)
def keys_are_for_their_owner(**_: Any) -> Messages:
    found = vault.open_to_others()
    if not found:
        return []
    return [
        Error(
            f"Others can read or change the keys of the text: {', '.join(found)}.",
            hint="chmod 0700 the folder and 0400 the files in it.",
            id="supervision.E004",
        )
    ]


@register(Tags.files, deploy=True)
def keys_stay_apart(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> Messages:  # noqa: ARG001
    if settings.DATA_DIR not in settings.KEY_RING.parents:
        return []
    return [
        checks.Warning(
            "The keys lie in the data directory, so one backup holds text and keys together.",
            hint="Set SUPERVISION_KEY_RING to a folder that is backed up by itself.",
            id="supervision.W003",
        )
    ]
