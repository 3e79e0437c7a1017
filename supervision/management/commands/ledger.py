"""For operator and auditor: ``manage.py ledger verify | prove | sequence | anchor | …``."""

import json
import signal
import smtplib
import sqlite3
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseFailure
from django.utils import timezone

from supervision.actions.checkpoints import mail_checkpoint
from supervision.ledger import checkpoint, prove, sequencer, signing, source, verify
from supervision.ledger.checkpoint import Anchor, BadCheckpoint, Signer, Verifier
from supervision.ledger.opening import Openings
from supervision.ledger.signing import NotSigned, Signed
from supervision.ledger.source import Source
from supervision.ledger.verify import ClinicReport, Outcome, Report

PRIVATE_KEY = "checkpoint.key"
PUBLIC_KEY = "checkpoint.pub"
MAILED = "mailed"
NOT_MAILED = 4
FAILURES = (BadCheckpoint, OSError, sqlite3.Error, DatabaseFailure)


class Unreadable(Exception):
    """What was asked to be verified cannot be read."""


class Parser(CommandParser):
    """A slip of the pen would end with 2, which says that a checkpoint is not reached."""

    def error(self, message: str) -> NoReturn:
        if not self.called_from_command_line:
            super().error(message)
        self.print_usage(sys.stderr)
        self.exit(int(Outcome.CANNOT_VERIFY), f"{self.prog}: error: {message}\n")


