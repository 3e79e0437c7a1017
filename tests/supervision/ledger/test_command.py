"""``manage.py ledger`` as an operator and an auditor use it: exit codes, output, files."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from pytest_django import Settings

from supervision import vault
from supervision.ledger.source import sqlite_file
from supervision.models import Clinic, LedgerHead, LedgerPosition
from tests.supervision.ledger.rows import (
    behind_the_applications_back,
    make_clinic,
    write,
    write_and_place,
)

pytestmark = pytest.mark.django_db

sqlite_only = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="a data folder holds an SQLite file"
)


@pytest.fixture(autouse=True)
def ring(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    settings.KEY_RING = tmp_path / "keys"
    settings.SITE_URL = "https://clinic.example:8443"
    yield tmp_path / "keys"
    vault.forget_keys()


@pytest.fixture
def clinic() -> Clinic:
    clinic = make_clinic()
    write_and_place(clinic, 5)
    return clinic


def ledger(*words: str | Path) -> tuple[int, str]:
    """The exit code, and everything said."""
    said = io.StringIO()
    try:
        call_command("ledger", *map(str, words), stdout=said, stderr=said)
    except SystemExit as end:
        return int(end.code or 0), said.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, said.getvalue()


def as_json(*words: str | Path) -> tuple[int, dict[str, Any]]:
    code, said = ledger("verify", "--json", *words)
    assert said.count("\n") == 1
    found: dict[str, Any] = json.loads(said)
    return code, found


def rewrite_one(cursor: Any) -> None:
    cursor.execute("UPDATE supervision_ledgerentry SET kind = 'other.kind'")


def test_an_intact_ledger_exits_0(clinic: Clinic) -> None:
    write(clinic, 2)

    code, found = as_json()

    assert (code, found["status"], found["exit"]) == (0, "intact", 0)
    (row,) = found["clinics"]
    assert (row["clinic"], row["size"], row["pending"]) == (str(clinic.pk), 5, 2)
    assert row["first_bad"] is None
    assert "is intact" in ledger("verify")[1]


def test_a_changed_entry_exits_1_and_is_named(clinic: Clinic) -> None:
    first = LedgerPosition.objects.get(position=0).entry_id

    with behind_the_applications_back() as cursor:
        rewrite_one(cursor)
        code, found = as_json()
        spoken = ledger("verify", "--clinic", str(clinic.pk))

    assert (code, found["status"], found["exit"]) == (1, "tampered", 1)
    assert found["clinics"][0]["first_bad"] == {
        "position": 0,
        "entry": first,
        "reason": "says another kind in its column than in its body",
    }
    assert spoken[0] == 1
    assert f"the entry at position 0 (row {first}) says another kind" in spoken[1]


def test_a_ledger_behind_its_anchor_exits_2(clinic: Clinic, tmp_path: Path) -> None:
    assert ledger("keygen")[0] == 0
    assert ledger("anchor", "--to", tmp_path / "anchors")[0] == 0

    with behind_the_applications_back() as cursor:
        for table in ("position", "entry", "head"):
            cursor.execute(f"DELETE FROM supervision_ledger{table}")  # noqa: S608 - constants
        code, found = as_json("--anchors", tmp_path / "anchors")
        signing = ledger("anchor", "--to", tmp_path / "anchors")

    assert (code, found["status"]) == (2, "behind")
    assert found["clinics"][0]["behind"] == 5
    assert signing[0] == 2
    assert "Nothing is signed" in signing[1]


@pytest.mark.parametrize(
    "words",
    [
        ("--data", "nowhere"),
        ("--anchors", "nowhere"),
        ("--anchors", "nowhere", "--key", "nowhere"),
    ],
)
def test_what_cannot_be_read_exits_3(clinic: Clinic, words: tuple[str, ...]) -> None:
    code, found = as_json(*words)

    assert (code, found["status"], found["exit"]) == (3, "cannot_verify", 3)
    assert "nowhere" in found["reason"] or "checkpoint.pub" in found["reason"]
    assert ledger("verify", *words)[0] == 3


def test_a_clinic_nobody_heard_of_is_not_called_intact(clinic: Clinic) -> None:
    code, found = as_json("--clinic", "00000000-0000-4000-8000-00000000dead")

    assert (code, found["status"]) == (3, "cannot_verify")


@pytest.mark.parametrize(
    ("variable", "words"),
    [
        ("DATABASE_URL", ("--json",)),
        ("DATABASE_URL", ()),
        ("", ("--clinic", "nonsense")),
    ],
)
def test_a_slip_of_the_pen_never_ends_as_a_verdict(
    tmp_path: Path, variable: str, words: tuple[str, ...]
) -> None:
    environment = {**os.environ, "SUPERVISION_DATA": str(tmp_path), variable or "X": "nonsense"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    manage = Path(configured.BASE_DIR) / "manage.py"

    run = subprocess.run(  # noqa: S603 - our own
        [sys.executable, str(manage), "ledger", "verify", *words],
        capture_output=True,
        check=False,
        env=environment,
    )

    assert run.returncode == 3
    assert b"Traceback" not in run.stderr
    if "--json" in words:
        assert json.loads(run.stdout)["status"] == "cannot_verify"


def test_a_database_without_the_tables_exits_3(clinic: Clinic) -> None:
    with behind_the_applications_back() as cursor:
        cursor.execute("ALTER TABLE supervision_ledgerhead RENAME TO elsewhere")
        code, found = as_json()

    assert (code, found["status"]) == (3, "cannot_verify")


def test_each_anchor_is_held_to_and_a_forged_one_is_named(
    clinic: Clinic, tmp_path: Path
) -> None:
    anchors = tmp_path / "anchors"
    ledger("keygen")
    ledger("anchor", "--to", anchors)
    write_and_place(clinic, 4)
    ledger("anchor", "--to", anchors)
    ledger("anchor", "--to", anchors)

    files = sorted(path.name for path in (anchors / str(clinic.pk)).iterdir())
    assert files == [f"{size:020}.checkpoint" for size in (5, 9)]
    code, found = as_json("--anchors", anchors)
    assert (code, found["clinics"][0]["anchored"]) == (0, 9)

    forged = anchors / str(clinic.pk) / files[0]
    forged.chmod(0o600)
    forged.write_text(forged.read_text().replace("\n5\n", "\n4\n"))
    code, found = as_json("--anchors", anchors)
    assert (code, len(found["bad_anchors"])) == (1, 1)
    assert found["bad_anchors"][0].startswith(files[0])
    assert ledger("anchor", "--to", anchors)[0] == 1


def test_a_rewritten_ledger_is_not_signed(clinic: Clinic, tmp_path: Path) -> None:
    ledger("keygen")

    with behind_the_applications_back() as cursor:
        rewrite_one(cursor)
        code, said = ledger("anchor", "--to", tmp_path / "anchors")

    assert code == 1
    assert "says another kind" in said
    assert not (tmp_path / "anchors").exists()


def test_a_log_keeps_its_key(ring: Path) -> None:
    code, public = ledger("keygen")

    assert code == 0
    assert public == (ring / "checkpoint.pub").read_text()
    assert public.startswith("clinic.example+")
    assert ledger("keygen") == (1, f"{ring}/checkpoint.key exists; a log keeps its key.")


def test_sequencing_by_command_repairs_the_queue(clinic: Clinic) -> None:
    write(clinic, 3)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM supervision_ledgerpending")

    code, said = ledger("sequence")

    assert code == 0
    assert "3 entries were missing from the queue" in said
    assert "3 entries got their positions" in said
    assert LedgerHead.objects.get().size == 8


@pytest.fixture
def folder(transactional_db: None, clinic: Clinic, tmp_path: Path) -> Path:
    """A data folder as somebody hands it over: the database file and what lies beside it."""
    folder = tmp_path / "copy"
    folder.mkdir()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(folder / "supervision.sqlite3")])
    ledger("keygen", "--to", folder / "keys")
    return folder


@sqlite_only
def test_another_data_folder_is_verified_and_left_as_it_was(
    folder: Path, clinic: Clinic
) -> None:
    before = sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*"))

    code, found = as_json("--data", folder)

    assert (code, found["clinics"][0]["size"]) == (0, 5)
    assert sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*")) == before


@sqlite_only
def test_one_byte_of_one_entry_in_the_file_exits_1(folder: Path) -> None:
    path = folder / "supervision.sqlite3"
    content = bytearray(path.read_bytes())
    at = content.index(b'"details":{"n":3}') + len(b'"details":{"n":')
    content[at : at + 1] = b"8"
    path.write_bytes(content)

    code, found = as_json("--data", folder)

    assert code == 1
    assert found["clinics"][0]["first_bad"]["position"] == 3


@sqlite_only
def test_a_file_that_is_no_database_exits_3(folder: Path) -> None:
    (folder / "supervision.sqlite3").write_bytes(b"not a database, by no means" * 100)

    assert ledger("verify", "--data", folder)[0] == 3


@sqlite_only
def test_a_database_under_verification_cannot_be_written(folder: Path) -> None:
    with (
        sqlite_file(folder / "supervision.sqlite3") as database,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        list(database.rows("DELETE FROM supervision_ledgerhead"))


@sqlite_only
def test_a_live_database_is_verified_while_it_is_written(folder: Path, clinic: Clinic) -> None:
    """With its log beside it, as a running server leaves it."""
    path = folder / "supervision.sqlite3"
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("BEGIN IMMEDIATE")
        code, found = as_json("--data", folder)
        writer.rollback()

    assert (code, found["clinics"][0]["size"]) == (0, 5)


@sqlite_only
def test_the_real_command_ends_with_the_code(folder: Path) -> None:
    """Through manage.py and a process of its own; nothing appears in the folder."""
    manage = Path(configured.BASE_DIR) / "manage.py"
    scratch = folder.parent / "data"
    environment = {**os.environ, "SUPERVISION_DATA": str(scratch)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, str(manage), "ledger", "verify", "--json", "--data"]
    broken = folder.parent / "broken"
    shutil.copytree(folder, broken)
    with closing(sqlite3.connect(broken / "supervision.sqlite3")) as database:
        database.execute("DROP TRIGGER append_only_update_supervision_ledgerentry")
        rewrite_one(database)
        database.commit()
    before = sorted(folder.rglob("*"))

    runs = [
        subprocess.run([*command, str(it)], capture_output=True, check=False, env=environment)  # noqa: S603 - our own
        for it in (folder, broken)
    ]

    assert [run.returncode for run in runs] == [0, 1]
    assert [json.loads(run.stdout)["exit"] for run in runs] == [0, 1]
    assert sorted(folder.rglob("*")) == before
