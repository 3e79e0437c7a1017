"""A clinic and its people, brought into their states by the same actions as in the product."""

from datetime import datetime
from itertools import count

from supervision.actions.clinics import create_clinic
from supervision.actions.invitations import (
    Issued,
    accept_as_new_person,
    invite,
    invite_first_lead,
)
from supervision.actions.relationships import propose_relationship, start_relationship
from supervision.actions.roles import assign_role
from supervision.enums import RelationshipKind, Role
from supervision.models import Clinic, SupervisionRelationship, User
from supervision.selectors import people_of_clinic

PASSWORD = "a long walk by the river"

_numbers = count(1)


def make_clinic(name: str = "") -> Clinic:
    """A clinic with its first lead."""
    number = next(_numbers)
    clinic = create_clinic(name=name or f"Clinic {number}", by=None)
    _accept(invite_first_lead(clinic_id=clinic.pk, email=f"lead{number}@example.org"))
    return clinic


def lead_of(clinic: Clinic) -> User:
    return people_of_clinic(clinic.pk, Role.CLINIC_LEAD)[0]


def make_person(
    role: Role = Role.SUPERVISEE, *further: Role, clinic: Clinic | None = None, name: str = ""
) -> User:
    """Somebody invited by the clinic's lead, with one role or several."""
    clinic = clinic or make_clinic()
    lead = lead_of(clinic)
    email = f"person{next(_numbers)}@example.org"
    person = _accept(invite(clinic_id=clinic.pk, email=email, role=role, by=lead), name)
    for another in further:
        assign_role(user_id=person.pk, clinic_id=clinic.pk, role=another, by=lead)
    return person


def make_relationship(
    *,
    clinic: Clinic,
    supervisor: User | None = None,
    supervisee: User | None = None,
    kind: RelationshipKind = RelationshipKind.PRIMARY,
    valid_from: datetime | None = None,
) -> SupervisionRelationship:
    """Active supervision, started by the lead."""
    return start_relationship(
        clinic_id=clinic.pk,
        supervisor_id=(supervisor or make_person(Role.SUPERVISOR, clinic=clinic)).pk,
        supervisee_id=(supervisee or make_person(Role.SUPERVISEE, clinic=clinic)).pk,
        kind=kind,
        valid_from=valid_from,
        by=lead_of(clinic),
    )


def make_proposal(
    *, clinic: Clinic, supervisor: User, supervisee: User
) -> SupervisionRelationship:
    """Supervision that waits for the supervisee's answer."""
    return propose_relationship(
        clinic_id=clinic.pk,
        supervisor_id=supervisor.pk,
        supervisee_id=supervisee.pk,
        kind=RelationshipKind.PRIMARY,
        by=lead_of(clinic),
    )


def _accept(issued: Issued, name: str = "") -> User:
    words = issued.invitation.email.partition("@")[0].title()
    return accept_as_new_person(
        token=issued.token, display_name=name or words, password=PASSWORD
    )
