"""A note with remarks in every fate: the text they were about is the same, edited, gone …"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from cases import room, selectors
from cases.enums import NoteMove
from cases.models import Note, NoteVersion
from cases.places import Place, places_in
from supervision.enums import RelationshipKind, RelationshipStatus
from supervision.models import SupervisionRelationship, User
from tests.factories_cases import World, move, submit, write

ASKED = "He asked for my number."
COLD = "I said I would think about it, and felt cold the whole evening."
COLD_NOW = "I said I would think about it and felt cold all evening."
LATE = "In the next session he was late and did not say why."
LATE_NOW = "In the next session he was late, and did not tell me why."
HATS = "We spoke about hats for a while."
FIRST = f"{ASKED} {COLD}\n\n{LATE} {HATS}"
SECOND = f"{LATE_NOW}\n\nIt began with a silence. {ASKED} {COLD_NOW}"


def mark(version: NoteVersion, quote: str) -> dict[str, Any]:
    return mark_in(version.text, quote)


def mark_in(text: str, quote: str) -> dict[str, Any]:
    start = text.index(quote)
    return {"start": start, "end": start + len(quote)}


def rewritten(world: World, note: Note, text: str, *, opened: bool = True) -> NoteVersion:
    """The note returned, written anew and submitted again."""
    note.refresh_from_db()
    if note.status == "in_review":
        move(world, note, NoteMove.RETURN, text="Say more.")
    write(world, note, happened=text)
    version = submit(world, note)
    version.note = note
    if opened:
        version.note = move(world, note, NoteMove.OPEN)
    return version


def handed_on(world: World, note: Note, text: str) -> NoteVersion:
    """The next version goes to the colleague, who opens it."""
    relationship = SupervisionRelationship.objects.create(
        clinic=world.clinic,
        supervisee=world.supervisee,
        supervisor=world.colleague,
        kind=RelationshipKind.SECONDARY,
        status=RelationshipStatus.ACTIVE,
        proposed_by=world.lead,
    )
    move(world, note, NoteMove.RETURN, text="Take it to her.")
    write(world, note, happened=text)
    version = submit(replace(world, relationship=relationship), note)
    version.note = move(world, note, NoteMove.OPEN, by=world.colleague)
    return version


def here(version: NoteVersion, reader: User, thing_id: UUID) -> Place:
    threads = room.threads_of(version, to=reader)
    shown = list(selectors.flags_shown_on(version, to=reader))
    return places_in(version, [*threads, *shown])[thing_id]
