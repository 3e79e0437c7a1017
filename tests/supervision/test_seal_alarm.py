"""What does not open is refused with an alarm and never shown: on pages, in the API, live."""

import io
import logging
import re
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cases import events
from cases.actions.erasure import erase_case
from cases.enums import EventKind, NoteMove
from cases.models import Annotation, Case, Note, NoteDraft, NoteVersion
from supervision import seal_alarm, vault
from supervision.models import DataKey, User
from tests.api.clients import ROOT, refusal
from tests.api.clients import signed_in as program
from tests.factories_cases import (
    HAPPENED,
    World,
    make_annotation,
    make_draft,
    make_room,
    move,
    submit,
    write,
)
from tests.frontend.browsing import as_, text
from tests.live import opened, serving, session_of
from tests.stored import put, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bundle")]

EARLIER = "He told me where he hid the letter."


@pytest.fixture(autouse=True)
def _silent() -> None:
    seal_alarm.silence()


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


# --- What can be done to a text that is stored ---


def revoke_the_key(version: NoteVersion) -> None:
    """Without the mark that it was destroyed: what has that mark is shown to nobody."""
    DataKey.objects.filter(pk=version.note.case.data_key_id).update(wrapped=b"")
    vault.forget_keys()


def lose_the_epoch(version: NoteVersion) -> None:
    DataKey.objects.filter(pk=version.note.case.data_key_id).update(epoch="2001-01")


def swap_rows(version: NoteVersion) -> None:
    other = NoteVersion.objects.exclude(pk=version.pk).get()
    mine, theirs = (stored(NoteVersion, it.pk, "text") for it in (version, other))
    put(NoteVersion, version.pk, text=theirs)
    put(NoteVersion, other.pk, text=mine)


def swap_columns(version: NoteVersion) -> None:
    put(NoteVersion, version.pk, text=stored(NoteVersion, version.pk, "change_note"))


def truncate(version: NoteVersion) -> None:
    put(NoteVersion, version.pk, text=stored(NoteVersion, version.pk, "text")[:-3])


def write_in_clear(version: NoteVersion) -> None:
    put(NoteVersion, version.pk, text=EARLIER.encode())


def empty(version: NoteVersion) -> None:
    put(NoteVersion, version.pk, text=b"")


