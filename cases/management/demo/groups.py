"""A peer consultation of three supervisees, to which one of them presents a note."""

from datetime import datetime, timedelta
from typing import Final

from cases.actions.annotations import annotate
from cases.actions.cases import record_consent
from cases.actions.presentations import present_note
from cases.enums import NoteStatus
from cases.formats import QUESTION_KEY
from cases.management.demo.clock import Clock
from cases.management.demo.people import Cast
from cases.models import Annotation, Case, Note, NoteVersion
from supervision.actions.groups import start_group
from supervision.enums import GroupKind
from supervision.models import SupervisionGroup, User

NAME: Final = "Thursday peers"
PEERS: Final = ("jo", "priya", "tomas")
STARTED: Final = 150
# Long enough for a look around: a real meeting takes two hours.
SHOWN_FOR: Final = timedelta(days=14)
SECTIONS: Final = ("perpetuating", QUESTION_KEY)
PASSAGE: Final = "my own praise for every dry week"
ASKED: Final = "Who praised you for the things you did not do?"
ANSWERED: Final = "Nobody. One noticed what was missing. I had not put the two together."


def play_groups(cast: Cast, clock: Clock, opened: dict[str, Case]) -> None:
    group = _start(cast, clock)
    case, presenter = opened["night"], cast.people["priya"]
    note = Note.objects.get(case=case, status=NoteStatus.FOR_DISCUSSION)
    with clock.at(1) as moment:
        record_consent(
            case_id=case.pk,
            form="group_presentation",
            status="given",
            given_by="client",
            obtained_month=moment.date(),
            by=presenter,
        )
    version = NoteVersion.objects.select_related("note__case__data_key").get(
        note=note, number=note.current_number
    )
    with clock.at(0) as moment:
        _present(group, version, presenter, until=moment + SHOWN_FOR)
    with clock.at(0):
        thread = _say(version, ASKED, by=cast.people["tomas"])
    with clock.at(0):
        _answer(version, thread, by=presenter)


def _start(cast: Cast, clock: Clock) -> SupervisionGroup:
    with clock.at(STARTED):
        return start_group(
            clinic_id=cast.clinic.pk,
            name=NAME,
            kind=GroupKind.PEER_CONSULTATION,
            member_ids=[cast.people[name].pk for name in PEERS],
            by=cast.people["amara"],
        )


def _present(
    group: SupervisionGroup, version: NoteVersion, by: User, *, until: datetime
) -> None:
    present_note(
        note_id=version.note_id,
        number=version.number,
        group_id=group.pk,
        sections=SECTIONS,
        ends_at=until,
        by=by,
    )


def _say(version: NoteVersion, words: str, *, by: User) -> Annotation:
    start = version.text.index(PASSAGE)
    return annotate(
        note_id=version.note_id,
        number=version.number,
        act="question",
        body=words,
        start=start,
        end=start + len(PASSAGE),
        by=by,
    )


def _answer(version: NoteVersion, thread: Annotation, *, by: User) -> None:
    annotate(
        note_id=version.note_id,
        number=version.number,
        act="supervisee_reply",
        body=ANSWERED,
        parent_id=thread.pk,
        by=by,
    )
