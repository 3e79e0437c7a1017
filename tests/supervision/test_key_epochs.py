"""The drill of rotating keys: nothing living is lost, and what was erased is gone for good."""

import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as installed
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from cases.actions.erasure import erase_case
from cases.models import Case, NoteVersion
from supervision import key_epochs, vault
from supervision.actions.key_epochs import destroy_epoch, rewrap_keys
from supervision.checks import refusal_to_start
from supervision.exceptions import WrongState
from supervision.models import DataKey, KeyEpoch, LedgerEntry
from tests.factories_cases import HAPPENED, World, make_room, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ring(settings: Settings, tmp_path: Path) -> Path:
    settings.KEY_RING = tmp_path / "keys"
    vault.forget_keys()
    return tmp_path / "keys"


JANUARY, FEBRUARY, MARCH = "2026-01-15", "2026-02-15", "2026-03-31"


def keyring(*words: str) -> str:
    said = io.StringIO()
    call_command("keyring", *words, stdout=said)
    return said.getvalue()


def erased_in_january() -> tuple[World, NoteVersion, bytes]:
    """Two cases of January, one of which was erased then; and a copy of its wrapped key."""
    with time_machine.travel(JANUARY):
        world = make_world()
        kept, gone = make_room(world), make_room(world)
        copy = bytes(gone.note.case.data_key.wrapped)
        Case.objects.filter(pk=gone.note.case_id).update(status="closed")
        erase_case(case_id=gone.note.case_id, by=world.lead)
    return world, kept, copy


def text_of(version: NoteVersion) -> str:
    vault.forget_keys()
    return NoteVersion.objects.get(pk=version.pk).text


def test_the_drill(ring: Path) -> None:
    _, kept, copy = erased_in_january()
    (gone,) = DataKey.objects.exclude(destroyed_at=None)

    with time_machine.travel(FEBRUARY):
        living = DataKey.objects.filter(destroyed_at=None).count()
        assert keyring("rewrap") == f"{living} data keys are wrapped under 2026-02 now.\n"
        assert HAPPENED in text_of(kept)
        restored = DataKey.objects.get(pk=gone.pk)
        restored.wrapped, restored.destroyed_at = copy, None
        assert vault.seal("x", key=restored, context="here")  # an old copy still opens it

    with time_machine.travel(MARCH):
        said = keyring("destroy", "--epoch", "2026-01", "--confirm", "2026-01")

        assert said.startswith("The key of 2026-01 is destroyed. From 2026-03-31 on no copy")
        assert not (ring / "2026-01.kek").exists()
        assert HAPPENED in text_of(kept)
        with pytest.raises(vault.KeyMissing):
            vault.seal("x", key=restored, context="here")
    entry = LedgerEntry.objects.get(kind="epoch.destroyed")
    assert json.loads(entry.body)["details"] == {"epoch": "2026-01", "erased": 1}


def test_the_key_of_living_cases_is_not_destroyed(ring: Path) -> None:
    _, kept, _ = erased_in_january()

    with time_machine.travel(MARCH):
        keyring("create")
        with pytest.raises(WrongState, match="data keys are wrapped by the key of 2026-01"):
            destroy_epoch("2026-01")

    assert (ring / "2026-01.kek").exists()
    assert HAPPENED in text_of(kept)
    assert not LedgerEntry.objects.filter(kind="epoch.destroyed").exists()


def test_the_key_in_use_is_not_destroyed(ring: Path) -> None:
    with time_machine.travel(JANUARY):
        make_world()
        with pytest.raises(WrongState, match="is the one in use"):
            destroy_epoch("2026-01")

    assert (ring / "2026-01.kek").exists()


def test_a_key_that_copies_need_is_not_destroyed(ring: Path) -> None:
    erased_in_january()

    with time_machine.travel(FEBRUARY):
        rewrap_keys()
    with time_machine.travel("2026-03-21"), pytest.raises(WrongState, match="until 2026-03-22"):
        destroy_epoch("2026-01")

    assert (ring / "2026-01.kek").exists()
    with time_machine.travel("2026-03-22T12:00:00Z"):
        assert destroy_epoch("2026-01").destroyed_at
        with pytest.raises(WrongState, match="destroyed already"):
            destroy_epoch("2026-01")


def test_an_epoch_that_nobody_left_on_record_is_not_destroyed() -> None:
    with time_machine.travel(JANUARY):
        vault.create_epoch("2026-01")
    with time_machine.travel(MARCH), pytest.raises(WrongState, match="Run keyring rewrap once"):
        destroy_epoch("2026-01")


def test_it_is_said_twice(ring: Path) -> None:
    erased_in_january()

    with pytest.raises(CommandError, match=r"2026-02 is not 2026-01\. Nothing was destroyed"):
        keyring("destroy", "--epoch", "2026-01", "--confirm", "2026-02")

    assert (ring / "2026-01.kek").exists()


def test_what_failed_half_way_is_finished_by_the_next_run(ring: Path) -> None:
    erased_in_january()
    with time_machine.travel(FEBRUARY):
        rewrap_keys()
    (ring / "2026-01.kek").unlink()  # the file went, and the commit did not come

    with time_machine.travel(MARCH):
        destroy_epoch("2026-01")

    assert KeyEpoch.objects.get(epoch="2026-01").destroyed_at


# --- From when on an erasure is complete ---


def erasure() -> key_epochs.Erasure:
    (key,) = DataKey.objects.exclude(destroyed_at=None)
    return key_epochs.erasure_of(key, key_epochs.known())


def test_the_day_on_which_an_erasure_is_complete_is_foreseen_and_then_a_fact() -> None:
    erased_in_january()
    kept = installed.BACKUPS_KEPT

    with time_machine.travel("2026-01-20"):
        foreseen = erasure()
    with time_machine.travel(FEBRUARY):
        rewrap_keys()
        after = erasure()
    with time_machine.travel(MARCH):
        destroy_epoch("2026-01")
        done = erasure()

    assert kept == timedelta(days=35)
    assert (foreseen.complete_on, foreseen.is_complete) == (date(2026, 3, 8), False)
    assert (after.complete_on, after.is_complete) == (date(2026, 3, 22), False)
    assert (done.complete_on, done.is_complete) == (date(2026, 3, 31), True)


def test_a_living_key_has_no_such_day() -> None:
    world = make_world()
    key = world.clinic.data_key
    assert key

    with pytest.raises(ValueError, match="is not destroyed"):
        key_epochs.erasure_of(key, {})


# --- Who can read the files ---


def test_no_server_starts_in_production_while_others_can_read_the_keys(
    ring: Path, settings: Settings
) -> None:
    vault.create_epoch("2026-01")
    settings.PRODUCTION = True
    assert refusal_to_start() == ""

    for path, mode in ((ring / "2026-01.kek", 0o440), (ring / "2026-01.kek", 0o600)):
        path.chmod(mode)
        assert str(path) in refusal_to_start()
        assert "supervision.E004" in found()
        path.chmod(0o400)
    ring.chmod(0o750)
    assert f"Others can read or change the keys of the text: {ring}." in refusal_to_start()
    ring.chmod(0o700)

    assert refusal_to_start() == ""
    assert "supervision.E004" not in found()


def found() -> set[str | None]:
    return {it.id for it in run_checks(include_deployment_checks=True)}
