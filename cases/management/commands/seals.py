"""``manage.py seals``: whether all that is stored under seal opens, and versions are those that
were submitted. Exits with 1 where something is not as it was written."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import models

from cases.enums import LedgerKind
from cases.models import IncidentOriginal, Note, NoteVersion
from cases.redaction import is_black
from supervision.ledger import commitments
from supervision.models import DataKey, LedgerEntry, SealedJSONField, SealedTextField
from supervision.vault import SealBroken

ROWS_AT_ONCE = 500
# What a version says, among all that its entry in the ledger commits to.
SAID = ("text", "sections", "change_note")


class Finding(NamedTuple):
    """No text, and nothing that could be one."""

    model: str
    row: object
    what: str

    def __str__(self) -> str:
        return f"{self.model} {self.row}: {self.what}"


class Command(BaseCommand):
    help = "Opens every sealed text once, and compares versions with the ledger."

    def handle(self, **_: Any) -> None:
        looked = Looking()
        found = [
            *looked.broken(),
            *looked.unlike_the_ledger(),
            *looked.back_again(),
            *looked.keys_gone(),
        ]
        for finding in found:
            self.stderr.write(str(finding))
        said = f"{looked.opened} sealed texts and {looked.compared} submitted versions"
        if found:
            msg = f"Of {said} {len(found)} are not as they were written."
            raise CommandError(msg)
        self.stdout.write(f"{said} are as they were written. {looked.erased} rows are erased.")


class Looking:
    def __init__(self) -> None:
        self.opened = self.compared = self.erased = 0

    def broken(self) -> Iterator[Finding]:
        for model in apps.get_models():
            if columns := sealed_columns(model):
                yield from self._broken_of(model, columns)

    def _broken_of(self, model: type[models.Model], columns: list[str]) -> Iterator[Finding]:
        for row in model._base_manager.iterator(chunk_size=ROWS_AT_ONCE):  # noqa: SLF001 - Django's own name for it
            held: Any = row
            if held.sealing_key().destroyed_at is not None:
                self.erased += 1
                continue
            for column in columns:
                self.opened += 1
                try:
                    getattr(row, column)
                except SealBroken:
                    yield Finding(model._meta.label, row.pk, f"{column} does not open.")

    def unlike_the_ledger(self) -> Iterator[Finding]:
        """What its seal cannot show: a version that is gone, or one sealed by other means."""
        last: dict[str, int] = {}
        submitted = LedgerEntry.objects.filter(kind=LedgerKind.NOTE_SUBMITTED).order_by("id")
        for entry in submitted.select_related("opening__data_key").iterator():
            details = json.loads(entry.body)["details"]
            last[entry.subject_id] = details["number"]
            if wrong := self._wrong(entry, details):
                yield Finding("cases.Note", entry.subject_id, wrong)
        for note, number in Note.objects.filter(current_number__gt=0).values_list(
            "pk", "current_number"
        ):
            if number != last.get(str(note)):
                yield Finding("cases.Note", note, "Another version than the last is current.")

    def back_again(self) -> Iterator[Finding]:
        """An original that two people destroyed, put back from an old copy."""
        for entry in LedgerEntry.objects.filter(kind=LedgerKind.ORIGINAL_DESTROYED):
            black = json.loads(entry.body)["details"]["versions"]
            versions = NoteVersion.objects.filter(pk__in=black)
            for version in versions.select_related("note__case__data_key"):
                yield from self._not_black(version)

    def _not_black(self, version: NoteVersion) -> Iterator[Finding]:
        if version.sealing_key().destroyed_at is not None:
            return
        try:
            black = is_black(version.text)
        except SealBroken:  # said already
            return
        if not black:
            what = "Its words were destroyed, and are there again."
            yield Finding(version._meta.label, version.pk, what)

    def keys_gone(self) -> Iterator[Finding]:
        """Whoever destroys a key in passing takes away all that it sealed."""
        entries = LedgerEntry.objects.filter(body__contains='"data_key":')
        bodies = entries.values_list("body", flat=True).iterator()
        said = {json.loads(body)["details"].get("data_key") for body in bodies}
        for key in DataKey.objects.exclude(destroyed_at=None).order_by("pk"):
            if str(key.pk) not in said:
                yield Finding(
                    "supervision.DataKey", key.pk, "It was destroyed, and no entry says so."
                )

    def _wrong(self, entry: LedgerEntry, details: dict[str, Any]) -> str:
        """Of an erased case nothing is left to compare."""
        opening = getattr(entry, "opening", None)
        if opening is None:
            return ""
        self.compared += 1
        number = details["number"]
        version = NoteVersion.objects.filter(note=UUID(entry.subject_id), number=number).first()
        if version is None:
            return f"Version {number} was submitted and is gone."
        try:
            said = commitments.unseal(
                bytes(opening.sealed), opening.data_key, details["commitment"]
            )
            then = json.loads(said.text)
            now = said_by(version)
            same = all(now[name] == then[name] for name in SAID)
        except SealBroken:
            return f"Version {number} cannot be compared with what was submitted."
        return "" if same else f"Version {number} is not what was submitted."


def said_by(version: NoteVersion) -> dict[str, Any]:
    """What it said when it was submitted: also while that is hidden and black in its place."""
    said = {name: getattr(version, name) for name in SAID}
    hidden = IncidentOriginal.objects.filter(
        label=version._meta.label_lower, object_id=version.pk, incident__erased_at=None
    ).select_related("incident__key")
    first = hidden.order_by("incident__contained_at").first()
    return said if first is None else said | first.fields


def sealed_columns(model: type[models.Model]) -> list[str]:
    return [
        field.attname
        for field in model._meta.local_fields
        if isinstance(field, SealedTextField | SealedJSONField)
    ]
