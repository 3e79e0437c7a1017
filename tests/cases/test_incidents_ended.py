"""An incident is judged, closed or lifted; what went to the wrong place; who reads what."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import access
from cases.actions import holds, incidents
from cases.actions.erasure import erase_case
from cases.actions.reads import record_version_read
from cases.incident_access import known_incidents
from cases.incident_enums import IncidentStatus
from cases.incident_selectors import incident_shown_to, incidents_known_to
from cases.models import (
    Case,
    IdentifierIncident,
    IncidentOriginal,
    Note,
    NoteDraft,
    NoteVersion,
)
from supervision.exceptions import Invalid, NotAllowed, NotFound, WrongState
from supervision.models import DataKey, LedgerEntry, User
from tests.factories_cases import (
    World,
    make_annotation,
    make_case,
    make_draft,
    make_room,
)
from tests.factories_incidents import (
    ASSESSMENT,
    HAPPENED,
    NAME,
    as_now,
    assess,
    destroy,
    make_officer,
    redact,
    report,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world, happened=HAPPENED)


@pytest.fixture
def officer(world: World) -> User:
    return make_officer(world)


# --- Judged, ended ---


def test_the_whole_way(world: World, version: NoteVersion, officer: User) -> None:
    incident = report(version.note, world.supervisor, kind="name", words="In the second line.")
    redact(incident, world.supervisee)
    assess(incident, officer, notifiable="legal_to_decide")
    with pytest.raises(WrongState):
        incidents.close_incident(incident_id=incident.pk, version=3, by=officer)
    destroy(incident, officer, world.lead)

    closed = incidents.close_incident(
        incident_id=incident.pk, version=incident.version, by=officer
    )

    assert (closed.status, closed.ended_by) == (IncidentStatus.CLOSED, officer)
    assert closed.nature_extent == ASSESSMENT["nature_extent"]
    moves = [each.kind for each in LedgerEntry.objects.filter(kind__startswith="incident.")]
    assert moves.count("incident.moved") == 5
    with pytest.raises(WrongState):
        assess(closed, officer)


def test_a_false_alarm_brings_everything_back(
    world: World, version: NoteVersion, officer: User
) -> None:
    said = make_annotation(world, version, body=f"Does {NAME} know?")
    before = as_now(version.note)[0].text
    incident = report(version.note, world.supervisor)

    lifted = incidents.lift(
        incident_id=incident.pk, version=1, reason="It is a river.", by=officer
    )

    assert lifted.status == IncidentStatus.LIFTED
    assert as_now(version.note)[0].text == before
    said.refresh_from_db()
    assert said.body == f"Does {NAME} know?"
    assert access.readable_versions(world.supervisor).exists()
    assert access.open_rooms(world.supervisor).exists()
    assert report(version.note, world.supervisee).pk != incident.pk


def test_who_judges_and_ends_it(world: World, version: NoteVersion, officer: User) -> None:
    incident = report(version.note, world.supervisor)
    call: dict[str, Any] = {"incident_id": incident.pk, "version": 1}

    for somebody, answer in (
        (world.supervisee, NotAllowed),
        (world.supervisor, NotAllowed),
        (world.lead, NotAllowed),
        (world.colleague, NotFound),
    ):
        with pytest.raises(answer):
            incidents.lift(**call, reason="?", by=somebody)
        with pytest.raises(answer):
            assess(incident, somebody)
        with pytest.raises(answer):
            incidents.close_incident(**call, by=somebody)
    with pytest.raises(WrongState):
        assess(incident, officer)
    with pytest.raises(Invalid):
        incidents.lift(**call, reason=" ", by=officer)
    redact(incident, officer)
    for wrong in ({"exception": "luck"}, {"notifiable": "perhaps"}, {"mitigation": " "}):
        with pytest.raises(Invalid):
            assess(incident, officer, **wrong)
    destroy(incident, officer, world.supervisee)
    with pytest.raises(WrongState):
        incidents.lift(**call | {"version": incident.version}, reason="?", by=officer)


# --- Sent to the wrong place ---


def test_one_step_hides_it_and_begins_it_anew(
    world: World, version: NoteVersion, officer: User
) -> None:
    right = make_case(world, pseudonym="R.")

    incident = incidents.misdirect_note(
        note_id=version.note_id, case_id=right.pk, by=world.supervisee
    )

    assert incident.misdirected
    assert not access.readable_versions(world.supervisor).exists()
    copy = incident.refiled_as
    assert copy is not None
    draft = NoteDraft.objects.select_related("note__case__data_key").get(note=copy)
    assert (copy.case_id, copy.status) == (right.pk, "draft")
    assert draft.sections["happened"] == HAPPENED
    assert draft.supervision_question
    with pytest.raises(WrongState):
        redact(incident, world.supervisee)
    destroy(incident, world.supervisee, officer)
    assess(incident, officer)
    assert (
        incidents.close_incident(
            incident_id=incident.pk,
            version=IdentifierIncident.objects.get().version,
            by=officer,
        ).status
        == IncidentStatus.CLOSED
    )


def test_refusals_of_the_wrong_place(world: World, version: NoteVersion) -> None:
    call: dict[str, Any] = {"note_id": version.note_id}

    with pytest.raises(NotAllowed):
        incidents.misdirect_note(**call, by=world.supervisor)
    with pytest.raises(NotFound):
        incidents.misdirect_note(**call, by=world.colleague)
    with pytest.raises(WrongState):
        incidents.misdirect_note(note_id=make_draft(world).pk, by=world.supervisee)
    with pytest.raises(Invalid):
        incidents.misdirect_note(**call, case_id=version.note.case_id, by=world.supervisee)
    with pytest.raises(NotFound):
        incidents.misdirect_note(**call, case_id=uuid4(), by=world.supervisee)
    assert Note.objects.get(pk=version.note_id).quarantined_at is None


# --- Who reads what of it ---


def test_who_reads_what_of_it(world: World, version: NoteVersion, officer: User) -> None:
    record_version_read(version=version, by=world.supervisor)
    incident = report(version.note, world.supervisor)

    for reader in (world.supervisee, officer):
        shown = incident_shown_to(reader, incident.pk)
        assert any(NAME in each.text for each in shown.passages)
        assert NAME in " ".join(shown.likely)
        assert [each.reader for each in shown.readers] == [world.supervisor]
    for reader in (world.supervisor, world.lead):
        shown = incident_shown_to(reader, incident.pk)
        assert (shown.passages, shown.likely, shown.readers) == ([], [], [])
    for stranger in (world.colleague, world.administrator):
        assert not known_incidents(stranger).exists()
        with pytest.raises(NotFound):
            incident_shown_to(stranger, incident.pk)


def test_nobody_looks_after_it_is_said(world: World, version: NoteVersion) -> None:
    incident = report(version.note, world.supervisor)
    assert incident_shown_to(world.lead, incident.pk).unattended

    make_officer(world)

    assert not incident_shown_to(world.lead, incident.pk).unattended


def test_the_list_costs_the_same_however_long_it_is(world: World, officer: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            for each in incidents_known_to(officer):
                _ = (each.case.code, each.author, each.get_status_display())
        return len(queries)

    report(make_room(world).note, world.supervisee)
    one = asked()
    report(make_room(world).note, world.supervisee)
    report(make_room(world).note, world.supervisee)

    assert (asked(), one) == (one, 1)


def test_erasing_a_case_takes_what_was_hidden_along(world: World, version: NoteVersion) -> None:
    incident = report(version.note, world.supervisor)
    Case.objects.update(status="closed")

    erase_case(case_id=version.note.case_id, by=world.lead)

    assert not IncidentOriginal.objects.exists()
    assert DataKey.objects.get(pk=incident.key_id).destroyed_at is not None


def test_what_is_on_hold_is_not_destroyed(
    world: World, version: NoteVersion, officer: User
) -> None:
    """Neither asked for nor done: what a court may ask for stays, hidden."""
    incident = report(version.note, world.supervisor)
    redact(incident, officer)
    held = holds.set_hold(
        clinic_id=world.clinic.pk,
        code=version.note.case.code,
        reason="Asked for.",
        by=world.lead,
    )

    with pytest.raises(WrongState) as refusal:
        destroy(incident, officer)
    assert refusal.value.code == "on_hold"
    incident.refresh_from_db()
    assert incident.destroy_asked_by is None

    held.delete()
    assert destroy(incident, officer, world.lead).destroyed_at is not None
