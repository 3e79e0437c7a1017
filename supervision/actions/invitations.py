"""People come in by a link that works once. The link is in the mail alone; its hash is kept."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from supervision import mail, policy
from supervision.access import not_over
from supervision.actions.people import open_account
from supervision.actions.roles import grant_role
from supervision.enums import LedgerKind, Role
from supervision.exceptions import Invalid, NotAllowed, NotFound, WrongState
from supervision.ledger.append import record
from supervision.models import Clinic, Invitation, RoleAssignment, User
from supervision.text import clean_text

LIFETIME: Final = timedelta(days=7)
TOKEN_BYTES: Final = 32


class Issued(NamedTuple):
    """A new invitation with its token, which can be read here for the last time."""

    invitation: Invitation
    token: str

    @property
    def link(self) -> str:
        return f"{settings.SITE_URL}/invitations/{self.token}/"


@transaction.atomic
def invite(*, clinic_id: UUID, email: str, role: Role, by: User) -> Issued:
    policy.check_give_role(by, clinic_id, role)
    return _issue(clinic_id=clinic_id, email=email, role=role, by=by)


@transaction.atomic
def invite_first_lead(*, clinic_id: UUID, email: str) -> Issued:
    """By the operator, for a clinic in which nobody holds a role yet."""
    if RoleAssignment.objects.filter(clinic_id=clinic_id).exists():
        msg = "This clinic has people. Its lead invites others on the page People."
        raise NotAllowed(msg)
    return _issue(clinic_id=clinic_id, email=email, role=Role.CLINIC_LEAD, by=None)


@transaction.atomic
def revoke_invitation(*, invitation_id: UUID, by: User) -> Invitation:
    invitation = (
        Invitation.objects.select_for_update(no_key=True).filter(pk=invitation_id).first()
    )
    if invitation is None:
        raise NotFound
    policy.check_revoke_invitation(by, invitation)
    _check_unused(invitation)
    _revoke(invitation, by=by)
    return invitation


def read_invitation(*, token: str) -> Invitation:
    """The open invitation behind a link, or the sentence that says why there is none."""
    return _opened(token, Invitation.objects.all())


@transaction.atomic
def accept_as_new_person(*, token: str, display_name: str, password: str) -> User:
    """Open an account for the invited address and give it the role."""
    invitation = _opened(token, Invitation.objects.select_for_update(of=("self",)))
    if account_exists(invitation):
        msg = (
            "There is an account with this address. Sign in with it, then open the link again."
        )
        raise WrongState(msg, code="sign_in_first")
    person = open_account(email=invitation.email, display_name=display_name, password=password)
    _take_up(invitation, person)
    return person


@transaction.atomic
def accept_as(*, token: str, by: User) -> User:
    """Give the role to the signed-in person, whose address must be the invited one."""
    invitation = _opened(token, Invitation.objects.select_for_update(of=("self",)))
    person = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if person.email.lower() != invitation.email:
        msg = "This invitation is for another address. Sign out, then open the link again."
        raise NotAllowed(msg, code="other_address")
    _take_up(invitation, person)
    return person


def account_exists(invitation: Invitation) -> bool:
    return User.objects.filter(email__iexact=invitation.email).exists()


def _issue(*, clinic_id: UUID, email: str, role: Role, by: User | None) -> Issued:
    address = _address(email)
    clinic = Clinic.objects.select_for_update(no_key=True).get(pk=clinic_id)
    _check_wanted(clinic, address, role)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation.objects.create(
        clinic=clinic,
        email=address,
        role=role,
        token_hash=_hash(token),
        invited_by=by,
        expires_at=timezone.now() + LIFETIME,
    )
    record(
        LedgerKind.PERSON_INVITED,
        clinic_id=clinic.pk,
        by=by,
        subject=invitation,
        role=role.value,
    )
    issued = Issued(invitation, token)
    _send_on_commit(issued)
    return issued


def _check_wanted(clinic: Clinic, address: str, role: Role) -> None:
    held = RoleAssignment.objects.filter(
        not_over(), clinic=clinic, role=role, user__email__iexact=address
    )
    if held.exists():
        said = f"Somebody with this address is already {role.label.lower()} here."
        raise Invalid.field("email", said, code="already_has_role")
    earlier = Invitation.objects.select_for_update(no_key=True).filter(
        clinic=clinic, email=address, role=role, accepted_at=None, revoked_at=None
    )
    for invitation in earlier:
        if invitation.is_open:
            said = "There is an open invitation for this address and role. Revoke it first."
            raise Invalid.field("email", said, code="already_invited")
        _revoke(invitation, by=None)


def _revoke(invitation: Invitation, *, by: User | None) -> None:
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    record(
        LedgerKind.INVITATION_REVOKED,
        clinic_id=invitation.clinic_id,
        by=by,
        subject=invitation,
    )


def _take_up(invitation: Invitation, person: User) -> None:
    grant_role(
        person=person,
        clinic_id=invitation.clinic_id,
        role=Role(invitation.role),
        given_by=invitation.invited_by,
        by=person,
    )
    invitation.accepted_at, invitation.accepted_by = timezone.now(), person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(
        LedgerKind.INVITATION_ACCEPTED,
        clinic_id=invitation.clinic_id,
        by=person,
        subject=invitation,
    )


def _opened(token: str, among: QuerySet[Invitation]) -> Invitation:
    invitation = (
        among.select_related("clinic", "invited_by").filter(token_hash=_hash(token)).first()
    )
    if invitation is None:
        msg = "This link is not known here. Copy it whole from the mail, or ask for a new one."
        raise NotFound(msg)
    _check_unused(invitation)
    if not invitation.is_open:
        msg = "This invitation has expired. Ask whoever invited you for a new one."
        raise WrongState(msg, code="invitation_expired")
    return invitation


def _check_unused(invitation: Invitation) -> None:
    if invitation.accepted_at:
        msg = "This invitation was already accepted. Sign in with your account."
        raise WrongState(msg, code="invitation_used")
    if invitation.revoked_at:
        msg = "This invitation was withdrawn. Ask whoever invited you for a new one."
        raise WrongState(msg, code="invitation_revoked")


def _send_on_commit(issued: Issued) -> None:
    said = {"invitation": issued.invitation, "link": issued.link, "days": LIFETIME.days}
    mail.send_on_commit("supervision/invitation", issued.invitation.email, said)


def _address(email: str) -> str:
    address = clean_text(email, field="email", max_length=254, required=True).strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        said = "This is no e-mail address. An example: name@clinic.org."
        raise Invalid.field("email", said, code="no_address") from error
    return address


def _hash(token: str) -> str:
    # The token is 256 random bits, which nobody guesses from a plain hash.
    return sha256(token.encode(errors="surrogatepass")).hexdigest()