ATTACKS = [
    revoke_the_key, lose_the_epoch, swap_rows, swap_columns, truncate, write_in_clear, empty,
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_version_that_does_not_open_is_refused_everywhere(
    attack: Callable[[NoteVersion], None],
    world: World,
    version: NoteVersion,
    caplog: pytest.LogCaptureFixture,
) -> None:
    submit(world, make_draft(world, happened=EARLIER))

    attack(version)

    for reader in (world.supervisee, world.supervisor):
        refused_on_the_page(reader, version)
        refused_in_the_api(reader, version)
    alarms = alarms_in(caplog)
    assert alarms
    assert any(str(version.pk) in line or "DataKey" in line for line in alarms)
    assert not words_in(caplog.text)


def refused_on_the_page(reader: User, version: NoteVersion) -> None:
    answer = as_(reader).get(reverse("room", args=[version.note_id]))

    assert answer.status_code == 409
    assert seal_alarm.SENTENCE in text(answer)
    assert not words_in(answer.content.decode())


def refused_in_the_api(reader: User, version: NoteVersion) -> None:
    answer = program(reader).get(f"{ROOT}notes/{version.note_id}/versions/1/")

    assert refusal(answer) == (409, "seal_broken")
    assert not words_in(answer.content.decode())


def words_in(said: str) -> list[str]:
    return [words for words in (HAPPENED, EARLIER) if words in said]


def alarms_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [
        record.getMessage()
        for record in caplog.records
        if record.name == "supervision.seal_alarm" and record.levelno == logging.CRITICAL
    ]


def test_a_fragment_is_answered_with_the_sentence_alone(
    world: World, version: NoteVersion
) -> None:
    truncate(version)

    answer = as_(world.supervisor).get(
        reverse("room", args=[version.note_id]), headers={"HX-Request": "true"}
    )

    assert (answer.status_code, answer.content.decode()) == (409, seal_alarm.SENTENCE)


def test_one_line_names_model_row_and_column(
    version: NoteVersion, caplog: pytest.LogCaptureFixture
) -> None:
    truncate(version)

    with pytest.raises(vault.SealBroken):
        _ = NoteVersion.objects.get(pk=version.pk).text

    (line,) = alarms_in(caplog)
    assert line.startswith(f"Sealed text is refused: cases.NoteVersion {version.pk}, text. ")


# --- Older values of the same place ---


def test_an_older_text_of_a_draft_does_not_come_back(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    note = make_draft(world, happened=EARLIER)
    older = stored(NoteDraft, note.draft.pk, "sections")
    write(world, note, happened="I have thought about it since.")

    put(NoteDraft, note.draft.pk, sections=older)

    page = as_(world.supervisee).get(reverse("note_edit", args=[note.pk]))
    answer = program(world.supervisee).get(f"{ROOT}notes/{note.pk}/draft/")
    assert (page.status_code, refusal(answer)) == (409, (409, "seal_broken"))
    assert not words_in(page.content.decode() + answer.content.decode() + caplog.text)
    assert f"cases.NoteDraft {note.draft.pk}, sections" in alarms_in(caplog)[0]


def test_a_draft_is_not_saved_over_a_text_that_does_not_open(world: World) -> None:
    note = make_draft(world, happened=EARLIER)
    older = stored(NoteDraft, note.draft.pk, "sections")
    write(world, note, happened="I have thought about it since.")
    put(NoteDraft, note.draft.pk, sections=older)
    before = stored(NoteDraft, note.draft.pk, "supervision_question")

    with pytest.raises(vault.SealBroken):
        write(world, note, happened="Third try.")

    assert stored(NoteDraft, note.draft.pk, "sections") == older
    assert stored(NoteDraft, note.draft.pk, "supervision_question") == before


def two_versions(world: World) -> tuple[NoteVersion, NoteVersion]:
    note = make_draft(world, happened=EARLIER)
    first = submit(world, note)
    move_back(world, note)
    write(world, note, happened="I have thought about it since.")
    return first, submit(world, note)


def move_back(world: World, note: Note) -> None:
    move(world, note, NoteMove.OPEN)
    move(world, note, NoteMove.RETURN, text="Say more.")


def test_an_earlier_version_does_not_stand_in_for_the_last(world: World) -> None:
    first, second = two_versions(world)

    put(NoteVersion, first.pk, number=9)
    put(NoteVersion, second.pk, number=1)
    put(NoteVersion, first.pk, number=2)

    for number in (1, 2):
        answer = program(world.supervisee).get(
            f"{ROOT}notes/{first.note_id}/versions/{number}/"
        )
        assert refusal(answer) == (409, "seal_broken")
        assert EARLIER not in answer.content.decode()


def test_a_version_does_not_open_in_another_note(world: World) -> None:
    first, second = make_room(world), make_room(world, happened=EARLIER)
    put(NoteVersion, second.pk, number=2)

    put(NoteVersion, second.pk, note_id=first.note_id.hex if sqlite() else first.note_id)

    answer = program(world.supervisee).get(f"{ROOT}notes/{first.note_id}/versions/2/")
    assert refusal(answer) == (409, "seal_broken")


def sqlite() -> bool:
    return connection.vendor == "sqlite"


# --- Rooms ---


@pytest.mark.django_db(transaction=True)
def test_a_room_closes_when_what_is_new_does_not_open(
    world: World, version: NoteVersion
) -> None:
    annotation = make_annotation(world, version)
    put(Annotation, annotation.pk, body=b"In clear: " + EARLIER.encode())

    with (
        serving() as port,
        opened(port, version.note_id, session_of(world.supervisee)) as socket,
    ):
        socket.say("subscribe", since=0)
        frame = socket.hear("revoked", "event", "caught_up")
        code = socket.closed()

    assert (frame, code) == ({"type": "revoked", "reason": "seal_broken"}, 4403)


@pytest.mark.django_db(transaction=True)
def test_a_room_closes_for_all_when_a_bell_brings_what_does_not_open(
    world: World, version: NoteVersion
) -> None:
    with (
        serving() as port,
        opened(port, version.note_id, session_of(world.supervisee)) as first,
        opened(port, version.note_id, session_of(world.supervisor)) as second,
    ):
        for socket in (first, second):
            socket.follow()
        annotation = make_annotation(world, version)
        for socket in (first, second):
            assert socket.hear("event")["annotation"]["body"] == annotation.body
        put(Annotation, annotation.pk, body=b"In clear: " + EARLIER.encode())
        ring_anew(annotation, world.supervisor)
        codes = [first.closed(), second.closed()]

    assert codes == [4403, 4403]


def ring_anew(annotation: Annotation, by: User) -> None:
    """One more event about the same words."""
    with transaction.atomic():
        note = Note.objects.select_for_update().get(pk=annotation.note_id)
        events.append(note, EventKind.ANNOTATION_EDITED, by=by, annotation=annotation)


# --- What operators see ---


def ready() -> str:
    said: str = Client().get("/healthz/ready").json()["sealed_text"]
    return said


def test_the_probe_says_that_a_text_was_refused_and_stays_in_service(
    world: World, version: NoteVersion
) -> None:
    assert ready() == "ok"
    truncate(version)

    as_(world.supervisor).get(reverse("room", args=[version.note_id]))

    answer = Client().get("/healthz/ready")
    assert (answer.status_code, answer.json()["sealed_text"]) == (200, "failing")


def looked() -> tuple[str, str]:
    """What the nightly run says of everything, and of single rows."""
    said, single = io.StringIO(), io.StringIO()
    try:
        call_command("seals", stdout=said, stderr=single)
    except CommandError as error:
        return str(error), single.getvalue()
    return said.getvalue(), ""


def test_the_nightly_run_opens_everything(version: NoteVersion) -> None:
    said, single = looked()

    assert re.fullmatch(
        r"\d+ sealed texts and 1 submitted versions are as they were written\. "
        r"0 rows are erased\.\n",
        said,
    )
    assert single == ""


@pytest.mark.parametrize("attack", [swap_columns, truncate, write_in_clear, empty])
def test_the_nightly_run_names_what_does_not_open(
    attack: Callable[[NoteVersion], None], version: NoteVersion
) -> None:
    attack(version)

    said, single = looked()

    assert "are not as they were written" in said
    assert f"cases.NoteVersion {version.pk}: text does not open." in single
    assert not words_in(said + single)


def test_the_nightly_run_finds_a_version_sealed_by_who_has_the_keys(
    version: NoteVersion,
) -> None:
    key = version.note.case.data_key
    context = vault.context_of(
        "cases.noteversion", version.pk, "text", version.note_id, version.number
    )
    put(NoteVersion, version.pk, text=vault.seal(EARLIER, key=key, context=context))

    _, single = looked()

    assert f"cases.Note {version.note_id}: Version 1 is not what was submitted." in single


def test_the_nightly_run_finds_that_an_earlier_version_is_current(world: World) -> None:
    first, _ = two_versions(world)
    put(Note, first.note_id, current_number=1)

    _, single = looked()

    assert f"cases.Note {first.note_id}: Another version than the last is current." in single


def test_an_erased_case_is_no_alarm(world: World, version: NoteVersion) -> None:
    Case.objects.filter(pk=version.note.case_id).update(status="closed")
    erase_case(case_id=version.note.case_id, by=world.lead)

    said, single = looked()

    assert "0 submitted versions are as they were written" in said
    assert single == ""


def test_the_nightly_run_finds_a_key_that_was_destroyed_without_an_entry(
    version: NoteVersion,
) -> None:
    vault.destroy(DataKey.objects.get(pk=version.note.case.data_key_id))

    _, single = looked()

    key = version.note.case.data_key_id
    assert f"supervision.DataKey {key}: It was destroyed, and no entry says so." in single


def test_what_a_destroyed_key_sealed_is_shown_to_nobody(
    world: World, version: NoteVersion, caplog: pytest.LogCaptureFixture
) -> None:
    vault.destroy(DataKey.objects.get(pk=version.note.case.data_key_id))

    for reader in (world.supervisee, world.supervisor):
        answer = as_(reader).get(reverse("room", args=[version.note_id]))
        assert answer.status_code in (404, 409)
        assert not words_in(answer.content.decode())
    with pytest.raises(vault.KeyDestroyed):
        _ = NoteVersion.objects.get(pk=version.pk).text
    assert alarms_in(caplog)
