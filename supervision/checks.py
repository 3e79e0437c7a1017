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
    """Why no server may run on this database; empty where one may."""
    missing = _missing(DEFAULT_DB_ALIAS)
    if not missing:
        return ""
    return (
        f"The ledger can be rewritten: {', '.join(missing)} missing in the database. "
        "Run manage.py migrate, and manage.py ledger verify: somebody took them away."
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
