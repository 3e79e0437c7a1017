"""Two clinics with somebody in every position, and a thing in every state.

Everything goes through the actions of the product; only what the clock or an oversight would
bring about (a role that ended, a notice that ran out) is set by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils import timezone

from cases.models import Note, NoteVersion
from supervision.actions.clinics import create_clinic
from supervision.actions.erasure import ask_erasure
from supervision.actions.invitations import invite
from supervision.actions.people import deactivate_person
from supervision.actions.policies import change_policy
from supervision.actions.relationships import Ending, move_relationship
from supervision.actions.restorations import propose_restoration
from supervision.enums import (
    EndedReason,
    RelationshipKind,
    RelationshipMove,
    RelationshipStatus,
    Role,
)
from supervision.ledger.checkpoint import Signer
from supervision.models import (
    Clinic,
    RoleAssignment,
    SupervisionRelationship,
    User,
)
from tests.factories_cases import World as Pair
from tests.matrix.readers import W, Who
from tests.matrix.words import Planted

ROLES: Mapping[Who, Role] = {
    W.OWNER: Role.SUPERVISEE,
    W.PEER: Role.SUPERVISEE,
    W.FORMER: Role.SUPERVISEE,
    W.FELLOW: Role.SUPERVISEE,
    W.STRAYED: Role.SUPERVISEE,
    W.APART: Role.SUPERVISEE,
    W.SUPERVISOR: Role.SUPERVISOR,
    W.COLLEAGUE: Role.SUPERVISOR,
    W.SECONDARY: Role.SUPERVISOR,
    W.PAST: Role.SUPERVISOR,
    W.WANING: Role.SUPERVISOR,
    W.LEFT: Role.SUPERVISOR,
    W.SUSPENDED: Role.SUPERVISOR,
    W.INACTIVE: Role.SUPERVISOR,
    W.READER: Role.SUPERVISOR,
    W.COVER: Role.SUPERVISOR,
    W.RELIEVED: Role.SUPERVISOR,
    W.LAPSED: Role.SUPERVISOR,
    W.GONE: Role.SUPERVISOR,
    W.BREAKER: Role.PRIVACY_OFFICER,
    W.LEAD: Role.CLINIC_LEAD,
    W.OFFICER: Role.PRIVACY_OFFICER,
    W.ADMINISTRATOR: Role.ADMINISTRATOR,
    W.OUTSIDE: Role.EXTERNAL_REVIEWER,
    W.HANDLER: Role.CONCERN_HANDLER,
    W.LEAD_THERE: Role.CLINIC_LEAD,
    W.SUPERVISOR_THERE: Role.SUPERVISOR,
    W.SUPERVISEE_THERE: Role.SUPERVISEE,
}
ABROAD = frozenset({W.LEAD_THERE, W.SUPERVISOR_THERE, W.SUPERVISEE_THERE})
# Who supervises whom, by the name of the relationship.
PAIRS: Mapping[str, tuple[Who, Who]] = {
    "main": (W.OWNER, W.SUPERVISOR),
    "secondary": (W.OWNER, W.SECONDARY),
    "past": (W.OWNER, W.PAST),
    "waning": (W.OWNER, W.WANING),
    "left": (W.OWNER, W.LEFT),
    "suspended": (W.OWNER, W.SUSPENDED),
    "inactive": (W.OWNER, W.INACTIVE),
    "lapsed": (W.OWNER, W.LAPSED),
    "former": (W.FORMER, W.COLLEAGUE),
    "peer": (W.PEER, W.COLLEAGUE),
    "there": (W.SUPERVISEE_THERE, W.SUPERVISOR_THERE),
}


class Target(NamedTuple):
    """A thing that addresses name: the values of the address, and its row."""

    ids: tuple[Any, ...]
    row: Any


@dataclass
class World:
    planted: Planted = field(default_factory=Planted)
    people: dict[Who, User] = field(default_factory=dict)
    clinics: dict[str, Clinic] = field(default_factory=dict)
    pairs: dict[str, Pair] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, row: Model, *ids: Any) -> Any:
        """Name a row, so that it can be asked for and is noticed where it turns up."""
        self.targets[name] = Target(ids or (row.pk,), row)
        if isinstance(row.pk, UUID):
            self.planted.name(row, name)
        return row

    def row(self, name: str) -> Any:
        return self.targets[name].row

    def named(self, kind: str) -> dict[str, Target]:
        kinds = ("referral", "boundary") if kind == "decision" else (kind,)
        return {name: t for name, t in self.targets.items() if name.partition(" ")[0] in kinds}

    def as_it_is_now(self) -> None:
        """Rows as the database has them, each with what it takes to open its text."""
        for name, (ids, row) in self.targets.items():
            self.targets[name] = Target(ids, QuerySet(type(row)).get(pk=row.pk))


def make_people(world: World) -> None:
    for place in ("here", "there"):
        name = f"Clinic {world.planted.word(f'clinic {place}: name')}"
        world.clinics[place] = world.add(f"clinic {place}", create_clinic(name=name, by=None))
    for who in Who:
        if who is W.ANONYMOUS:
            continue
        user = User.objects.create_user(
            f"{who.replace(' ', '.')}@example.org",
            "a long enough password",
            display_name=who.title(),
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        world.people[who] = user
        if who in ROLES:
            clinic = world.clinics["there" if who in ABROAD else "here"]
            user.role_assignments.create(clinic=clinic, role=ROLES[who])
    world.people[W.SUPERUSER].is_superuser = True
    world.people[W.SUPERUSER].save()
    for who in (W.OWNER, W.PEER, W.SUPERVISOR, W.INACTIVE, W.FORMER, W.SUPERVISOR_THERE):
        world.add(f"person {who}", world.people[who])
    world.add("role peer", world.people[W.PEER].role_assignments.get())
    # Given and ended by a lead alone.
    world.add("role supervisor", world.people[W.SUPERVISOR].role_assignments.get())
    world.add("role there", world.people[W.SUPERVISOR_THERE].role_assignments.get())


def make_pairs(world: World) -> None:
    for name, (supervisee, supervisor) in PAIRS.items():
        primary = name in {"main", "former", "peer", "there"}
        kind = RelationshipKind.PRIMARY if primary else RelationshipKind.SECONDARY
        relationship = _relate(world, name, supervisee, supervisor, kind)
        lead = world.people[W.LEAD_THERE if name == "there" else W.LEAD]
        world.pairs[name] = Pair(
            clinic=relationship.clinic,
            supervisee=world.people[supervisee],
            supervisor=world.people[supervisor],
            lead=lead,
            administrator=world.people[W.ADMINISTRATOR],
            colleague=world.people[W.COLLEAGUE],
            relationship=relationship,
        )
    proposed = _relate(world, "proposed", W.PEER, W.SECONDARY, RelationshipKind.SECONDARY)
    SupervisionRelationship.objects.filter(pk=proposed.pk).update(
        status=RelationshipStatus.PROPOSED
    )


def _relate(
    world: World, name: str, supervisee: Who, supervisor: Who, kind: RelationshipKind
) -> SupervisionRelationship:
    place = "there" if supervisee in ABROAD else "here"
    relationship: SupervisionRelationship = world.add(
        f"relationship {name}",
        SupervisionRelationship.objects.create(
            clinic=world.clinics[place],
            supervisee=world.people[supervisee],
            supervisor=world.people[supervisor],
            kind=kind,
            status=RelationshipStatus.ACTIVE,
            valid_from=timezone.now() - timedelta(days=30),
            proposed_by=world.people[W.LEAD_THERE if place == "there" else W.LEAD],
        ),
    )
    return relationship


def change_rules(world: World) -> None:
    """A loosening in each clinic, which waits for a second person."""
    for place, lead in (("here", W.LEAD), ("there", W.LEAD_THERE)):
        made = change_policy(
            clinic_id=world.clinics[place].pk,
            values={"review_due_hours": 96},
            by=world.people[lead],
            basis=f"Contract {world.planted.word(f'rule {place}: basis')}",
        )
        world.add(f"rule {place}", made)


def invite_people(world: World) -> None:
    for place, lead in (("here", W.LEAD), ("there", W.LEAD_THERE)):
        address = f"{world.planted.word(f'invitation {place}: mail')}@example.org"
        issued = invite(
            clinic_id=world.clinics[place].pk,
            email=address,
            role=Role.SUPERVISEE,
            by=world.people[lead],
        )
        world.add(f"invitation {place}", issued.invitation)
    own = invite(
        clinic_id=world.clinics["here"].pk,
        email=world.people[W.OWNER].email,
        role=Role.SUPERVISOR,
        by=world.people[W.LEAD],
    )
    world.links["invitation"] = own.token


def restore_a_backup(world: World) -> None:
    """A checkpoint that the ledger does not reach, and one person's word for it."""
    clinic, signer = world.clinics["here"], Signer.generate("clinic.example")
    settings.LEDGER_PUBLIC_KEY.parent.mkdir(parents=True, exist_ok=True)
    settings.LEDGER_PUBLIC_KEY.write_text(signer.verifier().dump(), encoding="utf-8")
    note = signer.sign(clinic_id=clinic.pk, size=10**6, root=bytes(32))
    said = propose_restoration(
        clinic_id=clinic.pk, checkpoint=note, kept=0, by=world.people[W.LEAD]
    )
    world.links |= {"checkpoint": note, "restoration": str(said.pk)}


