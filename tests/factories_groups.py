"""Groups and what is presented to them, through the actions themselves."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cases.actions.cases import record_consent
from cases.actions.presentations import present_note
from cases.models import Case, GroupPresentation, NoteVersion
from supervision.actions.groups import start_group
from supervision.enums import GroupKind, Role
from supervision.models import SupervisionGroup, User
from tests.factories_cases import World, make_room

FELT = "My chest was tight and I looked at the clock."


def make_peer(world: World, name: str, role: Role = Role.SUPERVISEE) -> User:
    email = f"{name}@{world.clinic.name.lower()}.example"
    user = User.objects.create_user(email, "a long enough password", display_name=name.title())
    user.role_assignments.create(clinic=world.clinic, role=role)
    return user


def make_group(world: World, *people: User, **facts: Any) -> SupervisionGroup:
    given: dict[str, Any] = {"name": "Thursday", "kind": GroupKind.PEER_CONSULTATION} | facts
    return start_group(
        clinic_id=world.clinic.pk,
        member_ids=[each.pk for each in people],
        by=world.lead,
        **given,
    )


def allow(world: World, case: Case, status: str = "given") -> None:
    record_consent(
        case_id=case.pk, form="group_presentation", status=status, by=world.supervisee
    )


def make_presentation(
    world: World, group: SupervisionGroup, version: NoteVersion | None = None, **facts: Any
) -> GroupPresentation:
    """Of a note with two sections and the question, for two hours, unless it is said."""
    version = version or make_room(world, felt=FELT)
    if not version.note.case.consents.filter(form="group_presentation").exists():
        allow(world, version.note.case)
    given = {"ends_at": timezone.now() + timedelta(hours=2)} | facts
    made = present_note(
        note_id=version.note_id,
        number=version.number,
        group_id=group.pk,
        by=world.supervisee,
        **given,
    )
    made.version = version
    return made


def span_of(version: NoteVersion, key: str) -> dict[str, Any]:
    """The first two code points of a section."""
    section = next(each for each in version.sections if each["key"] == key)
    return {"start": section["start"], "end": section["start"] + 2}
