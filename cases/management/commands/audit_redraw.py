"""``manage.py audit_redraw``: draw again from the seed, and say whether it is the same."""

import json
import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from cases.audit_selectors import redraw
from cases.models import AuditSample


class Command(BaseCommand):
    help = (
        "Draws an audit sample again from its stored seed and compares it with what was drawn, "
        "with the decisions of its period and with its ledger entry. Exit 0: the same, 1: not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sample", type=UUID)
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, sample: UUID, as_json: bool, **_: Any) -> None:
        found = AuditSample.objects.select_related("clinic").filter(pk=sample).first()
        if found is None:
            msg = f"There is no sample {sample}."
            raise CommandError(msg)
        again = redraw(found)
        said = {
            "sample": str(sample),
            "seed": found.seed,
            "share": found.share,
            "named_as": found.named_as,
            "decisions": len(found.frame),
            "high_risk": again.again.high_risk,
            "random": again.again.random,
            "same": not again.differs,
            "differs": again.differs,
        }
        self.stdout.write(json.dumps(said) if as_json else _in_words(said))
        if again.differs:
            sys.exit(1)


def _in_words(said: dict[str, Any]) -> str:
    drawn = (
        f"Seed {said['seed']}, {said['share']} percent of {said['decisions']} decisions: "
        f"{len(said['high_risk'])} of high risk, {len(said['random'])} by lot."
    )
    if said["named_as"]:
        drawn = f"One decision, named, not drawn ({said['named_as']})."
    if said["same"]:
        return f"{drawn}\nThe same sample."
    return f"{drawn}\nNOT THE SAME: {', '.join(said['differs'])}."
