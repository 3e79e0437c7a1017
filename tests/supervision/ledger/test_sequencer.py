import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from supervision.ledger import sequencer
from supervision.ledger.merkle import root_of
from supervision.ledger.verify import Outcome
from supervision.models import Clinic, LedgerEntry, LedgerHead, LedgerPending, LedgerPosition
from tests.supervision.ledger.rows import make_clinic, verified, write, write_and_place

MOST_SECONDS = 20


@pytest.fixture
def threads(settings: Settings) -> Iterator[None]:
    settings.LEDGER_SEQUENCER = "thread"
    yield
    sequencer.stop()


def positions(clinic: Clinic) -> list[int]:
    placed = LedgerPosition.objects.filter(clinic_id=clinic.pk).order_by("position")
    return list(placed.values_list("position", flat=True))


def wait_until_placed(entries: int) -> None:
    last = time.monotonic() + MOST_SECONDS
    while LedgerPosition.objects.count() < entries and time.monotonic() < last:
        time.sleep(0.01)


@pytest.mark.django_db
def test_the_head_names_the_tree_over_the_leaves_in_their_order() -> None:
    clinic = make_clinic()

    write_and_place(clinic, 7)
    write_and_place(clinic, 6)

    head = LedgerHead.objects.get(clinic_id=clinic.pk)
    leaves = LedgerEntry.objects.order_by("placed__position").values_list("leaf", flat=True)
    assert positions(clinic) == list(range(13))
    assert head.size == 13
    assert bytes(head.root) == root_of([bytes(leaf) for leaf in leaves])


@pytest.mark.django_db
def test_each_clinic_has_its_own_ledger() -> None:
    first, second = make_clinic(), make_clinic()
    write(first, 3)
    write(second, 2)
    write(first, 1)

    assert sequencer.sequence_all() == 6

    assert (positions(first), positions(second)) == ([0, 1, 2, 3], [0, 1])


@pytest.mark.django_db
def test_more_entries_than_one_round_takes_are_all_placed() -> None:
    clinic = make_clinic()
    count = 2 * sequencer.BATCH + 1

    write_and_place(clinic, count)

    assert positions(clinic) == list(range(count))
    assert LedgerPending.objects.count() == 0


@pytest.mark.django_db
def test_an_entry_lost_from_the_queue_comes_back_into_it() -> None:
    clinic = make_clinic()
    write_and_place(clinic, 2)
    write(clinic, 2)
    LedgerPending.objects.all().delete()

    assert sequencer.sequence_all() == 0
    assert sequencer.requeue() == 2
    assert sequencer.requeue() == 0
    assert sequencer.sequence_all() == 2

    assert positions(clinic) == [0, 1, 2, 3]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", ["inline", "thread"])
def test_many_writers_leave_no_gap_and_no_double(settings: Settings, mode: str) -> None:
    settings.LEDGER_SEQUENCER = mode
    clinics = [make_clinic(), make_clinic()]
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for _ in range(10):
                write(clinics[number % 2])
        except BaseException as error:  # noqa: BLE001 - told to the test's own thread
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    wait_until_placed(60)
    sequencer.stop()

    assert failures == []
    assert [positions(clinic) for clinic in clinics] == [list(range(30))] * 2
    assert verified().outcome is Outcome.INTACT


@pytest.mark.django_db(transaction=True)
def test_the_thread_places_an_entry_within_a_second(threads: None) -> None:
    clinic = make_clinic()

    begun = time.monotonic()
    write(clinic)
    wait_until_placed(1)

    assert positions(clinic) == [0]
    assert time.monotonic() - begun < 1


@pytest.mark.django_db(transaction=True)
def test_the_thread_waits_for_its_turn(threads: None, caplog: pytest.LogCaptureFixture) -> None:
    """SQLite has one place for a writer, and this test sits in it."""
    clinic = make_clinic()
    write(clinic)
    wait_until_placed(1)

    write(clinic)
    with transaction.atomic():
        make_clinic()
        time.sleep(3 * sequencer.GATHER_SECONDS)
    wait_until_placed(2)

    assert positions(clinic) == [0, 1]
    assert "giving them positions failed" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_nothing_is_placed_where_another_process_does_it(settings: Settings) -> None:
    settings.LEDGER_SEQUENCER = "external"
    clinic = make_clinic()

    write(clinic, 2)

    assert positions(clinic) == []
    assert sequencer.sequence_all() == 2


@pytest.mark.django_db(transaction=True)
def test_a_sequencer_that_fails_does_not_fail_the_act(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clinic = make_clinic()
    write(clinic, 3)
    LedgerHead.objects.update(frontier=b"no frontier")

    (entry,) = write(clinic)

    assert LedgerEntry.objects.filter(pk=entry.pk).exists()
    assert LedgerPending.objects.filter(entry=entry).exists()
    assert "perfect subtrees" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_thread_survives_a_failing_round(
    threads: None, caplog: pytest.LogCaptureFixture
) -> None:
    clinic = make_clinic()
    write(clinic, 3)
    wait_until_placed(3)
    frontier = LedgerHead.objects.get().frontier
    LedgerHead.objects.update(frontier=b"no frontier")
    write(clinic)
    last = time.monotonic() + MOST_SECONDS
    while "giving them positions failed" not in caplog.text and time.monotonic() < last:
        time.sleep(0.01)

    LedgerHead.objects.update(frontier=frontier)
    wait_until_placed(4)

    assert positions(clinic) == [0, 1, 2, 3]
