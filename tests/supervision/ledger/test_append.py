import json
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.db.transaction import TransactionManagementError

from supervision.enums import LedgerKind
from supervision.ledger.append import record
from supervision.models import LedgerEntry, LedgerHead, LedgerPending, LedgerPosition
from tests.supervision.ledger.rows import make_clinic, make_user, write


@pytest.mark.django_db
@time_machine.travel("2026-09-01T12:30:00.000250Z", tick=False)
def test_an_entry_holds_the_act_in_canonical_bytes_and_their_hash() -> None:
    clinic, user = make_clinic(), make_user()

    entry = record(
        LedgerKind.ROLE_ASSIGNED, clinic_id=clinic.pk, by=user, subject=clinic, role="lead", n=2
    )

    entry.refresh_from_db()
    expected = (
        f'{{"at":"2026-09-01T12:30:00.000250Z","by":"{user.pk}","clinic":"{clinic.pk}",'
        f'"details":{{"n":2,"role":"lead"}},"kind":"role.assigned",'
        f'"subject":{{"id":"{clinic.pk}","type":"supervision.clinic"}},"v":1}}'
    )
    assert entry.body == expected
    assert bytes(entry.leaf) == sha256(b"\x00" + expected.encode()).digest()
    assert (entry.clinic_id, entry.actor_id) == (clinic.pk, user.pk)
    assert (entry.kind, entry.subject_type) == ("role.assigned", "supervision.clinic")
    assert entry.subject_id == str(clinic.pk)


@pytest.mark.django_db
def test_an_act_of_the_system_has_no_actor() -> None:
    (entry,) = write(make_clinic())

    assert entry.actor_id is None
    assert json.loads(entry.body)["by"] is None


@pytest.mark.django_db
@pytest.mark.parametrize("detail", ["a sentence about her", 1.5, {"a": 1}, b"x"])
def test_free_text_is_refused_and_nothing_is_written(detail: Any) -> None:
    clinic = make_clinic()

    with pytest.raises(ValueError, match="reason is none of these"):
        record(
            LedgerKind.ROLE_ENDED, clinic_id=clinic.pk, by=None, subject=clinic, reason=detail
        )

    assert (LedgerEntry.objects.count(), LedgerPending.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    clinic = make_clinic()

    with pytest.raises(TransactionManagementError, match="belongs to the transaction"):
        record(LedgerKind.ROLE_ENDED, clinic_id=clinic.pk, by=None, subject=clinic)

    assert LedgerEntry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_rolled_back_leaves_no_entry_and_no_gap() -> None:
    clinic = make_clinic()
    write(clinic)

    with transaction.atomic():
        record(LedgerKind.ROLE_ENDED, clinic_id=clinic.pk, by=None, subject=clinic)
        transaction.set_rollback(True)
    write(clinic)

    assert list(LedgerPosition.objects.values_list("position", flat=True)) == [0, 1]
    assert LedgerEntry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_commit_gives_the_entry_its_position() -> None:
    clinic = make_clinic()

    entries = write(clinic, 3)

    placed = LedgerPosition.objects.order_by("position").values_list("entry_id", "position")
    assert list(placed) == [(entry.pk, number) for number, entry in enumerate(entries)]
    assert LedgerHead.objects.get(clinic_id=clinic.pk).size == 3
    assert LedgerPending.objects.count() == 0
