"""A name in a remark: seen, hidden, blacked out; the second word is the lead's."""

from typing import Final

from cases.actions import annotations, incidents, originals
from cases.management.demo.clock import Clock
from cases.management.demo.people import Cast
from cases.models import Note
from cases.workflow import ANNOTATABLE

OFFICER: Final = "noor"
AUTHOR: Final = "tomas"
REMARK: Final = (
    "I know this from the ward: Mrs Halloran said the very same to me, and I was angry "
    "with her for a week before I noticed. What happens to you when you hear it?"
)
NAME: Final = "Mrs Halloran"


def play_incidents(cast: Cast, clock: Clock) -> None:
    author, officer = cast.people[AUTHOR], cast.people[OFFICER]
    open_notes = Note.objects.filter(author=author, status__in=ANNOTATABLE)
    note = open_notes.select_related("relationship__supervisor").earliest("created_at", "id")
    assert note.relationship is not None  # noqa: S101 - it was submitted
    with clock.at(3):
        said = annotations.annotate(
            note_id=note.pk,
            number=note.current_number,
            act="reflection",
            body=REMARK,
            by=note.relationship.supervisor,
        )
    with clock.at(2):
        seen = incidents.report_identifier(
            found_in="annotation", thing_id=said.pk, kind="name", by=author
        )
    with clock.at(1):
        seen = originals.redact(
            incident_id=seen.pk, phrases=[NAME], version=seen.version, by=officer
        )
        originals.destroy_original(
            incident_id=seen.pk,
            version=seen.version,
            reason="The name of a patient of another ward. Nobody needs it.",
            by=officer,
        )
