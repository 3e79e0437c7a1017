"""How clinics' ledgers stand, for the pages and the API."""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Count

from supervision.ledger import anchored
from supervision.ledger.anchored import Anchored
from supervision.models import Clinic, LedgerHead, LedgerPending


class LedgerState(NamedTuple):
    """How far the clinic's ledger reaches, how much waits for its position, and how much of
    it a signed checkpoint covers."""

    clinic: Clinic
    size: int
    root: str
    pending: int
    anchored: Anchored | None

    @property
    def since(self) -> int:
        """Entries that no checkpoint covers yet."""
        return max(self.size - (self.anchored.size if self.anchored else 0), 0)

    @property
    def lost(self) -> int:
        """Entries that a checkpoint covers and the ledger does not hold."""
        return max((self.anchored.size if self.anchored else 0) - self.size, 0)


def ledger_states(clinics: Collection[Clinic]) -> list[LedgerState]:
    """Of the clinics a person leads: two queries, however many there are."""
    ids = [clinic.pk for clinic in clinics]
    heads = LedgerHead.objects.in_bulk(ids)
    waiting = LedgerPending.objects.filter(entry__clinic_id__in=ids)  # few, of a million
    pending = dict(waiting.values_list("entry__clinic_id").annotate(entries=Count("pk")))
    return [
        LedgerState(
            clinic,
            heads[clinic.pk].size if clinic.pk in heads else 0,
            bytes(heads[clinic.pk].root).hex() if clinic.pk in heads else "",
            pending.get(clinic.pk, 0),
            anchored.newest(clinic.pk),
        )
        for clinic in clinics
    ]
