"""The signer: what it signs, what it remembers, and what it mails."""

import shutil
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from pytest_django import Settings

from supervision.ledger import anchored
from supervision.ledger.checkpoint import Verifier
from tests.factories_cases import World
from tests.supervision.ledger.anchoring import ledger, verify_json
from tests.supervision.ledger.rows import behind_the_applications_back, write_and_place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> Path:
    settings.SITE_URL = "https://clinic.example"
    settings.LEDGER_ANCHORS = tmp_path / "anchors"
    settings.LEDGER_PUBLIC_KEY = tmp_path / "signer" / "checkpoint.pub"
    ledger("keygen", "--to", tmp_path / "signer")
    return tmp_path


def sign(folders: Path, *more: str) -> tuple[int, str]:
    key = folders / "signer" / "checkpoint.key"
    return ledger("anchor", "--to", folders / "anchors", "--key", key, *more)


def test_each_lead_has_it_by_mail_once_a_day(world: World, folders: Path) -> None:
    write_and_place(world.clinic, 3)

    with time_machine.travel("2027-03-01T08:00:00Z", tick=False) as clock:
        assert sign(folders, "--mail")[0] == 0
        write_and_place(world.clinic, 2)
        assert sign(folders, "--mail")[0] == 0
        assert len(mail.outbox) == 1
        clock.move_to("2027-03-02T08:00:00Z")
        assert sign(folders, "--mail")[0] == 0

    first, second = mail.outbox
    assert [message.to for message in mail.outbox] == [[world.lead.email]] * 2
    assert "3 entries" in first.subject
    verifier = Verifier.load(folders / "signer" / "checkpoint.pub")
    note = str(second.body).partition("cases.\n\n")[2].strip() + "\n"
    assert verifier.open(note).size == 5
    for person in (world.supervisee, world.supervisor, world.lead):
        assert person.display_name not in second.body


def test_a_mail_that_fails_is_told_and_tried_again(
    world: World, folders: Path, settings: Settings
) -> None:
    write_and_place(world.clinic, 3)
    locmem = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    code, said = sign(folders, "--mail")

    assert (code, "did not go out" in said) == (4, True)
    assert anchored.newest(world.clinic.pk)
    settings.EMAIL_BACKEND = locmem
    assert sign(folders, "--mail")[0] == 0
    assert len(mail.outbox) == 1


def test_an_emptied_folder_does_not_make_it_forget(world: World, folders: Path) -> None:
    write_and_place(world.clinic, 5)
    sign(folders)
    shutil.rmtree(folders / "anchors")

    with behind_the_applications_back() as cursor:
        for table in ("position", "entry", "head"):
            cursor.execute(f"DELETE FROM supervision_ledger{table}")  # noqa: S608 - constants
        code = sign(folders)[0]

    assert code == 2
    assert not (folders / "anchors").exists()


def test_the_application_knows_the_newest_and_believes_no_other(
    world: World, folders: Path
) -> None:
    assert anchored.newest(world.clinic.pk) is None
    write_and_place(world.clinic, 3)
    sign(folders)
    write_and_place(world.clinic, 4)
    sign(folders)

    newest = anchored.newest(world.clinic.pk)
    assert newest
    assert newest.size == 7
    path = folders / "anchors" / str(world.clinic.pk) / f"{7:020}.checkpoint"
    path.chmod(0o600)
    path.write_text(newest.note.replace("\n7\n", "\n9\n"), encoding="utf-8")
    older = anchored.newest(world.clinic.pk)
    assert older
    assert older.size == 3


def test_a_quiet_ledger_keeps_its_checkpoint(world: World, folders: Path) -> None:
    write_and_place(world.clinic, 3)
    for _ in range(3):
        assert sign(folders)[0] == 0

    assert len(list((folders / "anchors").rglob("*.checkpoint"))) == 1
    key = folders / "signer" / "checkpoint.pub"
    assert verify_json("--anchors", folders / "anchors", "--key", key)[0] == 0
