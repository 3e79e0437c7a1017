"""A role in a clinic is given and ended, never changed and never deleted."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from supervision import bell, policy
from supervision.access import not_over, running
from supervision.actions.groups import kick_fellows
from supervision.actions.relationships import end_with_role
from supervision.enums import LedgerKind, Role, TrainingLevel
from supervision.exceptions import NotFound, WrongState
from supervision.ledger.append import record
from supervision.models import RoleAssignment, User
from supervision.selectors import relationships_resting_on
from supervision.workflow import DATED


@transaction.atomic
def assign_role(*, user_id: UUID, clinic_id: UUID, role: Role, by: User) -> RoleAssignment:
    """Give a further role to somebody who already belongs to the clinic, or once did."""
    person = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if person is None:
        raise NotFound
    policy.check_view_person(by, person)
    policy.check_give_role(by, clinic_id, role)
    if not person.role_assignments.filter(clinic_id=clinic_id).exists():
        raise NotFound
    return grant_role(person=person, clinic_id=clinic_id, role=role, given_by=by, by=by)


def grant_role(
    *, person: User, clinic_id: UUID, role: Role, given_by: User | None, by: User
) -> RoleAssignment:
    """The change itself, for ``assign_role`` and for an invitation's acceptance."""
    if not person.is_active:
        msg = "This account is closed. Open it again first."
        raise WrongState(msg, code="account_closed")
    if person.role_assignments.filter(not_over(), clinic_id=clinic_id, role=role).exists():
        msg = f"{person} already holds the role “{role.label}”."
        raise WrongState(msg, code="already_has_role")
    assignment = RoleAssignment.objects.create(
        user=person,
        clinic_id=clinic_id,
        role=role,
        assigned_by=given_by,
        valid_to=timezone.now() + DATED[role] if role in DATED else None,
    )
    record(
        LedgerKind.ROLE_ASSIGNED,
        clinic_id=clinic_id,
        by=by,
        subject=assignment,
        user=person.pk,
        role=role.value,
    )
    return assignment


@transaction.atomic
def set_training_level(
    *, assignment_id: UUID, level: TrainingLevel | None, by: User
) -> RoleAssignment:
    """How far a supervisee is, from now on; None where it is not said any more."""
    assignment = _locked(assignment_id)
    policy.check_set_level(by, assignment)
    if assignment.role != Role.SUPERVISEE:
        msg = "Only supervisees have a level of training."
        raise WrongState(msg, code="not_a_supervisee")
    _check_not_ended(assignment)
    assignment.training_level = level.value if level else ""
    assignment.save(update_fields=["training_level"])
    record(
        LedgerKind.LEVEL_SET,
        clinic_id=assignment.clinic_id,
        by=by,
        subject=assignment,
        user=assignment.user_id,
        level=assignment.training_level or None,
    )
    return assignment


@transaction.atomic
def end_role(*, assignment_id: UUID, by: User) -> RoleAssignment:
    """End a role at once, and with it the supervision that rests on it."""
    assignment = _locked(assignment_id)
    policy.check_view_role(by, assignment)
    policy.check_end_role(by, assignment)
    _check_not_ended(assignment)
    check_leaves_a_lead(assignment)
    assignment.valid_to = max(timezone.now(), assignment.valid_from)
    assignment.save(update_fields=["valid_to"])
    record(
        LedgerKind.ROLE_ENDED,
        clinic_id=assignment.clinic_id,
        by=by,
        subject=assignment,
        user=assignment.user_id,
        role=assignment.role,
    )
    for relationship in relationships_resting_on(assignment).select_for_update(
        no_key=True, of=("self",)
    ):
        end_with_role(relationship=relationship, by=by)
    bell.kick(assignment.user_id)
    kick_fellows(assignment.user_id)
    return assignment


def check_leaves_a_lead(assignment: RoleAssignment) -> None:
    """A clinic without a lead could never get one again: only leads make leads."""
    if assignment.role != Role.CLINIC_LEAD:
        return
    leads = RoleAssignment.objects.filter(
        running(), clinic_id=assignment.clinic_id, role=Role.CLINIC_LEAD
    )
    # Locked together and in one order, so that two leads cannot end each other.
    list(leads.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    if not leads.exclude(user_id=assignment.user_id).filter(user__is_active=True).exists():
        msg = "This is the clinic's only lead. Name another lead first."
        raise WrongState(msg, code="last_lead")


def _locked(assignment_id: UUID) -> RoleAssignment:
    assignment = (
        RoleAssignment.objects.select_for_update(no_key=True).filter(pk=assignment_id).first()
    )
    if assignment is None:
        raise NotFound
    return assignment


def _check_not_ended(assignment: RoleAssignment) -> None:
    if assignment.valid_to is not None and assignment.valid_to <= timezone.now():
        msg = "This role has already ended."
        raise WrongState(msg)
