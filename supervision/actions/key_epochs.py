"""Moving data keys to the newest epoch, and destroying the key of an old one."""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from supervision import key_epochs, vault
from supervision.enums import LedgerKind
from supervision.exceptions import WrongState
from supervision.ledger.append import record
from supervision.models import Clinic, DataKey, KeyEpoch


class Rewrapped(NamedTuple):
    moved: int
    current: str


@transaction.atomic
def rewrap_keys() -> Rewrapped:
    """Wrap every living data key under the current epoch, and note which epochs it left."""
    current = vault.current_epoch()
    keys = DataKey.objects.filter(destroyed_at=None).exclude(epoch=current).select_for_update()
    moved = list(keys)
    for key in moved:
        vault.rewrap(key)
    _note_left(current)
    return Rewrapped(len(moved), current)


def _note_left(current: str) -> None:
    """Older epochs alone: a later one in the ring waits to be used."""
    for epoch in vault.epochs():
        if epoch < current:
            KeyEpoch.objects.get_or_create(epoch=epoch, defaults={"left_at": timezone.now()})


@transaction.atomic
def destroy_epoch(epoch: str) -> KeyEpoch:
    """Destroy the key of a month for good; each clinic's ledger says so.

    The file goes last, within the transaction: if that fails nothing is said, and if the commit
    fails the same call finishes it.
    """
    row = KeyEpoch.objects.select_for_update().filter(epoch=epoch).first()
    _check_needed_by_nobody(epoch)
    _check_needed_by_no_copy(epoch, row)
    assert row is not None  # noqa: S101 - for the type checker: the check above has seen to it
    row.destroyed_at = timezone.now()
    row.save(update_fields=["destroyed_at"])
    _tell_ledgers(row)
    vault.destroy_epoch(epoch)
    return row


def _check_needed_by_nobody(epoch: str) -> None:
    if epoch == vault.current_epoch():
        msg = f"The key of {epoch} is the one in use. Make a newer one first: keyring create."
        raise WrongState(msg, code="in_use")
    living = DataKey.objects.filter(epoch=epoch, destroyed_at=None).count()
    if living:
        msg = (
            f"{living} data keys are wrapped by the key of {epoch}: without it their cases "
            "would be lost. Move them first: keyring rewrap."
        )
        raise WrongState(msg, code="wraps_living_keys")


def _check_needed_by_no_copy(epoch: str, row: KeyEpoch | None) -> None:
    if row is None:
        msg = f"Nobody noted when the last case left {epoch}. Run keyring rewrap once."
        raise WrongState(msg, code="not_left")
    if row.destroyed_at is not None:
        msg = f"The key of {epoch} is destroyed already."
        raise WrongState(msg, code="destroyed")
    free = key_epochs.free_from(row)
    if timezone.localdate() < free:
        msg = (
            f"Copies of the database that are kept until {free} need the key of {epoch}: "
            "restored, they would open nothing. Destroy it from that day on."
        )
        raise WrongState(msg, code="backups_need_it")


def _tell_ledgers(row: KeyEpoch) -> None:
    for clinic in Clinic.objects.order_by("pk"):
        erased = DataKey.objects.filter(clinic=clinic, epoch=row.epoch).count()
        record(
            LedgerKind.EPOCH_DESTROYED,
            clinic_id=clinic.pk,
            by=None,
            subject=clinic,
            epoch=row.epoch,
            erased=erased,
        )