def end_things(world: World) -> None:
    """Whatever ends, after everything has been written in its time."""
    move_relationship(
        relationship_id=world.row("relationship past").pk,
        move=RelationshipMove.END,
        expected_version=1,
        by=world.people[W.OWNER],
        ending=Ending(EndedReason.COMPLETED),
    )
    move_relationship(
        relationship_id=world.row("relationship suspended").pk,
        move=RelationshipMove.SUSPEND,
        expected_version=1,
        by=world.people[W.LEAD],
    )
    now = timezone.now()
    SupervisionRelationship.objects.filter(pk=world.row("relationship waning").pk).update(
        status=RelationshipStatus.ENDING, valid_to=now
    )
    SupervisionRelationship.objects.filter(pk=world.row("relationship lapsed").pk).update(
        valid_from=now + timedelta(days=1)
    )
    for who in (W.LEFT, W.FORMER):
        RoleAssignment.objects.filter(user=world.people[who]).update(
            valid_from=now - timedelta(days=30), valid_to=now
        )
    RoleAssignment.objects.filter(user=world.people[W.GONE]).update(
        valid_from=now + timedelta(days=1)
    )
    ask_erasure(by=world.people[W.PEER])
    deactivate_person(user_id=world.people[W.INACTIVE].pk, by=world.people[W.LEAD])


def version_of(note: Note) -> NoteVersion:
    return NoteVersion.objects.get(note=note, number=note.current_number)
