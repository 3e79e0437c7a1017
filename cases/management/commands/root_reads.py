"""``manage.py root_reads``: close the access log of past hours. To be run every hour."""

from typing import Any

from django.core.management.base import BaseCommand

from cases.actions.read_roots import root_all


class Command(BaseCommand):
    help = (
        "Write a root over the access log of each past hour into the ledger. Safe to run "
        "again; manage.py ledger verify checks the rows against it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        made = root_all()
        reads = sum(root.size for root in made)
        self.stdout.write(f"{reads} reads are closed under {len(made)} roots.")
