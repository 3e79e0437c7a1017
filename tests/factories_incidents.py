"""Incidents for tests, brought into their states by the actions."""

from typing import Any

from cases.actions import incidents, originals
from cases.actions.assessing import Judgement
from cases.models import Annotation, IdentifierIncident, Note, NoteDraft, NoteVersion
from supervision.enums import Role
from supervision.ledger import sequencer, source, verify
from supervision.ledger.opening import Openings
from supervision.models import User
from tests.factories_cases import World

NAME = "Kowalska"
HAPPENED = f"Mrs {NAME} rang. I said that {NAME} can come on Monday."
ASSESSMENT: dict[str, Any] = {
    "nature_extent": "A surname, twice.",
    "who_received": "Her supervisor.",
    "acquired_or_viewed": "It was read once.",
    "mitigation": "Blacked out within an hour.",
    "exception": "inadvertent_internal",
    "notifiable": "no",
}


def make_officer(world: World) -> User:
    user = User.objects.create_user(
        f"officer@{world.clinic.name.lower()}.example",
        "a long enough password",
        display_name="The officer",
    )
    user.role_assignments.create(clinic=world.clinic, role=Role.PRIVACY_OFFICER)
    return user


def report(thing: Any, by: User, found_in: str = "note", **said: str) -> IdentifierIncident:
    return incidents.report_identifier(found_in=found_in, thing_id=thing.pk, by=by, **said)


def redact(incident: IdentifierIncident, by: User, *phrases: str) -> IdentifierIncident:
    incident.refresh_from_db()
    return originals.redact(
        incident_id=incident.pk, phrases=phrases or (NAME,), version=incident.version, by=by
    )


def destroy(incident: IdentifierIncident, *people: User) -> IdentifierIncident:
    for by in people:
        incident.refresh_from_db()
        originals.destroy_original(
            incident_id=incident.pk, version=incident.version, by=by, reason="It is a name."
        )
    incident.refresh_from_db()
    return incident


def assess(incident: IdentifierIncident, by: User, **said: Any) -> IdentifierIncident:
    incident.refresh_from_db()
    return incidents.assess(
        incident_id=incident.pk,
        version=incident.version,
        judgement=Judgement(**ASSESSMENT | said),
        by=by,
    )


def as_now(note: Note) -> list[NoteVersion]:
    return list(NoteVersion.objects.filter(note=note).select_related("note__case__data_key"))


def everything_in_clear() -> str:
    """All text that opens now, wherever it lies but in what was put away."""
    texts = [str(each.text) + each.change_note for each in NoteVersion.objects.all()]
    texts += [str(each.sections) for each in NoteDraft.objects.all()]
    texts += [each.body for each in Annotation.objects.all()]
    return "\n".join(texts)


def verified() -> Any:
    sequencer.sequence_all()
    with source.installation() as database:
        (found,) = verify.verify(database, opener=Openings(database).open).clinics
    return found
