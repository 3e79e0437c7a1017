"""Credentials are entered by whose they are, checked by a lead, and run out by the clock.

Whoever lacks what the clinic requires does not supervise meanwhile: no row changes for that.
Those they supervise are told on the same day.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from supervision import bell, credential_policy, mail
from supervision.access import held_relationships, live_relationships
from supervision.credential_enums import CredentialKind, CredentialStatus
from supervision.enums import LedgerKind
from supervision.exceptions import Invalid, NotFound, StaleVersion, WrongState
from supervision.ledger.append import record
from supervision.ledger.commitments import Content
from supervision.models import Clinic, Credential, SupervisionRelationship, User
from supervision.text import clean_text

ISSUER_LENGTH: Final = 200
NUMBER_LENGTH: Final = 80
WORDS_LENGTH: Final = 1000
RESTS: Final = "supervision/supervision_rests"
LIMITS: Final = (
    CredentialStatus.RESTRICTED,
    CredentialStatus.SUSPENDED,
    CredentialStatus.REVOKED,
)


@transaction.atomic
def enter_credential(  # noqa: PLR0913 - what stands on a certificate
    *,
    clinic_id: UUID,
    kind: str,
    issuer: str,
    number: str,
    by: User,
    issued_on: date | None = None,
    expires_on: date | None = None,
) -> Credential:
    """One's own. It counts once a lead has checked it."""
    credential_policy.check_enter_credential(by, clinic_id)
    clinic = Clinic.objects.select_related("data_key").get(pk=clinic_id)
    if kind not in CredentialKind.values:
        raise Invalid.field("kind", "This is not one of the choices.", code="unknown_choice")
    if issued_on and expires_on and expires_on < issued_on:
        said = "The last day lies before the first."
        raise Invalid.field("expires_on", said, code="not_in_future")
    credential = Credential.objects.create(
        clinic=clinic,
        user=by,
        kind=kind,
        issuer=clean_text(issuer, field="issuer", max_length=ISSUER_LENGTH, required=True),
        number=clean_text(number, field="number", max_length=NUMBER_LENGTH, required=True),
        issued_on=issued_on,
        expires_on=expires_on,
        valid_until=_end_of(expires_on, clinic) if expires_on else None,
    )
    _record(LedgerKind.CREDENTIAL_ENTERED, credential, by=by)
    return credential


@transaction.atomic
def check_credential(*, credential_id: UUID, expected_version: int, by: User) -> Credential:
    """A lead has seen it: from now on it counts, also after it was limited."""
    credential = _locked(credential_id, expected_version, by)
    if credential.status == CredentialStatus.VERIFIED:
        msg = "This was checked already."
        raise WrongState(msg)
    if credential.valid_until and credential.valid_until <= timezone.now():
        msg = "This has run out. A new one is entered by whose it is."
        raise WrongState(msg, code="run_out")
    _judge(credential, CredentialStatus.VERIFIED, "", by=by)
    _record(LedgerKind.CREDENTIAL_CHECKED, credential, by=by)
    return credential


@transaction.atomic
def limit_credential(
    *, credential_id: UUID, status: str, words: str, expected_version: int, by: User
) -> Credential:
    """Restricted, suspended or revoked by whoever gave it: at once, in open windows too.

    Whoever is supervised by this person, and is not any more because of it, is told at once.
    """
    credential = _locked(credential_id, expected_version, by)
    if status not in LIMITS:
        raise Invalid.field("status", "This is not one of the choices.", code="unknown_choice")
    if credential.status == status:
        msg = "This is known already."
        raise WrongState(msg)
    before = set(_supervised(credential))
    said = clean_text(words, field="words", max_length=WORDS_LENGTH, required=True)
    _judge(credential, CredentialStatus(status), said, by=by)
    _record(LedgerKind.CREDENTIAL_LIMITED, credential, by=by, content=said)
    for relationship in before - set(_supervised(credential)):
        _tell(relationship)
    bell.kick(credential.user_id)
    return credential


def tell_lapsed() -> Iterator[int | OSError]:
    """One credential after the other, once each: of those that ran out, whom it concerns."""
    for credential_id in _untold().values_list("pk", flat=True):
        try:
            yield _tell_lapse(credential_id)
        except OSError as problem:  # smtplib's errors are of this kind too
            yield problem


@transaction.atomic
def _tell_lapse(credential_id: UUID) -> int:
    """Marked and sent together: a mail that does not go leaves no mark."""
    rows = _untold().select_for_update(no_key=True, of=("self",)).filter(pk=credential_id)
    credential = rows.first()
    if credential is None:
        return 0
    credential.lapse_told_at = timezone.now()
    credential.save(update_fields=["lapse_told_at"])
    concerned = [each for each in _held(credential) if not _is_live(each)]
    for relationship in concerned:
        mail.send(RESTS, relationship.supervisee.email, _said(relationship))
    return len(concerned)


def _untold() -> QuerySet[Credential]:
    return Credential.objects.filter(
        status=CredentialStatus.VERIFIED,
        valid_until__lte=timezone.now(),
        lapse_told_at__isnull=True,
    ).order_by("valid_until", "pk")


def _held(credential: Credential) -> QuerySet[SupervisionRelationship]:
    return (
        held_relationships()
        .filter(supervisor=credential.user_id, clinic=credential.clinic_id)
        .select_related("supervisee")
        .order_by("pk")
    )


def _is_live(relationship: SupervisionRelationship) -> bool:
    return live_relationships().filter(pk=relationship.pk).exists()


def _supervised(credential: Credential) -> QuerySet[SupervisionRelationship]:
    return live_relationships().filter(
        supervisor=credential.user_id, clinic=credential.clinic_id
    )


def _locked(credential_id: UUID, expected_version: int, by: User) -> Credential:
    credential = (
        Credential.objects.select_for_update(no_key=True, of=("self",))
        .select_related("clinic__data_key", "user")
        .filter(pk=credential_id)
        .first()
    )
    if credential is None:
        raise NotFound
    credential_policy.check_judge_credential(by, credential)
    if credential.version != expected_version:
        msg = "This credential changed while you were reading it. Look again, then decide."
        raise StaleVersion(msg)
    return credential


def _judge(credential: Credential, status: CredentialStatus, words: str, *, by: User) -> None:
    credential.status, credential.restriction = status, words
    credential.checked_by, credential.checked_at = by, timezone.now()
    credential.version += 1
    credential.save()


def _end_of(day: date, clinic: Clinic) -> datetime:
    """When this day is over where the clinic is."""
    following = day + timedelta(days=1)
    return datetime.combine(following, time.min, tzinfo=ZoneInfo(clinic.timezone))


def _record(kind: LedgerKind, credential: Credential, *, by: User, content: str = "") -> None:
    record(
        kind,
        Content(content, credential.sealing_key()) if content else None,
        clinic_id=credential.clinic_id,
        by=by,
        subject=credential,
        user=credential.user_id,
        credential=credential.kind,
        status=credential.status,
        expires=credential.expires_on,
        version=credential.version,
    )


def _tell(relationship: SupervisionRelationship) -> None:
    mail.send_on_commit(RESTS, relationship.supervisee.email, _said(relationship))


def _said(relationship: SupervisionRelationship) -> dict[str, object]:
    """That supervision rests, and where to see it; nobody's name, and not why."""
    return {
        "person": relationship.supervisee,
        "link": f"{settings.SITE_URL}/people/supervision/{relationship.pk}/",
    }
