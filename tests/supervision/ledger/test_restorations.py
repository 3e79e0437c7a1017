"""A backup older than a checkpoint is restored: what two people say of it, and nothing else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from supervision.actions.restorations import (
    confirm_restoration,
    proposals_of,
    propose_restoration,
)
from supervision.enums import LedgerKind
from supervision.exceptions import Invalid, NotAllowed, NotFound, Refusal, WrongState
from supervision.ledger import anchored, sequencer
from supervision.ledger.append import record
from supervision.models import LedgerEntry, User
from tests.factories_cases import World, make_world
from tests.supervision.ledger.anchoring import ledger, root_in, verify_json
from tests.supervision.ledger.rows import behind_the_applications_back, write_and_place
from tests.supervision.ledger.whole import put_back, taken

pytestmark = pytest.mark.django_db

KEPT, LOST = 10, 14


@pytest.fixture(autouse=True)
def anchors(settings: Settings, tmp_path: Path) -> Path:
    settings.SITE_URL = "https://clinic.example"
    settings.KEY_RING = tmp_path / "ring"
    settings.LEDGER_ANCHORS = tmp_path / "anchors"
    settings.LEDGER_PUBLIC_KEY = tmp_path / "ring" / "checkpoint.pub"
    ledger("keygen")
    return tmp_path / "anchors"


def sign(anchors: Path) -> tuple[int, str]:
    return ledger("anchor", "--to", anchors)


@pytest.fixture
def lost(world: World, anchors: Path) -> str:
    """Ten entries, a backup of them, four more that were signed, and the backup restored."""
    write_and_place(world.clinic, KEPT)
    sign(anchors)
    backup = taken()
    write_and_place(world.clinic, LOST - KEPT)
    sign(anchors)
    newest = anchored.newest(world.clinic.pk)
    assert newest
    with behind_the_applications_back(undo=False) as cursor:
        put_back(cursor, backup)
    return newest.note


def two_say_so(world: World, note: str, kept: int = KEPT) -> None:
    proposal = propose_restoration(
        clinic_id=world.clinic.pk, checkpoint=note, kept=kept, by=world.lead
    )
    confirm_restoration(
        clinic_id=world.clinic.pk, proposal_id=proposal.pk, by=world.administrator
    )
    sequencer.sequence_all()


def test_a_restored_backup_is_behind_until_two_people_account_for_it(
    world: World, lost: str, anchors: Path
) -> None:
    assert verify_json("--anchors", anchors)[0] == 2
    assert sign(anchors)[0] == 2

    proposal = propose_restoration(
        clinic_id=world.clinic.pk, checkpoint=lost, kept=KEPT, by=world.lead
    )
    sequencer.sequence_all()
    assert verify_json("--anchors", anchors)[0] == 2
    confirm_restoration(
        clinic_id=world.clinic.pk, proposal_id=proposal.pk, by=world.administrator
    )
    sequencer.sequence_all()

    code, found = verify_json("--anchors", anchors)
    assert (code, found["status"]) == (0, "intact")
    (restored,) = found["clinics"][0]["restored"]
    assert (restored["kept"], restored["lost"]) == (KEPT, LOST)
    assert restored["root"] == root_in(lost).hex()
    assert (restored["proposed_by"], restored["confirmed_by"]) == (
        str(world.lead.pk), str(world.administrator.pk),
    )  # fmt: skip
    spoken = ledger("verify", "--anchors", anchors)[1]
    assert f"Entries {KEPT} to {LOST - 1} were lost when a backup was restored" in spoken


def test_from_then_on_it_is_signed_as_a_log_of_its_own(
    world: World, lost: str, anchors: Path
) -> None:
    two_say_so(world, lost)

    assert sign(anchors)[0] == 0

    newest = anchored.newest(world.clinic.pk)
    assert newest
    assert newest.checkpoint.generation == 1
    assert newest.checkpoint.origin.endswith(f"{world.clinic.pk}/restored-1")
    write_and_place(world.clinic, 20)
    assert sign(anchors)[0] == 0
    assert verify_json("--anchors", anchors)[0] == 0


def test_it_excuses_no_rewriting_of_what_was_kept(
    world: World, lost: str, anchors: Path
) -> None:
    two_say_so(world, lost)
    with behind_the_applications_back() as cursor:
        entry = LedgerEntry.objects.get(placed__position=3)
        cursor.execute(
            "UPDATE supervision_ledgerentry SET kind = 'other' WHERE id = %s", [entry.pk]
        )
        code = verify_json("--anchors", anchors)[0]

    assert code == 1


def test_it_excuses_no_other_loss(world: World, lost: str, anchors: Path) -> None:
    """A second restore, behind a checkpoint that nobody has named."""
    two_say_so(world, lost)
    backup = taken()
    write_and_place(world.clinic, 3)
    sign(anchors)

    with behind_the_applications_back() as cursor:
        put_back(cursor, backup)
        code = verify_json("--anchors", anchors)[0]

    assert code == 2


def test_without_the_two_the_loss_shows_for_ever(
    world: World, lost: str, anchors: Path
) -> None:
    """The ledger that goes on grows past the checkpoint, and is another."""
    write_and_place(world.clinic, 10)

    assert verify_json("--anchors", anchors)[0] == 1
    assert sign(anchors)[0] == 1

    two_say_so(world, lost)
    assert verify_json("--anchors", anchors)[0] == 0


def forge(world: World, proposer: User | None, confirmer: User | None, **changed: Any) -> None:
    said = {"kept": KEPT, "lost": LOST, "root": "ab" * 32} | changed
    proposal = record(LedgerKind.LOG_RESTORE_PROPOSED, clinic_id=world.clinic.pk, by=proposer,
                      subject=world.clinic, **said)  # fmt: skip
    leaf = changed.get("proposal") or bytes(proposal.leaf).hex()
    record(LedgerKind.LOG_RESTORED, clinic_id=world.clinic.pk, by=confirmer,
           subject=world.clinic, **(said | {"proposal": leaf}))  # fmt: skip
    sequencer.sequence_all()


@pytest.mark.parametrize(
    "how",
    [
        lambda world, root: forge(world, world.lead, world.lead, root=root),
        lambda world, root: forge(world, None, world.lead, root=root),
        lambda world, root: forge(world, world.lead, None, root=root),
        lambda world, _root: forge(world, world.lead, world.administrator),
        lambda world, root: forge(world, world.lead, world.administrator, root=root,
                                  lost=LOST - 1),
        lambda world, root: forge(world, world.lead, world.administrator, root=root,
                                  proposal="00" * 32),
        lambda world, root: forge(world, world.lead, world.administrator, root=root,
                                  kept=LOST),
    ],
    ids=["one person", "nobody proposed", "nobody confirmed", "another root", "too short",
         "no proposal", "nothing lost"],
)  # fmt: skip
def test_entries_that_are_no_such_pair_excuse_nothing(
    world: World, lost: str, anchors: Path, how: Callable[[World, str], None]
) -> None:
    how(world, root_in(lost).hex())

    assert verify_json("--anchors", anchors)[0] == 2


def test_nobody_confirms_their_own_word(world: World, lost: str) -> None:
    proposal = propose_restoration(
        clinic_id=world.clinic.pk, checkpoint=lost, kept=KEPT, by=world.lead
    )

    with pytest.raises(NotAllowed, match="second person"):
        confirm_restoration(clinic_id=world.clinic.pk, proposal_id=proposal.pk, by=world.lead)

    assert [it.confirmed for it in proposals_of(world.clinic.pk)] == [False]


def test_two_administrators_are_not_enough(world: World, lost: str) -> None:
    second = User.objects.create_user("second@example.org", "x", display_name="S")
    second.role_assignments.create(clinic=world.clinic, role="administrator")
    proposal = propose_restoration(
        clinic_id=world.clinic.pk, checkpoint=lost, kept=KEPT, by=world.administrator
    )

    with pytest.raises(NotAllowed, match="clinic lead"):
        confirm_restoration(clinic_id=world.clinic.pk, proposal_id=proposal.pk, by=second)


def test_others_are_told_nothing(world: World, lost: str) -> None:
    elsewhere = make_world("elsewhere")
    refused: list[tuple[User, type[Refusal]]] = [
        (world.supervisor, NotAllowed),
        (world.supervisee, NotAllowed),
        (elsewhere.lead, NotFound),
    ]
    before = LedgerEntry.objects.count()

    for person, refusal in refused:
        with pytest.raises(refusal):
            propose_restoration(
                clinic_id=world.clinic.pk, checkpoint=lost, kept=KEPT, by=person
            )
        with pytest.raises(refusal):
            confirm_restoration(clinic_id=world.clinic.pk, proposal_id=1, by=person)

    assert LedgerEntry.objects.count() == before


@pytest.mark.parametrize("kept", [-1, LOST, KEPT + 1])
def test_no_more_was_kept_than_there_is(world: World, lost: str, kept: int) -> None:
    with pytest.raises(Invalid, match="can have been kept"):
        propose_restoration(
            clinic_id=world.clinic.pk, checkpoint=lost, kept=kept, by=world.lead
        )


def test_what_is_not_lost_cannot_be_named_as_lost(world: World, anchors: Path) -> None:
    write_and_place(world.clinic, KEPT)
    sign(anchors)
    newest = anchored.newest(world.clinic.pk)
    assert newest

    with pytest.raises(WrongState, match="holds everything"):
        propose_restoration(
            clinic_id=world.clinic.pk, checkpoint=newest.note, kept=1, by=world.lead
        )


def test_what_nobody_signed_is_no_checkpoint(world: World, lost: str) -> None:
    for note in ("", "nonsense", lost.replace("\n14\n", "\n15\n")):
        with pytest.raises(Invalid, match="Copy it whole"):
            propose_restoration(
                clinic_id=world.clinic.pk, checkpoint=note, kept=KEPT, by=world.lead
            )


def test_a_checkpoint_is_read_as_a_mail_program_shows_it(world: World, lost: str) -> None:
    shown = "\r\n" + lost.replace("\n", "\r\n") + "\r\n\r\n"

    propose_restoration(clinic_id=world.clinic.pk, checkpoint=shown, kept=KEPT, by=world.lead)


def test_a_word_is_confirmed_once(world: World, lost: str) -> None:
    two_say_so(world, lost)
    (proposal,) = proposals_of(world.clinic.pk)

    with pytest.raises(WrongState, match="already"):
        confirm_restoration(
            clinic_id=world.clinic.pk, proposal_id=proposal.id, by=world.administrator
        )
