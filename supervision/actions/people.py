"""An account: opened by an invitation, closed and opened again, its own settings."""

from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from supervision import bell, policy
from supervision.access import managed_clinics, running
from supervision.actions.clinics import known_timezone
from supervision.actions.groups import kick_fellows
from supervision.actions.roles import check_leaves_a_lead
from supervision.enums import LedgerKind, Role, Theme
from supervision.exceptions import Invalid, NotFound, WrongState
from supervision.ledger.append import record
from supervision.models import RoleAssignment, User
from supervision.selectors import open_relationships_of
from supervision.text import clean_text

THEMES = frozenset(Theme.values)


def open_account(*, email: str, display_name: str, password: str) -> User:
    """Within the transaction of the invitation, whose mail has proved the address."""
    user = User(email=email, display_name=_display_name(display_name))
    try:
        validate_password(password, user)
    except ValidationError as error:
        said = " ".join(error.messages)
        raise Invalid(
            said, code="weak_password", fields={"password": error.messages}
        ) from error
    user.set_password(password)
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@transaction.atomic
def change_settings(*, display_name: str, timezone: str, theme: str, by: User) -> User:
    user = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    user.display_name = _display_name(display_name)
    user.timezone = known_timezone(timezone)
    if theme not in THEMES:
        raise Invalid.field("theme", "Choose light, dark or system.", code="unknown_theme")
    user.theme = theme
    user.save(update_fields=["display_name", "timezone", "theme"])
    return user


@transaction.atomic
def deactivate_person(*, user_id: UUID, by: User) -> User:
    """Close an account at once: no sign-in, session or socket. Roles stay for the record."""
    person = _locked(user_id)
    policy.check_deactivate(by, person)
    if not person.is_active:
        msg = "This account is already closed."
        raise WrongState(msg)
    for assignment in person.role_assignments.filter(running(), role=Role.CLINIC_LEAD):
        check_leaves_a_lead(assignment)
    pairs = list(open_relationships_of(person).values_list("supervisor", "supervisee"))
    _set_active(person, active=False, kind=LedgerKind.PERSON_DEACTIVATED, by=by)
    for session in UserSession.objects.filter(user=person):
        session.end()
    for each in {person.pk}.union(*pairs):  # and those whose access rested on this account
        bell.kick(each)
    kick_fellows(person.pk)
    return person


@transaction.atomic
def reactivate_person(*, user_id: UUID, by: User) -> User:
    person = _locked(user_id)
    policy.check_deactivate(by, person)
    if person.is_active:
        msg = "This account is open."
        raise WrongState(msg)
    _set_active(person, active=True, kind=LedgerKind.PERSON_REACTIVATED, by=by)
    return person


def _locked(user_id: UUID) -> User:
    person = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if person is None:
        raise NotFound
    return person


def _set_active(person: User, *, active: bool, kind: LedgerKind, by: User) -> None:
    person.is_active = active
    person.save(update_fields=["is_active"])
    held = RoleAssignment.objects.filter(user=person, clinic__in=managed_clinics(by))
    for clinic_id in held.order_by("clinic").values_list("clinic", flat=True).distinct():
        record(kind, clinic_id=clinic_id, by=by, subject=person)


def _display_name(value: str) -> str:
    name = clean_text(value, field="display_name", max_length=120, required=True).strip()
    if "\n" in name:
        raise Invalid.field("display_name", "A name fits on one line.", code="line_break")
    return name
