"""What proves a concern's course and tells nobody of it: a chain of commitments per clinic.

Each entry of a concern is committed to (``ledger.commitments``), and each link holds the hash
of all before. Once a day, and whether or not anything happened, ``seal_chain`` puts a salted
commitment to the newest link into the clinic's ledger; see docs/adr/0032.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from supervision import vault
from supervision.enums import LedgerKind
from supervision.ledger import canonical, commitments
from supervision.ledger.append import record
from supervision.ledger.commitments import Content
from supervision.models import (
    Clinic,
    Concern,
    ConcernEntry,
    ConcernRecord,
    LedgerEntry,
    LedgerOpening,
    User,
)

BEGINNING: Final = bytes(32)


def add_entry(concern: Concern, *, by: User, words: str = "", **facts: Any) -> ConcernEntry:
    """One entry and its link, in the transaction of the act."""
    lock_chain(concern.clinic_id)
    entry = ConcernEntry(concern=concern, by=by, words=words, at=timezone.now(), **facts)
    opening = commitments.opening_of(_said(entry))
    entry.record = _append(concern.clinic_id, bytes.fromhex(opening.commitment))
    entry.opening = commitments.seal(opening, concern.data_key)
    entry.save(force_insert=True)
    return entry


def lock_chain(clinic_id: UUID) -> Clinic:
    """Links follow each other without gaps, so two acts of one clinic wait for each other."""
    return Clinic.objects.select_for_update(no_key=True).get(pk=clinic_id)


def seal_chain(clinic_id: UUID) -> LedgerEntry:
    """Whoever reads it learns the day and nothing else: it looks the same with no concern."""
    clinic = Clinic.objects.select_related("data_key").get(pk=lock_chain(clinic_id).pk)
    content = Content(_state(clinic_id), clinic.sealing_key())
    return record(
        LedgerKind.RECORDS_SEALED, content, clinic_id=clinic_id, by=None, subject=clinic
    )


def problems(clinic_id: UUID) -> Iterator[str]:
    """What does not hold: the links, what was sealed, what entries say today."""
    links = list(ConcernRecord.objects.filter(clinic_id=clinic_id).order_by("number"))
    chained = BEGINNING
    heads = {0: BEGINNING}
    for expected, link in enumerate(links):
        chained = _next(chained, bytes(link.digest))
        heads[expected + 1] = chained
        if link.number != expected or bytes(link.chained) != chained:
            yield f"Link {expected} does not follow from the one before."
            return
    yield from _sealed_otherwise(clinic_id, heads)
    yield from _said_otherwise(clinic_id)


def _sealed_otherwise(clinic_id: UUID, heads: dict[int, bytes]) -> Iterator[str]:
    rows = LedgerOpening.objects.filter(
        entry__clinic_id=clinic_id, entry__kind=LedgerKind.RECORDS_SEALED.value
    ).select_related("entry", "data_key")
    for row in rows:
        commitment = json.loads(row.entry.body)["details"]["commitment"]
        try:
            opened = commitments.unseal(bytes(row.sealed), row.data_key, commitment)
        except vault.SealBroken as broken:
            yield f"What was sealed on {row.entry.occurred_at:%Y-%m-%d}: {broken}"
            continue
        size, _, head = opened.text.partition(" ")
        if heads.get(int(size)) != bytes.fromhex(head):
            yield f"The chain is not the one sealed on {row.entry.occurred_at:%Y-%m-%d}."


def _said_otherwise(clinic_id: UUID) -> Iterator[str]:
    entries = ConcernEntry.objects.filter(concern__clinic=clinic_id).select_related(
        "record", "concern__data_key"
    )
    for entry in entries:
        commitment = bytes(entry.record.digest).hex()
        try:
            opened = commitments.unseal(
                bytes(entry.opening), entry.concern.data_key, commitment
            )
            said = _said(entry)
        except vault.SealBroken as broken:
            yield f"Link {entry.record.number}: {broken}"
            continue
        if opened.text != said:
            yield f"Link {entry.record.number} says something else than its entry."


def _append(clinic_id: UUID, digest: bytes) -> ConcernRecord:
    last = ConcernRecord.objects.filter(clinic_id=clinic_id).order_by("-number").first()
    chained = _next(bytes(last.chained) if last else BEGINNING, digest)
    return ConcernRecord.objects.create(
        clinic_id=clinic_id,
        number=last.number + 1 if last else 0,
        digest=digest,
        chained=chained,
    )


def _next(before: bytes, digest: bytes) -> bytes:
    return sha256(before + digest).digest()


def _state(clinic_id: UUID) -> str:
    """Of one length whatever the chain holds, so that no size tells of it either."""
    last = ConcernRecord.objects.filter(clinic_id=clinic_id).order_by("-number").first()
    size, head = (last.number + 1, bytes(last.chained)) if last else (0, BEGINNING)
    return f"{size:012d} {head.hex()}"


def _said(entry: ConcernEntry) -> str:
    body = {
        "id": str(entry.pk),
        "concern": str(entry.concern_id),
        "kind": str(entry.kind),
        "move": str(entry.move),
        "from": str(entry.from_status),
        "to": str(entry.to_status),
        "by": str(entry.by_id),
        "at": canonical.moment(entry.at),
        "words": entry.words,
    }
    return canonical.encode(body).decode()
