"""Which of a row's columns hold words, which of these are codes, what each row is called."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db.models import Model

from cases.decision_fields import fields_of
from cases.dimensions import DIMENSIONS
from cases.models import (
    Annotation,
    AnnotationStep,
    Decision,
    DecisionStep,
    FindingStep,
    NoteStep,
    NoteVersion,
    ReflectiveFlag,
)
from cases.redaction import Change, changed, strings
from supervision.models import SealedJSONField, SealedTextField

# Columns of JSON that hold no words, and of another the keys that do.
_WORDLESS: Final = {("cases.noteversion", "sections")}
_ONLY: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("cases.reflectiveflag", "details"): frozenset(
        field.code
        for schema in DIMENSIONS.values()
        for field in schema.fields
        if field.kind == "text"
    )
}


def sealed_columns(row: Model) -> list[str]:
    return [
        field.attname
        for field in row._meta.concrete_fields
        if isinstance(field, SealedTextField | SealedJSONField)
    ]


def words_of(row: Model) -> dict[str, Any]:
    """The columns in which somebody has written something."""
    return {
        name: value
        for name in sealed_columns(row)
        if any(map(str.strip, words_in(row, name, value := getattr(row, name))))
    }


def words_in(row: Model, column: str, value: Any) -> Iterator[str]:
    place = (row._meta.label_lower, column)
    if place not in _WORDLESS:
        yield from strings(value, only=_ONLY.get(place))


def with_words_changed(row: Model, column: str, value: Any, change: Change) -> Any:
    """Codes, days and numbers beside the words stay."""
    return changed(value, change, only=_ONLY.get((row._meta.label_lower, column)))


def name_of(row: Any, column: str) -> str:
    """For whoever reads in an incident where something stood."""
    match row:
        case NoteVersion():
            return f"Version {row.number}"
        case Annotation():
            return f"{row.get_act_display()} by {row.author.display_name}"
        case ReflectiveFlag():
            return f"Flag: {row.get_dimension_display()}"
        case AnnotationStep() | NoteStep() | DecisionStep() | FindingStep():
            return f"Step by {_who(row.by)}"
        case Decision():
            field = fields_of(row.kind).get(column)
            return field.label if field else column.replace("_", " ").capitalize()
        case _:
            return str(row._meta.verbose_name).capitalize()


def _who(person: Any) -> str:
    return str(person.display_name)
