"""The key ring of a production installation: ``manage.py keyring create | rewrap``."""

from argparse import ArgumentParser
from datetime import UTC
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from supervision import vault
from supervision.models import DataKey


class Command(BaseCommand):
    help = "Makes the key of an epoch, and moves data keys to the current one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        create = commands.add_parser("create", help="Make this month's key, or another's.")
        create.add_argument("--epoch", metavar="YYYY-MM")
        commands.add_parser("rewrap", help="Wrap every data key under the current epoch.")

    def handle(self, *, what: str, epoch: str | None = None, **_: Any) -> None:
        if what == "create":
            self._create(epoch or f"{timezone.now().astimezone(UTC):%Y-%m}")
        else:
            self._rewrap()

    def _create(self, epoch: str) -> None:
        made = "made" if vault.create_epoch(epoch) else "there already"
        self.stdout.write(f"The key of {epoch} is {made}, in {settings.KEY_RING}.")

    @transaction.atomic
    def _rewrap(self) -> None:
        current = vault.current_epoch()
        keys = (
            DataKey.objects.filter(destroyed_at=None).exclude(epoch=current).select_for_update()
        )
        for key in keys:
            vault.rewrap(key)
        self.stdout.write(f"{len(keys)} data keys are wrapped under {current} now.")
