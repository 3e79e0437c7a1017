"""What a lead sees of the ledger's anchor, and how two people account for a restored backup."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from supervision.ledger.checkpoint import Signer
from supervision.models import LedgerEntry, LedgerHead
from tests.factories_cases import World
from tests.supervision.ledger.anchoring import ledger
from tests.supervision.ledger.rows import write_and_place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def signer(settings: Settings, tmp_path: Path) -> Path:
    settings.LEDGER_ANCHORS = tmp_path / "anchors"
    settings.LEDGER_PUBLIC_KEY = tmp_path / "signer" / "checkpoint.pub"
    ledger("keygen", "--to", tmp_path / "signer")
    return tmp_path / "signer"


def sign(signer: Path) -> None:
    ledger("anchor", "--to", signer.parent / "anchors", "--key", signer / "checkpoint.key")


def page(client: Client, name: str, *arguments: object) -> str:
    response = client.get(reverse(name, args=arguments))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_lead_sees_size_root_and_age_of_the_last_checkpoint(
    world: World, signer: Path, client: Client
) -> None:
    client.force_login(world.lead)
    assert "No signed checkpoint is known here" in page(client, "audit")
    write_and_place(world.clinic, 3)
    sign(signer)

    root = bytes(LedgerHead.objects.get().root).hex()
    covered = page(client, "audit")
    write_and_place(world.clinic, 2)
    grown = page(client, "audit")

    assert "Last signed checkpoint: 3 entries" in covered
    assert "minutes ago" in covered
    assert "It covers everything." in covered
    assert "2 entries since, with no witness yet." in grown
    assert f'<code title="{root}">' in grown


def lost(world: World, signer: Path) -> str:
    """A checkpoint over more than there is."""
    write_and_place(world.clinic, 3)
    note = Signer.load(signer / "checkpoint.key").sign(
        clinic_id=world.clinic.pk, size=20, root=bytes(32)
    )
    folder = signer.parent / "anchors" / str(world.clinic.pk)
    folder.mkdir(parents=True)
    (folder / f"{20:020}.checkpoint").write_text(note, encoding="utf-8")
    return note


def test_a_lead_is_told_that_entries_are_missing(
    world: World, signer: Path, client: Client
) -> None:
    lost(world, signer)
    client.force_login(world.lead)

    assert "17 entries are missing." in page(client, "audit")


def test_two_people_account_for_the_loss(world: World, signer: Path, client: Client) -> None:
    note = lost(world, signer)
    address = reverse("clinic_ledger", args=[world.clinic.pk])
    client.force_login(world.lead)
    assert "restored-" not in page(client, "clinic_ledger", world.clinic.pk)

    said = client.post(address, {"checkpoint": note.replace("\n", "\r\n"), "kept": "3"})
    assert said.status_code == 302
    shown = page(client, "clinic_ledger", world.clinic.pk)
    assert "Entries 3 to 19 were lost" in shown
    assert "I know of this loss too" not in shown
    client.force_login(world.administrator)
    shown = page(client, "clinic_ledger", world.clinic.pk)
    assert "I know of this loss too" in shown
    proposal = LedgerEntry.objects.get(kind="log.restore_proposed")
    done = client.post(
        reverse("restoration_confirm", args=[world.clinic.pk]), {"proposal": proposal.pk}
    )

    assert done.status_code == 302
    assert "A second person has confirmed it." in page(client, "clinic_ledger", world.clinic.pk)
    assert LedgerEntry.objects.filter(kind="log.restored").count() == 1


def test_what_was_typed_stays_beside_the_refusal(
    world: World, signer: Path, client: Client
) -> None:
    lost(world, signer)
    client.force_login(world.lead)

    said = client.post(
        reverse("clinic_ledger", args=[world.clinic.pk]),
        {"checkpoint": "from some mail", "kept": "3"},
    )

    assert said.status_code == 400
    assert "Copy it whole from the mail." in said.content.decode()
    assert "from some mail" in said.content.decode()
    assert not LedgerEntry.objects.filter(kind="log.restore_proposed").exists()


@pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 30, "1"])
def test_what_nobody_said_cannot_be_confirmed(world: World, client: Client, typed: str) -> None:
    client.force_login(world.administrator)

    said = client.post(
        reverse("restoration_confirm", args=[world.clinic.pk]), {"proposal": typed}
    )

    assert said.status_code == 404
