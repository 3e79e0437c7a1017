"""Cases, notes and flags for tests, in any state, reached through the actions themselves."""

from dataclasses import dataclass
from typing import Any

from cases.actions import annotations, cases, drafts, flags, notes
from cases.enums import NoteMove
from cases.models import Annotation, Case, Note, NoteVersion, ReflectiveFlag
from supervision.enums import RelationshipKind, RelationshipStatus, Role
from supervision.models import Clinic, SupervisionRelationship, User
from supervision.vault import new_data_key

HAPPENED = "He asked for my number. I said I would think about it."
QUESTION = "Whose anxiety was I looking after?"
# What every directive says: what, by when, why, and how one will see it.
TERMS = {
    "what": "Ring the crisis team.",
    "by_when": "2026-12-31",
    "why": "She is alone at night.",
    "how_seen": "Their name stands in your next note.",
}


@dataclass(frozen=True)
class World:
    """A clinic with a supervisee, her supervisor, a lead, an administrator and a stranger."""

    clinic: Clinic
    supervisee: User
    supervisor: User
    lead: User
    administrator: User
    colleague: User
    relationship: SupervisionRelationship


def make_world(name: str = "harbour") -> World:
    clinic = Clinic.objects.create(name=name.title())
    clinic.data_key = new_data_key(clinic=clinic)
    clinic.save(update_fields=["data_key"])
    people = {
        "supervisee": Role.SUPERVISEE,
        "supervisor": Role.SUPERVISOR,
        "lead": Role.CLINIC_LEAD,
        "administrator": Role.ADMINISTRATOR,
        "colleague": Role.SUPERVISOR,
    }
    made = {who: _person(clinic, f"{who}@{name}.example", role) for who, role in people.items()}
    relationship = SupervisionRelationship.objects.create(
        clinic=clinic,
        supervisee=made["supervisee"],
        supervisor=made["supervisor"],
        kind=RelationshipKind.PRIMARY,
        status=RelationshipStatus.ACTIVE,
        proposed_by=made["lead"],
    )
    return World(clinic=clinic, relationship=relationship, **made)


def _person(clinic: Clinic, email: str, role: Role) -> User:
    user = User.objects.create_user(email, "a long enough password", display_name=email)
    user.role_assignments.create(clinic=clinic, role=role)
    return user


def make_case(world: World, **facts: Any) -> Case:
    given = {"pseudonym": "M.", "age_band": "25-39", "modality": "individual"} | facts
    return cases.open_case(clinic_id=world.clinic.pk, by=world.supervisee, **given)


def make_draft(world: World, case: Case | None = None, **texts: str) -> Note:
    note = notes.start_note(
        case_id=(case or make_case(world)).pk,
        kind="session_reflection",
        format="reflective_short",
        by=world.supervisee,
    )
    write(world, note, **texts)
    note.refresh_from_db()
    return note


def write(world: World, note: Note, **texts: str) -> None:
    drafts.save_draft(
        note_id=note.pk,
        revision=note.draft.revision,
        by=world.supervisee,
        sections={"happened": HAPPENED} | texts,
        supervision_question=QUESTION,
        help_wanted="think_with_me",
        risk="no_new_risk",
    )
    note.draft.refresh_from_db()


def submit(world: World, note: Note, **said: Any) -> NoteVersion:
    note.draft.refresh_from_db()
    return notes.submit_note(
        note_id=note.pk,
        relationship_id=world.relationship.pk,
        expected_revision=note.draft.revision,
        by=world.supervisee,
        **said,
    )


def move(world: World, note: Note, step: NoteMove, by: User | None = None, **said: Any) -> Note:
    note.refresh_from_db()
    return notes.move_note(
        note_id=note.pk,
        move=step,
        expected_version=note.version,
        by=by or world.supervisor,
        **said,
    )


def make_room(world: World, **texts: Any) -> NoteVersion:
    """A note submitted and opened: its room."""
    note = make_draft(world, **texts)
    version = submit(world, note)
    version.note = move(world, note, NoteMove.OPEN)
    return version


def make_annotation(
    world: World, version: NoteVersion, by: User | None = None, **facts: Any
) -> Annotation:
    given = {"act": "question", "body": "What made you say that?"} | facts
    if given["act"] == "directive":
        given["directive"] = TERMS | given.get("directive", {})
    return annotations.annotate(
        note_id=version.note_id, number=version.number, by=by or world.supervisor, **given
    )


def make_flag(world: World, note: Note, by: User | None = None, **facts: Any) -> ReflectiveFlag:
    given = {"dimension": "countertransference", "visibility": "with_supervisor"} | facts
    return flags.raise_flag(note_id=note.pk, by=by or world.supervisee, **given)
