"""The key ring of an installation: ``manage.py keyring create | rewrap | destroy``."""

from argparse import ArgumentParser
from datetime import UTC
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from supervision import vault
from supervision.actions import key_epochs
from supervision.exceptions import Refusal


class Command(BaseCommand):
    help = "Makes the key of an epoch, moves data keys to the current one, destroys an old one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        create = commands.add_parser("create", help="Make this month's key, or another's.")
        create.add_argument("--epoch", metavar="YYYY-MM")
        commands.add_parser("rewrap", help="Wrap every data key under the current epoch.")
        destroy = commands.add_parser("destroy", help="Destroy the key of an old epoch.")
        destroy.add_argument("--epoch", metavar="YYYY-MM", required=True)
        destroy.add_argument("--confirm", metavar="YYYY-MM", required=True, help="once more")

    def handle(
        self, *, what: str, epoch: str | None = None, confirm: str | None = None, **_: Any
    ) -> None:
        match what:
            case "create":
                self._create(epoch or f"{timezone.now().astimezone(UTC):%Y-%m}")
            case "rewrap":
                self._rewrap()
            case _:
                self._destroy(str(epoch), str(confirm))

    def _create(self, epoch: str) -> None:
        made = "made" if vault.create_epoch(epoch) else "there already"
        self.stdout.write(f"The key of {epoch} is {made}, in {settings.KEY_RING}.")

    def _rewrap(self) -> None:
        done = key_epochs.rewrap_keys()
        self.stdout.write(f"{done.moved} data keys are wrapped under {done.current} now.")

    def _destroy(self, epoch: str, confirm: str) -> None:
        if confirm != epoch:
            msg = f"{confirm} is not {epoch}. Nothing was destroyed."
            raise CommandError(msg)
        try:
            row = key_epochs.destroy_epoch(epoch)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(
            f"The key of {epoch} is destroyed. From {row.destroyed_at:%Y-%m-%d} on no copy of "
            f"the database opens what was erased under it, once the copies of the key folder "
            f"no longer hold {epoch}.kek: take it out of them now."
        )
