"""Erasing an account at its person's wish: what identifies them goes, what was done stays.

The clinic's record says that somebody did it, and no longer who: entries of the ledger and
rows of the record hold the account's id, which then leads to no name and no address.
"""

from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from knox.models import AuthToken

from supervision import bell, policy
from supervision.enums import LedgerKind, Theme
from supervision.exceptions import NotFound, WrongState
from supervision.ledger.append import record
from supervision.models import ErasureRequest, Invitation, RoleAssignment, User

ERASED_NAME = "Somebody who left"


@transaction.atomic
def ask_erasure(*, by: User) -> ErasureRequest:
    """It is done by whoever looks after the people here, once all roles have ended."""
    person = _locked(by.pk)
    if ErasureRequest.objects.filter(ErasureRequest.OPEN, person=person).exists():
        msg = "You have asked for it already."
        raise WrongState(msg, code="asked_already")
    asked = ErasureRequest.objects.create(person=person)
    record_in_clinics_of(person, LedgerKind.ERASURE_ASKED, by=by)
    return asked


@transaction.atomic
def take_back_erasure(*, by: User) -> None:
    person = _locked(by.pk)
    asked = ErasureRequest.objects.filter(ErasureRequest.OPEN, person=person).first()
    if asked is None:
        msg = "There is nothing to take back."
        raise WrongState(msg, code="not_asked")
    asked.taken_back_at = timezone.now()
    asked.save(update_fields=["taken_back_at"])
    record_in_clinics_of(person, LedgerKind.ERASURE_TAKEN_BACK, by=by)


def erase_account(*, person: User, by: User) -> None:
    """Within the transaction that erases what is private to that person; see ``cases``."""
    person = _locked(person.pk)
    policy.check_erase_person(by, person)
    if has_left_no_trace(person):
        msg = "This account is erased already."
        raise WrongState(msg, code="erased")
    record_in_clinics_of(person, LedgerKind.PERSON_ERASED, by=by)
    ErasureRequest.objects.filter(ErasureRequest.OPEN, person=person).update(
        done_at=timezone.now()
    )
    _forget_ways_in(person)
    Invitation.objects.filter(email__iexact=person.email).update(email=_nowhere(person))
    person.email, person.display_name = _nowhere(person), ERASED_NAME
    person.timezone, person.theme = "UTC", Theme.SYSTEM
    person.is_active = False
    person.last_login = None
    person.set_unusable_password()
    person.save()
    bell.kick(person.pk)


def has_left_no_trace(person: User) -> bool:
    return person.email == _nowhere(person)


def _forget_ways_in(person: User) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()
    UserSession.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    AuthToken.objects.filter(user=person).delete()
    Authenticator.objects.filter(user_id=person.pk).delete()
    SocialAccount.objects.filter(user=person).delete()


def _nowhere(person: User) -> str:
    """An address that can belong to nobody (RFC 2606) and is still the only one of its kind."""
    return f"{person.pk}@erased.invalid"


def _locked(user_id: UUID) -> User:
    person = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if person is None:
        raise NotFound
    return person


def record_in_clinics_of(person: User, kind: LedgerKind, *, by: User) -> None:
    """In each clinic in which this person ever had a role."""
    been = RoleAssignment.objects.filter(user=person).order_by("clinic")
    for clinic_id in been.values_list("clinic", flat=True).distinct():
        record(kind, clinic_id=clinic_id, by=by, subject=person)
