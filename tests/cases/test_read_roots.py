"""The access log of each past hour is in the ledger, and stays as it was then."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from cases.actions.read_roots import closed_before, root_all, root_lazily
from cases.actions.reads import record_version_read
from cases.models import NarrativeRead, NoteVersion, ReadRoot
from supervision.ledger import source, triggers, verify
from supervision.ledger.verify import Outcome
from supervision.models import LedgerEntry
from tests.factories_cases import World, make_room, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


def _read(world: World, version: NoteVersion, *times: str) -> None:
    for time in times:
        with time_machine.travel(f"2026-11-02T{time}Z", tick=False):
            record_version_read(version=version, by=world.supervisor)


def _outcome() -> tuple[Outcome, str]:
    with source.installation() as database:
        report = verify.verify(database)
    bad = next((it.first_bad for it in report.clinics if it.first_bad), None)
    return report.outcome, bad.reason if bad else ""


def test_an_hour_is_closed_a_quarter_after_its_end() -> None:
    with time_machine.travel("2026-11-02T13:14:59Z", tick=False):
        assert closed_before().hour == 12
    with time_machine.travel("2026-11-02T13:15:00Z", tick=False):
        assert closed_before().hour == 13


def test_the_closed_rows_get_one_root_and_one_entry(world: World, version: NoteVersion) -> None:
    _read(world, version, "12:01:00", "12:20:00", "12:59:00", "13:02:00")

    with time_machine.travel("2026-11-02T13:20:00Z", tick=False):
        (root,) = root_all()
        assert root_all() == []

    assert root.size == 3
    assert NarrativeRead.objects.filter(root=None).count() == 1
    entry = LedgerEntry.objects.get(kind="reads.rooted")
    assert entry.subject_id == str(root.pk)
    assert root.root.hex() in entry.body
    assert world.supervisor.display_name not in entry.body
    assert _outcome() == (Outcome.INTACT, "")


def test_a_late_row_is_closed_with_the_next_ones(world: World, version: NoteVersion) -> None:
    _read(world, version, "12:01:00")
    with time_machine.travel("2026-11-02T13:20:00Z", tick=False):
        root_all()
    _read(world, version, "12:20:00")

    with time_machine.travel("2026-11-02T14:20:00Z", tick=False):
        (root,) = root_all()

    assert root.size == 1
    assert _outcome() == (Outcome.INTACT, "")


def test_nobody_who_reads_has_to_wait_for_a_job(
    world: World, version: NoteVersion, django_capture_on_commit_callbacks: object
) -> None:
    _read(world, version, "12:01:00")

    with time_machine.travel("2026-11-02T14:20:00Z", tick=False):
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            record_version_read(version=version, by=world.supervisor)
        root_lazily(world.clinic.pk)

    assert [root.size for root in ReadRoot.objects.all()] == [1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"times": 1000}, "a read before"),
        ({"role": "clinic_lead"}, "a read before"),
        ({"last_at": "2026-11-02T12:44:00Z"}, "a read before"),
        ({"root": None}, "there are 2"),
        (None, "there are 2"),
    ],
)
def test_whatever_is_changed_afterwards_is_found(
    world: World, version: NoteVersion, change: dict[str, object] | None, said: str
) -> None:
    _read(world, version, "12:01:00", "12:20:00", "12:59:00")
    with time_machine.travel("2026-11-02T13:20:00Z", tick=False):
        root_all()
    row = NarrativeRead.objects.filter(pk=NarrativeRead.objects.earliest("window").pk)

    triggers.remove(connection)  # as whoever owns the database can
    if change is None:
        row.delete()
    else:
        row.update(**change)

    outcome, reason = _outcome()
    assert outcome == Outcome.TAMPERED
    assert said in reason


def test_the_command_ends_as_the_ledgers_verification_does(
    world: World, version: NoteVersion
) -> None:
    _read(world, version, "12:01:00")
    said = StringIO()
    call_command("root_reads", stdout=said)
    assert said.getvalue() == "1 reads are closed under 1 roots.\n"
    call_command("ledger", "verify", stdout=StringIO())

    triggers.remove(connection)
    NarrativeRead.objects.update(times=7)
    with pytest.raises(SystemExit) as ended:
        call_command("ledger", "verify", stdout=StringIO())
    assert ended.value.code == Outcome.TAMPERED


def test_the_database_refuses_to_change_a_closed_row(
    world: World, version: NoteVersion
) -> None:
    _read(world, version, "12:01:00", "13:01:00")
    with time_machine.travel("2026-11-02T13:20:00Z", tick=False):
        root_all()
    closed = NarrativeRead.objects.exclude(root=None)
    still_open = NarrativeRead.objects.filter(root=None)

    for refused in (
        lambda: closed.update(times=2),
        lambda: closed.update(root=None),
        closed.delete,
        lambda: ReadRoot.objects.update(size=2),
        lambda: ReadRoot.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            refused()

    assert still_open.update(times=2) == 1
    assert closed.get().times == 1
    assert triggers.missing_triggers(connection) == []
    assert closed.get().last_at - closed.get().first_at == timedelta()
