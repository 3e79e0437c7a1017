"""Say what acts there are and what the ledger has of them: one line of JSON.

``make`` migrates an empty database and puts a clinic and a person into it; ``count`` gives the
acts without an entry, the entries without an act, and how many of both there are.
"""

import json
import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supervision.settings")
    django.setup()

from django.core.management import call_command

from supervision.models import LedgerEntry, LedgerPending, RoleAssignment, User
from tests.supervision.ledger.rows import make_clinic


def make() -> None:
    call_command("migrate", verbosity=0)
    make_clinic()
    User.objects.create_user("somebody@example.org", display_name="Somebody")


def count() -> dict[str, object]:
    acts = {str(pk) for pk in RoleAssignment.objects.values_list("pk", flat=True)}
    entries = list(LedgerEntry.objects.values_list("pk", "subject_id"))
    recorded = [subject for _, subject in entries]
    queued = set(LedgerPending.objects.values_list("entry_id", flat=True))
    return {
        "acts": sorted(acts),
        "entries": len(entries),
        "without_entry": sorted(acts - set(recorded)),
        "without_act": sorted(set(recorded) - acts),
        "twice": len(recorded) - len(set(recorded)),
        "not_queued": sorted({pk for pk, _ in entries} - queued),
    }


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make()
    else:
        print(json.dumps(count()))  # noqa: T201 - the answer of this program
