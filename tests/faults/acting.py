"""Acts until it is killed: ``python -m tests.faults.acting``, and a place on a line of input.

An act is a business row and its entry in the ledger, in one transaction. For each place a
child is forked, which costs a hundredth of starting the program; before that nothing is
connected. The place is where the child kills itself with SIGKILL: after the n-th statement of
the act (the first is BEGIN), or ``commit`` for somebody else to do it while acts are committed
one after the other. ``held N`` waits before all that until it is told to go on. Printed are
the child's number, the id of each act whose transaction is known to be committed, and ``over``.
"""

import os
import signal
import sys
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supervision.settings")
    django.setup()

from django.db import connection, transaction

from supervision.enums import LedgerKind
from supervision.ledger.append import record
from supervision.models import Clinic, RoleAssignment, User

BEFORE = 3  # acts that end well before the one that is cut


def act(clinic: Clinic, user: User) -> str:
    """As an action does it: the row, then its entry."""
    with transaction.atomic():
        row = RoleAssignment(user=user, clinic=clinic, role="supervisee")
        row.valid_to = row.valid_from  # over at once: a role is held once at a time
        row.save(force_insert=True)
        record(LedgerKind.ROLE_ASSIGNED, clinic_id=clinic.pk, by=user, subject=row)
    return str(row.pk)


class Cut:
    """Kills this process after a number of statements of the transaction that is open."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        result = execute(sql, params, many, context)
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(place: str) -> None:
    clinic, user = Clinic.objects.get(), User.objects.get()
    for _ in range(BEFORE):
        say(act(clinic, user))
    say("now")
    if place == "commit":
        while True:
            say(act(clinic, user))
    with connection.execute_wrapper(Cut(int(place))):
        say(act(clinic, user))
    say("whole")  # the act has fewer statements than that


def children() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                _child(line.split())
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        say("over")


def _child(words: list[str]) -> None:
    say(str(os.getpid()))
    if words[0] == "held":
        os.kill(os.getpid(), signal.SIGSTOP)
    main(words[-1])


if __name__ == "__main__":
    children()
