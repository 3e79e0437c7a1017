"""Hiding a note, a remark, a flag or a decision, and showing it again, on open screens too."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from cases import events
from cases.actions.decisions import lock_any
from cases.actions.drafts import lock_note
from cases.enums import EventKind
from cases.incident_enums import FoundIn
from cases.incident_policy import Thing
from cases.models import Annotation, Case, IdentifierIncident, Note, ReflectiveFlag
from supervision import bell
from supervision.exceptions import NotFound
from supervision.models import User


def lock_thing(found_in: FoundIn, thing_id: UUID) -> tuple[Thing, Case]:
    """The row under its lock, that of its note first, with its case."""
    if found_in == FoundIn.NOTE:
        note = lock_note(thing_id, "relationship")
        return note, note.case
    if found_in == FoundIn.DECISION:
        decision = lock_any(thing_id)
        return decision.decision_ptr, decision.case  # type: ignore[attr-defined]
    model: Any = Annotation if found_in == FoundIn.ANNOTATION else ReflectiveFlag
    note_id = model.objects.filter(pk=thing_id).values_list("note", flat=True).first()
    if note_id is None:
        raise NotFound
    note = lock_note(note_id, "relationship")
    row = model.objects.select_for_update(of=("self",)).get(pk=thing_id)
    row.note = note
    return row, note.case


def hide(incident: IdentifierIncident, thing: Thing, by: User) -> None:
    thing.quarantined_at = incident.contained_at
    _tell(thing, by)


def show_again(incident: IdentifierIncident, by: User) -> None:
    thing = _thing_of(incident)
    thing.quarantined_at = None
    _tell(thing, by)


def _thing_of(incident: IdentifierIncident) -> Thing:
    """As it is after its words were written: whoever saves it again writes nothing else."""
    thing: Thing = getattr(incident, incident.found_in)
    thing.refresh_from_db()
    return thing


def _tell(thing: Thing, by: User) -> None:
    """A new version of it, for whoever wrote on the old one; and open rooms look again."""
    thing.version += 1
    names = ["quarantined_at", "version"]
    if not isinstance(thing, Annotation):
        thing.updated_at = timezone.now()
        names.append("updated_at")
    thing.save(update_fields=names)
    if isinstance(thing, Note):
        hidden = thing.quarantined_at is not None
        events.append(thing, EventKind.NOTE_HIDDEN if hidden else EventKind.NOTE_SHOWN, by=by)
        _ring(thing)
    elif isinstance(thing, Annotation):
        events.append(thing.note, EventKind.ANNOTATION_EDITED, by=by, annotation=thing)
    elif isinstance(thing, ReflectiveFlag):
        events.append(thing.note, EventKind.FLAG_CHANGED, by=by, flag=thing)


def _ring(note: Note) -> None:
    """Whoever is in the room is asked at once whether they may stay; author's pages reload."""
    bell.send_on_commit(events.group_of(note.pk), {"type": "kick", "note": str(note.pk)})
