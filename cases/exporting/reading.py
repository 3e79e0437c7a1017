"""Whole decisions and entries, so many at a time: memory does not grow with the clinic."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from cases.decision_selectors import whole_decisions
from cases.exporting.tables import AnyDecision
from cases.models import Decision
from supervision.models import LedgerEntry, LedgerHead, LedgerPosition

CHUNK = 200


def chunks_of(decisions: QuerySet[Decision]) -> Iterator[list[AnyDecision]]:
    """Newest first. By where the last chunk ended and not by one long cursor, which would keep
    a transaction open for as long as somebody's line is slow."""
    ordered = decisions.order_by("-opened_at", "-id")
    after: Any = Q()
    while places := list(ordered.filter(after).values_list("opened_at", "pk")[:CHUNK]):
        chunk = _in_order([pk for _, pk in places])
        yield chunk
        let_go(chunk)
        opened, last = places[-1]
        after = Q(opened_at__lt=opened) | Q(opened_at=opened, pk__lt=last)


def let_go(rows: Iterable[Model]) -> None:
    """Rows and what was loaded with them point at each other. The collector that finds such
    rings comes by the more seldom the more a process holds, and they would pile up."""
    for row in rows:
        row._state.fields_cache.clear()
        getattr(row, "_prefetched_objects_cache", {}).clear()


def _in_order(ids: list[UUID]) -> list[AnyDecision]:
    whole = whole_decisions(ids)
    return [whole[pk] for pk in ids if pk in whole]


def entries_of(decisions: Iterable[UUID]) -> dict[str, list[LedgerEntry]]:
    """What the ledger holds about each, by its id as the ledger writes it."""
    found: dict[str, list[LedgerEntry]] = defaultdict(list)
    entries = (
        LedgerEntry.objects.filter(
            subject_type="cases.decision", subject_id__in=[str(pk) for pk in decisions]
        )
        .select_related("placed")
        .order_by("pk")
    )
    for entry in entries:
        found[entry.subject_id].append(entry)
    return found


def head_of(clinic_id: UUID) -> tuple[int, str]:
    """How many entries have their position, and the root over them."""
    head = LedgerHead.objects.filter(pk=clinic_id).first()
    return (head.size, bytes(head.root).hex()) if head else (0, "")


def log_of(clinic_id: UUID, size: int) -> Iterator[list[LedgerEntry]]:
    """The clinic's first ``size`` entries in the order of their positions."""
    placed = LedgerPosition.objects.filter(clinic_id=clinic_id).select_related("entry")
    for start in range(0, size, CHUNK):
        end = min(start + CHUNK, size)
        rows = placed.filter(position__gte=start, position__lt=end).order_by("position")
        entries = [_with_place(row) for row in rows]
        yield entries
        let_go(entries)


def _with_place(row: LedgerPosition) -> LedgerEntry:
    row.entry.placed = row
    return row.entry