class Command(BaseCommand):
    help = "Proves the ledger intact, gives entries their positions, signs checkpoints."
    # Verification reads databases that this program must not touch, however old they are.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True, parser_class=Parser)
        self._add_verify(commands.add_parser("verify", help="Exit 0 intact, 1 tampered, "
            "2 behind an anchor, 3 cannot verify."))  # fmt: skip
        sequence = commands.add_parser("sequence", help="Give waiting entries their positions.")
        sequence.add_argument(
            "--follow", action="store_true", help="again and again, until stopped"
        )
        self._add_anchor(commands.add_parser("anchor", help="Verify, then sign and write "
            "checkpoints. Ends as verify does, or with 4: signed, not mailed."))  # fmt: skip
        self._add_prove(commands.add_parser("prove", help="Write one thing's history with its "
            "proofs, for python -m supervision.ledger.check."))  # fmt: skip
        keygen = commands.add_parser("keygen", help="Make the key that signs checkpoints.")
        keygen.add_argument("--to", type=Path, metavar="DIR", help="default: the key ring")

    def _add_anchor(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, required=True, metavar="DIR")
        parser.add_argument("--key", type=Path, help=f"default: {PRIVATE_KEY} in the key ring")
        parser.add_argument(
            "--memory", type=Path, metavar="DIR",
            help="the signer's own copies; default: the folder signed beside the key",
        )  # fmt: skip
        parser.add_argument("--mail", action="store_true", help="to each lead, once a day")
        parser.add_argument(
            "--every", type=int, metavar="MINUTES", help="again and again, until stopped"
        )

    def _add_prove(self, parser: ArgumentParser) -> None:
        parser.add_argument("entry", help="the row of an entry, or the id of what it is about")
        parser.add_argument("--anchors", type=Path, required=True, metavar="DIR")
        parser.add_argument("--key", type=Path, help=f"default: {PUBLIC_KEY} in the key ring")
        parser.add_argument("--to", type=Path, metavar="FILE", help="default: shown here")
        parser.add_argument(
            "--open", action="store_true", dest="opened",
            help="with the texts that entries commit to: whoever has the file can read them",
        )  # fmt: skip

    def _add_verify(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one line of JSON")
        parser.add_argument("--data", type=Path, metavar="DIR", help="another data folder")
        parser.add_argument("--clinic", type=UUID, metavar="ID", help="this clinic alone")
        parser.add_argument(
            "--anchors", type=Path, metavar="DIR", help="checkpoints to hold to"
        )
        parser.add_argument("--key", type=Path, help=f"default: {PUBLIC_KEY} in the key ring")
        parser.add_argument(
            "--open", action="store_true", dest="opened",
            help="open what entries commit to, with the keys of the ring",
        )  # fmt: skip

    def handle(self, *, what: str, **options: Any) -> None:
        commands: dict[str, Callable[..., None]] = {
            "verify": self._verify,
            "sequence": self._sequence,
            "anchor": self._anchor,
            "prove": self._prove,
            "keygen": self._keygen,
        }
        commands[what](**options)

    # --- verify ---

    def _verify(self, **options: Any) -> None:
        try:
            report = _report(**options)
        except (Unreadable, *FAILURES) as error:
            self._say_unreadable(error, as_json=options["json"])
            raise SystemExit(int(Outcome.CANNOT_VERIFY)) from error
        if options["json"]:
            self.stdout.write(json.dumps(verify.as_json(report)))
        else:
            self.stdout.writelines(f"{line}\n" for line in _lines(report))
        if report.outcome:
            raise SystemExit(int(report.outcome))

    def _say_unreadable(self, error: Exception, *, as_json: bool) -> None:
        outcome = Outcome.CANNOT_VERIFY
        if as_json:
            said = {"status": outcome.name.lower(), "clinics": [], "reason": str(error)}
            self.stdout.write(json.dumps({**said, "exit": int(outcome)}))
        else:
            self.stderr.write(f"Cannot verify: {error}")

    # --- sequence ---

    def _sequence(self, *, follow: bool, **_: Any) -> None:
        if lost := sequencer.requeue():
            self.stderr.write(f"{lost} entries were missing from the queue and are back in it.")
        placed = sequencer.sequence_all()
        self.stdout.write(f"{placed} entries got their positions.")
        if follow:
            _follow_until_stopped()

    # --- anchor ---

    def _anchor(self, *, every: int | None, **options: Any) -> None:
        if not every:
            self._sign(**options)
            return
        stopped = _stop_signal()
        while not stopped.is_set():
            try:
                self._sign(**options)
            except CommandError as error:
                self.stderr.write(str(error))
            stopped.wait(every * 60)

    def _sign(
        self, *, to: Path, key: Path | None, memory: Path | None, mail: bool, **_: Any
    ) -> None:
        path = key or settings.KEY_RING / PRIVATE_KEY
        memory = memory or path.parent / "signed"
        try:
            signer = Signer.load(path)
            with source.installation() as database:
                signed = signing.sign_all(database, signer, folder=to, memory=memory)
        except FAILURES as error:
            msg = f"Nothing is signed, since nothing can be verified: {error}"
            raise CommandError(msg, returncode=int(Outcome.CANNOT_VERIFY)) from error
        except NotSigned as error:
            reasons = "\n".join([*_lines(error.report), error.reason])
            msg = f"Nothing is signed, since the ledger is not what was signed.\n{reasons}"
            raise CommandError(msg, returncode=int(error.outcome)) from error
        self.stdout.writelines(f"{one.path}\n" for one in signed)
        if mail:
            self._mail(signed, signer.verifier(), memory / MAILED)

    def _mail(self, signed: list[Signed], verifier: Verifier, last: Path) -> None:
        """Once a day; a day on which it failed is tried again."""
        today = timezone.localdate().isoformat()
        if last.exists() and last.read_text(encoding="utf-8") == today:
            return
        try:
            sent = sum(
                mail_checkpoint(
                    clinic_id=UUID(one.clinic.clinic),
                    note=one.note,
                    checkpoint=verifier.open(one.note),
                    restored=len(one.clinic.restored),
                )
                for one in signed
            )
        except (OSError, smtplib.SMTPException) as error:
            msg = f"Signed, but the mail did not go out: {error}"
            raise CommandError(msg, returncode=NOT_MAILED) from error
        last.write_text(today, encoding="utf-8")
        self.stdout.write(f"{sent} leads have it by mail.")

    # --- prove ---

    def _prove(
        self, *, entry: str, anchors: Path, key: Path | None, to: Path | None,
        opened: bool, **_: Any,
    ) -> None:  # fmt: skip
        try:
            verifier = Verifier.load(key or settings.KEY_RING / PUBLIC_KEY)
            with source.installation() as database:
                reveal = Openings(database).reveal if opened else None
                subject = prove.subject_of(database, entry)
                note, signed = prove.newest_note(anchors, verifier, subject[0])
                said = prove.history(
                    database, subject, note=note, checkpoint=signed, reveal=reveal
                )
        except (*FAILURES, LookupError, prove.CannotProve) as error:
            msg = f"Nothing is proved: {error}"
            raise CommandError(msg, returncode=int(Outcome.CANNOT_VERIFY)) from error
        written = json.dumps(said, ensure_ascii=False, indent=1) + "\n"
        if to is None:
            self.stdout.write(written)
        else:
            checkpoint.write_once(to, written, mode=0o600)
            self.stdout.write(f"{len(said['entries'])} entries with their proofs: {to}")

    # --- keygen ---

    def _keygen(self, *, to: Path | None, **_: Any) -> None:
        folder = to or settings.KEY_RING
        signer = Signer.generate(urlsplit(settings.SITE_URL).hostname or "localhost")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            checkpoint.write_once(folder / PRIVATE_KEY, signer.dump(), mode=0o400)
            checkpoint.write_once(folder / PUBLIC_KEY, signer.verifier().dump(), mode=0o444)
        except FileExistsError as error:
            msg = f"{error.filename2 or error.filename} exists; a log keeps its key."
            raise CommandError(msg) from error
        self.stdout.write(signer.verifier().dump())


def _report(
    *,
    data: Path | None,
    clinic: UUID | None,
    anchors: Path | None,
    key: Path | None,
    opened: bool = False,
    **_: Any,
) -> Report:
    ring = data / "keys" if data else settings.KEY_RING
    signed: list[Anchor] = []
    if anchors:
        signed = _anchors(anchors, Verifier.load(key or ring / PUBLIC_KEY))
        if not signed:
            msg = f"{anchors} holds no checkpoints."
            raise Unreadable(msg)
    with _database(data) as database:
        if clinic and not _is_told_of(clinic, database, signed):
            msg = f"Nothing here is of a clinic {clinic}."
            raise Unreadable(msg)
        opener = Openings(database).open if opened else None
        return verify.verify(database, clinic_id=clinic, anchors=signed, opener=opener)


def _is_told_of(clinic: UUID, database: Source, signed: Iterable[Anchor]) -> bool:
    """An empty ledger is intact; one that nobody ever heard of is a slip of the pen."""
    anchored = {anchor.checkpoint.clinic_id for anchor in signed if anchor.checkpoint}
    return clinic in anchored or str(clinic) in source.clinics(database)


def _anchors(folder: Path, verifier: Verifier) -> list[Anchor]:
    return list(checkpoint.read(folder, verifier))


def _database(data: Path | None) -> AbstractContextManager[Source]:
    if data is None:
        return source.installation()
    files = sorted(data.glob("*.sqlite3"))
    if len(files) != 1:
        msg = f"{data} holds {len(files)} files that end in .sqlite3, not one."
        raise Unreadable(msg)
    return source.sqlite_file(files[0])


def _stop_signal() -> threading.Event:
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    return stopped


def _follow_until_stopped() -> None:
    stopped = _stop_signal()
    sequencer.follow(wait=stopped.wait, until=stopped.is_set)


def _lines(report: Report) -> Iterable[str]:
    for clinic in report.clinics:
        yield _line(clinic)
    for anchor in report.bad_anchors:
        yield f"Checkpoint {anchor}"
    for trigger in report.missing_triggers:
        yield f"Not protected against changes: {trigger}. Run manage.py migrate."
    yield f"The ledger is {report.outcome.name.lower()}."


def _line(clinic: ClinicReport) -> str:
    outcome = clinic.outcome.name.lower()
    facts = f"{clinic.size} entries verified, {clinic.pending} waiting"
    if bad := clinic.first_bad:
        where = "" if bad.position is None else f" at position {bad.position}"
        row = "" if bad.entry is None else f" (row {bad.entry})"
        subject = f"the entry{where}{row}" if where or row else "it"
        return f"Clinic {clinic.clinic}: {outcome}; {subject} {bad.reason}. {facts}."
    if clinic.behind is not None:
        return (
            f"Clinic {clinic.clinic}: {outcome}; a checkpoint was signed over {clinic.behind} "
            f"entries. {facts}."
        )
    lost = "".join(
        f" Entries {it.kept} to {it.lost - 1} were lost when a backup was restored, as "
        f"{it.proposed_by} and {it.confirmed_by} said at position {it.position}."
        for it in clinic.restored
    )
    held = (
        f" {clinic.commitments} commit to a text, {clinic.erased} of them erased."
        if clinic.commitments
        else ""
    )
    return (
        f"Clinic {clinic.clinic}: {outcome}. {facts}, {clinic.anchored} under a checkpoint."
        f"{held}{lost}"
    )
