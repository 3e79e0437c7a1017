"""An installation for acts, and what it holds of them after each death.

``python -m tests.faults.acts`` migrates an empty database and puts a clinic and a person into
it. ``count`` gives the acts without an entry, the entries without an act, and how many of both
there are, by plain SQL and without the program that died.
"""

import os
from collections.abc import Callable
from typing import Any
from uuid import UUID

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supervision.settings")
    django.setup()

from django.core.management import call_command

from supervision.models import User
from tests.supervision.ledger.rows import make_clinic

Rows = Callable[[str], list[tuple[Any, ...]]]


def make() -> None:
    call_command("migrate", verbosity=0)
    make_clinic()
    User.objects.create_user("somebody@example.org", display_name="Somebody")


def count(rows: Rows) -> dict[str, Any]:
    acts = {_dashed(pk) for (pk,) in rows("SELECT id FROM supervision_roleassignment")}
    entries = rows("SELECT id, subject_id FROM supervision_ledgerentry")
    recorded = [_dashed(subject) for _, subject in entries]
    queued = {pk for (pk,) in rows("SELECT entry_id FROM supervision_ledgerpending")}
    return {
        "acts": sorted(acts),
        "entries": len(entries),
        "without_entry": sorted(acts - set(recorded)),
        "without_act": sorted(set(recorded) - acts),
        "twice": len(recorded) - len(set(recorded)),
        "not_queued": sorted({pk for pk, _ in entries} - queued),
    }


def _dashed(stored: object) -> str:
    return str(UUID(str(stored)))


if __name__ == "__main__":
    make()
