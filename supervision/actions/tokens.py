"""Tokens by which a program acts for a person: shown once, kept as a hash, expiring.

One for a clinic's audit takes that out and opens nothing else. It needs no person at hand, and
so whoever makes it shows again that it is them, and the ledger holds it.
"""

from typing import Final
from uuid import UUID

from django.db import transaction
from knox.models import AuthToken

from supervision.access import clinics_of, clinics_with_role
from supervision.enums import LedgerKind, Role
from supervision.exceptions import NotAllowed, NotFound, WrongState
from supervision.ledger.append import record
from supervision.models import AuditToken, Clinic, User

MOST: Final = 20


@transaction.atomic
def issue_token(
    *, by: User, audit_of: UUID | None = None, confirmed: bool = False
) -> tuple[AuthToken, str]:
    """The token's row, and the token itself, which nobody can read again."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    clinic = _audited(by, audit_of, confirmed=confirmed) if audit_of else None
    if AuthToken.objects.filter(user=by).count() >= MOST:
        msg = f"There are already {MOST} tokens. Revoke one that is no longer used."
        raise WrongState(msg, code="too_many_tokens")
    issued: tuple[AuthToken, str] = AuthToken.objects.create(user=by)
    if clinic is not None:
        AuditToken.objects.create(token=issued[0], clinic=clinic)
        _record(LedgerKind.TOKEN_ISSUED, clinic, issued[0].token_key, by)
    return issued


@transaction.atomic
def revoke_token(*, token_key: str, by: User) -> None:
    scoped = AuditToken.objects.filter(token__user=by, token__token_key=token_key)
    clinics = [row.clinic for row in scoped.select_related("clinic")]
    removed, _ = AuthToken.objects.filter(user=by, token_key=token_key).delete()
    if not removed:
        raise NotFound
    for clinic in clinics:
        _record(LedgerKind.TOKEN_REVOKED, clinic, token_key, by)


def _audited(by: User, clinic_id: UUID, *, confirmed: bool) -> Clinic:
    clinic = clinics_of(by).filter(pk=clinic_id).first()
    if clinic is None:
        raise NotFound
    if not clinics_with_role(by, Role.CLINIC_LEAD).filter(pk=clinic_id).exists():
        msg = "The clinic's lead makes tokens for its audit."
        raise NotAllowed(msg)
    if not confirmed:
        msg = "Confirm that it is you first: this token takes out a clinic's audit."
        raise NotAllowed(msg, code="confirm_identity")
    return clinic


def _record(kind: LedgerKind, clinic: Clinic, token_key: str, by: User) -> None:
    """By how the token begins, as its owner sees it listed; nobody can use that."""
    record(kind, clinic_id=clinic.pk, by=by, subject=clinic, token=token_key)
