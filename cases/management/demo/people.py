"""The fictional clinic and the people in it."""

import secrets
from dataclasses import dataclass

from cases.management.demo.clock import Clock
from supervision.actions.clinics import create_clinic
from supervision.actions.invitations import accept_as_new_person, invite, invite_first_lead
from supervision.actions.relationships import start_relationship
from supervision.enums import RelationshipKind, Role
from supervision.models import Clinic, SupervisionRelationship, User

CLINIC = "Harbour Clinic (fictional)"
LEAD = ("amara", "Amara Osei", Role.CLINIC_LEAD)
STAFF = (
    ("ruth", "Ruth Adeyemi", Role.SUPERVISOR),
    ("ben", "Ben Okafor", Role.SUPERVISOR),
    ("jo", "Jo Lindqvist", Role.SUPERVISEE),
    ("priya", "Priya Nair", Role.SUPERVISEE),
    ("tomas", "Tomás Rivas", Role.SUPERVISEE),
    ("mei", "Mei Tanaka", Role.SUPERVISEE),
    ("sam", "Sam Keller", Role.ADMINISTRATOR),
    ("ines", "Ines Moreau", Role.CONCERN_HANDLER),
    ("noor", "Noor Haddad", Role.PRIVACY_OFFICER),
)
PAIRS = (
    ("jo", "ruth", RelationshipKind.PRIMARY),
    ("priya", "ruth", RelationshipKind.PRIMARY),
    ("tomas", "ben", RelationshipKind.PRIMARY),
    ("mei", "ben", RelationshipKind.PRIMARY),
    ("jo", "ben", RelationshipKind.SECONDARY),
)
FIRST_DAY = 370


@dataclass(frozen=True)
class Cast:
    clinic: Clinic
    people: dict[str, User]
    pairs: dict[tuple[str, str], SupervisionRelationship]

    def supervision_of(self, who: str, by: str = "") -> SupervisionRelationship:
        """The named pair, or the first one of this supervisee."""
        found = [pair for (a, b), pair in self.pairs.items() if a == who and by in ("", b)]
        return found[0]


def address(name: str) -> str:
    return f"{name}@harbour.example"


def gather(clock: Clock) -> Cast:
    with clock.at(FIRST_DAY):
        clinic = create_clinic(name=CLINIC, by=None)
        name, display_name, _ = LEAD
        issued = invite_first_lead(clinic_id=clinic.pk, email=address(name))
        lead = _accept(issued.token, display_name)
    people = {name: lead}
    for name, display_name, role in STAFF:
        with clock.at(FIRST_DAY - 1):
            issued = invite(clinic_id=clinic.pk, email=address(name), role=role, by=lead)
            people[name] = _accept(issued.token, display_name)
    pairs = {}
    for supervisee, supervisor, kind in PAIRS:
        with clock.at(FIRST_DAY - 2):
            pairs[supervisee, supervisor] = start_relationship(
                clinic_id=clinic.pk,
                supervisor_id=people[supervisor].pk,
                supervisee_id=people[supervisee].pk,
                kind=kind,
                by=lead,
            )
    return Cast(clinic, people, pairs)


def _accept(token: str, display_name: str) -> User:
    """Without a password in the end: one comes in by the links the demonstration prints, and
    nobody can be asked to type one again."""
    person = accept_as_new_person(
        token=token, display_name=display_name, password=secrets.token_urlsafe(24)
    )
    person.set_unusable_password()
    person.save(update_fields=["password"])
    return person
