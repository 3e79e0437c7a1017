"""Words that stand nowhere else: whoever sees one has read the thing it was planted in."""

import re
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from supervision.models.sealed import SealedTextField

_WORD = re.compile(r"tk\d{4}q")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Planted:
    """What each word and each id belongs to."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.keys: dict[str, str] = {}

    def word(self, label: str) -> str:
        word = f"tk{len(self.words):04d}q"
        self.words[word] = label
        return word

    def name(self, row: Model, label: str) -> None:
        self.ids[str(row.pk)] = label

    def key(self, key: str, label: str) -> None:
        """What names it in an address and is no id of a row."""
        self.keys[key] = label

    def label_of(self, pk: UUID | str) -> str:
        return self.ids[str(pk)]

    def in_text(self, row: Model, label: str, **apart: str) -> None:
        """A word of its own in every text of the row that is kept under seal."""
        names = [f.name for f in row._meta.concrete_fields if isinstance(f, SealedTextField)]
        for name in names:
            setattr(row, name, f"“{self.word(apart.get(name, label))}”, she said.")
        row.save(update_fields=names)

    def found_in(self, answer: str, *, but: str = "") -> set[str]:
        """The words in an answer, and what is named there; not what was asked for by name."""
        named = {
            self.ids.get(found, "") for found in set(_ID.findall(answer)) if found not in but
        }
        named |= {label for key, label in self.keys.items() if key in answer and key not in but}
        return {word for word in _WORD.findall(answer) if word in self.words} | (named - {""})


def sealed_models() -> dict[type[Model], list[str]]:
    """Every model with text under seal, and the names of these fields."""
    found: dict[type[Model], list[str]] = {}
    for model in apps.get_models():
        fields: list[Any] = list(model._meta.local_concrete_fields)
        names = [f.name for f in fields if type(f).__name__.startswith("Sealed")]
        if names:
            found[model] = names
    return found
