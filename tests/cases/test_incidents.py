"""“Identifier seen” hides at once; what was seen is blacked out and destroyed by two people."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases import access, decision_access, room, room_ends
from cases.actions import annotations, drafts, incidents, notes, operations, originals
from cases.actions.boundaries import change_boundary
from cases.enums import NoteMove
from cases.incident_enums import IncidentStatus
from cases.incident_selectors import thing_to_report
from cases.models import (
    BoundaryDecision,
    Case,
    Decision,
    IdentifierIncident,
    IncidentOriginal,
    Note,
    NoteDraft,
    NoteVersion,
    Operation,
    ReflectiveFlag,
)
from cases.room_ends import End
from supervision import vault
from supervision.exceptions import Invalid, NotAllowed, NotFound, StaleVersion, WrongState
from supervision.ledger.verify import Outcome
from supervision.models import DataKey, LedgerEntry, User
from tests.factories_cases import (
    World,
    make_annotation,
    make_draft,
    make_flag,
    make_room,
    move,
)
from tests.factories_decisions import make_boundary, write_boundary
from tests.factories_groups import make_group, make_peer, make_presentation
from tests.factories_incidents import (
    HAPPENED,
    NAME,
    as_now,
    destroy,
    everything_in_clear,
    make_officer,
    redact,
    report,
    verified,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world, happened=HAPPENED)


@pytest.fixture
def officer(world: World) -> User:
    return make_officer(world)


# --- Hidden ---


def test_it_is_hidden_for_all_but_its_author(world: World, version: NoteVersion) -> None:
    make_annotation(world, version, body=f"Does {NAME} know?")

    incident = report(version.note, world.supervisor)

    assert incident.status == IncidentStatus.QUARANTINED
    assert not access.readable_versions(world.supervisor).exists()
    assert not access.readable_annotations(world.supervisor).exists()
    assert not access.open_rooms(world.supervisor).exists()
    assert access.readable_notes(world.supervisor).count() == 1  # that it was there
    assert access.readable_versions(world.supervisee).count() == 1
    note = room.note_of_room(version.note_id)
    assert [each.pk for each in access.people_in_room(note)] == [world.supervisee.pk]
    assert room_ends.why_closed(note.pk, world.supervisor.pk) is End.NOTE_HIDDEN


def test_no_row_holds_its_words_any_more(world: World, version: NoteVersion) -> None:
    make_annotation(world, version, body=f"Does {NAME} know?")
    length = len(version.text)
    assert NAME in everything_in_clear()

    report(version.note, world.supervisor)

    assert NAME not in everything_in_clear()
    (now,) = as_now(version.note)
    assert (len(now.text), now.text.split()[0]) == (length, "█" * len("Mrs"))
    assert now.sections == version.sections


def test_its_words_lie_under_a_key_of_their_own(world: World, version: NoteVersion) -> None:
    incident = report(version.note, world.supervisor)

    case = Case.objects.get(pk=version.note.case_id)
    assert incident.key_id != case.data_key_id
    for row in IncidentOriginal.objects.all():
        assert vault.key_id(row.__dict__["fields"]) == incident.key_id


@pytest.mark.parametrize("who", ["supervisee", "supervisor"])
def test_everybody_who_reads_it_can_report_it(
    world: World, version: NoteVersion, who: str
) -> None:
    assert report(version.note, getattr(world, who)).author == world.supervisee


def test_a_peer_reports_what_was_presented_and_sees_it_no_more(world: World) -> None:
    peer = make_peer(world, "peer")
    shown = make_presentation(world, make_group(world, world.supervisee, peer))

    report(shown.note, peer)

    assert not access.reached_versions(peer).exists()
    assert not access.open_rooms(peer).exists()


def test_whoever_does_not_read_it_cannot_report_it(
    world: World, version: NoteVersion, officer: User
) -> None:
    for somebody in (world.colleague, world.lead, world.administrator, officer):
        with pytest.raises(NotFound):
            report(version.note, somebody)
        with pytest.raises(NotFound):
            thing_to_report(somebody, "note", version.note_id)
    for found_in, pk in (("note", uuid4()), ("flag", uuid4()), ("decision", uuid4())):
        with pytest.raises(NotFound):
            incidents.report_identifier(found_in=found_in, thing_id=pk, by=world.supervisee)
    with pytest.raises(NotFound):
        incidents.report_identifier(
            found_in="case", thing_id=version.note_id, by=world.supervisee
        )
    with pytest.raises(Invalid):
        report(version.note, world.supervisee, kind="rumour")
    assert not IdentifierIncident.objects.exists()
    assert NAME in everything_in_clear()


def test_once_hidden_it_is_not_hidden_twice(world: World, version: NoteVersion) -> None:
    report(version.note, world.supervisor)

    with pytest.raises(WrongState):
        report(version.note, world.supervisee)

    assert IdentifierIncident.objects.count() == 1


def test_nothing_is_written_into_what_is_hidden(world: World, version: NoteVersion) -> None:
    said = make_annotation(world, version)
    report(version.note, world.supervisor)
    note = Note.objects.get(pk=version.note_id)

    with pytest.raises(WrongState):
        move(world, note, NoteMove.RETRACT, by=world.supervisee, reason="duplicate", text="?")
    with pytest.raises(WrongState):
        drafts.save_draft(
            note_id=note.pk, revision=0, by=world.supervisee, sections={"happened": "?"}
        )
    with pytest.raises(WrongState):
        annotations.annotate(
            note_id=note.pk, number=1, act="question", body="?", by=world.supervisee
        )
    with pytest.raises((NotFound, NotAllowed)):
        annotations.edit_annotation(
            annotation_id=said.pk, body="?", expected_version=1, by=world.supervisor
        )


def test_what_waits_to_be_opened_shows_no_question(world: World) -> None:
    note = make_draft(world, happened=HAPPENED)
    notes.submit_note(
        note_id=note.pk,
        relationship_id=world.relationship.pk,
        expected_revision=note.draft.revision,
        by=world.supervisee,
    )
    note.refresh_from_db()
    assert room.waiting_for(world.supervisor, note) is not None

    report(note, world.supervisee)

    note.refresh_from_db()
    assert room.waiting_for(world.supervisor, note) is None


def test_kept_answers_are_forgotten(world: World, version: NoteVersion) -> None:
    op_id = uuid4()
    with transaction.atomic():
        operation, _ = operations.begin(op_id=op_id, content=b"x", by=world.supervisor)
        operations.finish(operation, operations.Answer(200, {"body": HAPPENED}))

    report(version.note, world.supervisor)

    assert bytes(Operation.objects.get().answer) == b""


def test_the_queries_of_a_bell_do_not_grow(world: World, version: NoteVersion) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            room.news(
                version.note_id,
                since=0,
                listeners=[world.supervisee.pk, world.supervisor.pk],
            )
        return len(queries)

    asked()
    before = asked()
    report(version.note, world.supervisor)
    asked()

    assert asked() <= before


# --- Parts of a note, and decisions ---


def test_a_remark_is_hidden_in_its_place(world: World, version: NoteVersion) -> None:
    said = make_annotation(world, version, body=f"Does {NAME} know?")
    other = make_annotation(world, version, body="And then?")

    incident = report(said, world.supervisee, "annotation")

    said.refresh_from_db()
    other.refresh_from_db()
    assert NAME not in said.body
    assert said.quarantined_at is not None
    assert other.body == "And then?"
    assert version.note.events.latest("seq").annotation_id == said.pk
    assert incident.author == world.supervisor
    with pytest.raises(WrongState):
        annotations.edit_annotation(
            annotation_id=said.pk,
            body="?",
            expected_version=said.version,
            by=world.supervisor,
        )

    redact(incident, world.supervisor)

    said.refresh_from_db()
    assert said.body == f"Does {'█' * len(NAME)} know?"
    assert said.quarantined_at is None


def test_a_flag_is_hidden_and_comes_back(world: World, version: NoteVersion) -> None:
    flag = make_flag(world, version.note, narrative=f"I dread {NAME}.")
    incident = report(flag, world.supervisee, "flag")
    flag.refresh_from_db()
    assert NAME not in flag.narrative

    redact(incident, world.supervisee)

    assert ReflectiveFlag.objects.get().narrative == f"I dread {'█' * len(NAME)}."


def test_a_decision_is_hidden_from_pair_and_lead(world: World, officer: User) -> None:
    boundary = make_boundary(world, summary="A present.")
    BoundaryDecision.objects.filter(pk=boundary.pk).update(
        relationship=world.relationship, shared_at=boundary.opened_at
    )
    boundary.refresh_from_db()
    write_boundary(world, boundary, alternatives=f"Ask {NAME}.")
    decision = Decision.objects.get()

    incident = report(decision, world.lead, "decision")

    for somebody in (world.supervisor, world.lead):
        assert not decision_access.readable_decisions(somebody).exists()
    assert not decision_access.audited_decisions(world.lead).exists()
    assert decision_access.readable_decisions(world.supervisee).count() == 1
    boundary.refresh_from_db()
    assert NAME not in boundary.alternatives
    with pytest.raises(WrongState):
        change_boundary(
            boundary_id=boundary.pk,
            version=boundary.version,
            by=world.supervisee,
            content={"alternatives": "?"},
        )

    redact(incident, world.supervisee)
    boundary.refresh_from_db()
    assert boundary.alternatives == f"Ask {'█' * len(NAME)}."
    assert decision_access.audited_decisions(world.lead).count() == 1

    destroy(incident, officer, world.lead)
    assert verified().outcome is Outcome.INTACT


# --- Blacked out ---


def test_a_new_version_stays_and_earlier_ones_are_black(
    world: World, version: NoteVersion
) -> None:
    said = make_annotation(world, version, body=f"Does {NAME} know?", start=0, end=4)
    incident = report(version.note, world.supervisor)

    redacted = redact(incident, world.supervisee)

    first, second = as_now(version.note)
    assert NAME not in first.text + second.text
    assert "I said that ████████ can come on Monday." in second.text
    assert "said" not in first.text
    assert (second.sections, redacted.redacted_as) == (first.sections, 2)
    said.refresh_from_db()
    assert said.body == f"Does {'█' * len(NAME)} know?"
    assert [(a.version.number, a.start, a.end) for a in said.anchors.order_by("version__number")
            ] == [(1, 0, 4), (2, 0, 4)]  # fmt: skip
    assert access.readable_versions(world.supervisor).count() == 2
    assert NAME not in str(NoteDraft.objects.get(note=version.note).sections)


def test_the_privacy_officer_blacks_out_too_and_is_on_record(
    world: World, version: NoteVersion, officer: User
) -> None:
    incident = report(version.note, world.supervisor)

    assert redact(incident, officer).redacted_by == officer


def test_words_that_stand_nowhere_are_refused(world: World, version: NoteVersion) -> None:
    incident = report(version.note, world.supervisor)

    for phrases in (["Kowalski"], [NAME, "Leeds"], [" "], []):
        with pytest.raises(Invalid):
            originals.redact(
                incident_id=incident.pk, phrases=phrases, version=1, by=world.supervisee
            )

    assert Note.objects.get().quarantined_at is not None


def test_who_blacks_out(world: World, version: NoteVersion, officer: User) -> None:
    incident = report(version.note, world.supervisor)
    call: dict[str, Any] = {"incident_id": incident.pk, "phrases": [NAME], "version": 1}

    for somebody, answer in (
        (world.supervisor, NotAllowed),  # saw it, and knows of it
        (world.lead, NotAllowed),
        (world.colleague, NotFound),
        (world.administrator, NotFound),
    ):
        with pytest.raises(answer):
            originals.redact(**call, by=somebody)
    with pytest.raises(StaleVersion):
        originals.redact(**call | {"version": 9}, by=officer)
    with pytest.raises(NotFound):
        originals.redact(**call | {"incident_id": uuid4()}, by=officer)
    redact(incident, world.supervisee)
    with pytest.raises(WrongState):
        redact(incident, world.supervisee)


# --- Destroyed ---


def test_two_people_destroy_it_and_nobody_reads_it_again(
    world: World, version: NoteVersion, officer: User
) -> None:
    incident = report(version.note, world.supervisor)
    originals = [bytes(row.__dict__["fields"]) for row in IncidentOriginal.objects.all()]
    key = DataKey.objects.get(pk=incident.key_id)
    redact(incident, world.supervisee)

    destroyed = destroy(incident, officer, world.lead)

    assert destroyed.destroyed_at is not None
    assert (destroyed.destroy_asked_by, destroyed.destroyed_by) == (officer, world.lead)
    assert len(destroyed.digest) == 64
    assert not IncidentOriginal.objects.exists()
    gone = DataKey.objects.get(pk=key.pk)
    assert (bytes(gone.wrapped), gone.destroyed_at is None) == (b"", False)
    vault.forget_keys()
    assert originals
    for sealed in originals:  # as they lie in a copy of the database
        with pytest.raises(vault.SealBroken):
            vault.open_sealed(sealed, key=gone, context="x")
    assert NAME not in everything_in_clear()


def test_the_ledger_verifies_and_says_what_went(
    world: World, version: NoteVersion, officer: User
) -> None:
    before = verified()
    incident = report(version.note, world.supervisor)
    redact(incident, world.supervisee)

    destroy(incident, officer, world.supervisee)

    after = verified()
    assert after.outcome is Outcome.INTACT
    assert after.erased == before.commitments
    entry = LedgerEntry.objects.get(kind="original.destroyed")
    assert NAME not in entry.body
    assert str(incident.key_id) in entry.body


def test_an_opening_that_is_missing_without_an_entry_is_tampering(
    world: World, version: NoteVersion
) -> None:
    from supervision.models import LedgerOpening  # noqa: PLC0415 - for this one test

    LedgerOpening.objects.all().delete()

    assert verified().outcome is Outcome.TAMPERED


def test_it_takes_two_and_one_of_them_is_the_officer(
    world: World, version: NoteVersion, officer: User
) -> None:
    incident = report(version.note, world.supervisor)
    redact(incident, world.supervisee)

    for somebody, answer in (
        (world.supervisor, NotAllowed),
        (world.colleague, NotFound),
        (world.administrator, NotFound),
    ):
        with pytest.raises(answer):
            destroy(incident, somebody)
    destroy(incident, world.supervisee)
    for second in (world.supervisee, world.lead):
        with pytest.raises(NotAllowed):
            destroy(incident, second)
    assert IncidentOriginal.objects.exists()

    assert destroy(incident, officer).destroyed_at is not None
    with pytest.raises(WrongState):
        destroy(incident, world.lead)


def test_nothing_is_destroyed_before_it_is_blacked_out(
    world: World, version: NoteVersion, officer: User
) -> None:
    incident = report(version.note, world.supervisor)

    with pytest.raises(WrongState):
        destroy(incident, officer)
    redact(incident, world.supervisee)
    with pytest.raises(Invalid):
        originals.destroy_original(incident_id=incident.pk, version=2, by=officer)


def test_one_person_alone_is_refused_by_the_database(
    world: World, version: NoteVersion, officer: User
) -> None:
    incident = report(version.note, world.supervisor)

    with pytest.raises(IntegrityError), transaction.atomic():
        IdentifierIncident.objects.filter(pk=incident.pk).update(
            destroy_asked_by=officer,
            destroyed_by=officer,
            destroyed_at=incident.contained_at,
        )
