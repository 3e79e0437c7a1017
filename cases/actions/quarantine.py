"""Taking words out of sight and bringing them back: what an incident hides lies in no row of
its own any more, so that no page, list, export or cache can show it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils import timezone

from cases.actions.evidence import parts_of
from cases.incident_enums import FoundIn, IncidentStatus
from cases.incident_words import sealed_columns, with_words_changed, words_in, words_of
from cases.models import (
    AllowedPhrase,
    Annotation,
    AnnotationStep,
    BoundaryDecision,
    CorrectiveAction,
    DecisionDraft,
    DraftCopy,
    Finding,
    FindingStep,
    IdentifierIncident,
    IncidentOriginal,
    KeptIdentifiers,
    KeptPhrase,
    LearningPoint,
    NoteDraft,
    NoteStep,
    NoteVersion,
    ReferralDecision,
    ReflectiveFlag,
    TakeAway,
    TypedReason,
)
from cases.redaction import Change, blanked

Rows = Iterator[Model]
# Where the words of a note stand, and all that was said on it: remarks and flags repeat the
# words they are about. By model: the way to the note, and to what opens the row.
_OF_NOTE: Final[Mapping[type[Model], tuple[str, str]]] = {
    NoteVersion: ("note", "note__case__data_key"),
    NoteDraft: ("note", "note__case__data_key"),
    DraftCopy: ("draft__note", "draft__note__case__data_key"),
    TypedReason: ("draft__note", "draft__note__case__data_key"),
    KeptIdentifiers: ("version__note", "version__note__case__data_key"),
    NoteStep: ("note", "note__case__data_key"),
    Annotation: ("note", "note__case__data_key"),
    AnnotationStep: ("annotation__note", "annotation__note__case__data_key"),
    ReflectiveFlag: ("note", "note__case__data_key"),
    TakeAway: ("of__note", "of__note__case__data_key"),
}
# The same of a decision, beside its own rows: what is being typed into it, and what an audit
# found about it.
_OF_DECISION: Final[Mapping[type[Model], tuple[str, str]]] = {
    DecisionDraft: ("decision", "decision__case__data_key"),
    Finding: ("decision", "decision__case__data_key"),
    FindingStep: ("finding__decision", "finding__decision__case__data_key"),
    CorrectiveAction: ("finding__decision", "finding__decision__case__data_key"),
    LearningPoint: ("finding__decision", "clinic__data_key"),
}


def _rows_of(incident: IdentifierIncident) -> Rows:
    """Every row in which the words of what is hidden stand."""
    if incident.note_id is not None:
        yield from _along(_OF_NOTE, incident.note_id)
    elif incident.annotation_id is not None:
        yield from Annotation.objects.filter(pk=incident.annotation_id)
        yield from AnnotationStep.objects.filter(annotation=incident.annotation_id)
    elif incident.flag_id is not None:
        yield from ReflectiveFlag.objects.filter(pk=incident.flag_id)
    else:
        yield from _rows_of_decision(incident)
        yield from _along(_OF_DECISION, incident.decision_id)


def _along(ways: Mapping[type[Model], tuple[str, str]], pk: object) -> Rows:
    for model, (way, key) in ways.items():
        rows: QuerySet[Any] = QuerySet(model)
        yield from rows.filter(**{way: pk}).select_related(key)


def _rows_of_decision(incident: IdentifierIncident) -> Rows:
    for kind in (ReferralDecision, BoundaryDecision):
        found = QuerySet[Any](kind).filter(pk=incident.decision_id).first()
        if found is None:
            continue
        yield found
        for relation in parts_of(kind):
            rows: QuerySet[Any] = QuerySet(relation.related_model)
            yield from rows.filter(**{relation.field.name: found.pk})


def put_away(incident: IdentifierIncident) -> None:
    """Into the incident, under its key, and black in their place. What lies there already,
    from an incident that is open on a part of it, is black already."""
    away = set(
        IncidentOriginal.objects.filter(incident__case=incident.case_id)
        .exclude(incident__status__in=(IncidentStatus.CLOSED, IncidentStatus.LIFTED))
        .values_list("label", "object_id")
    )
    told = [_put_away(incident, row, away) for row in _rows_of(incident)]
    text = "\n".join(told).casefold()
    for phrase in _remembered(incident):
        if phrase.phrase.casefold() in text:
            _put_away(incident, phrase, away)


def _put_away(incident: IdentifierIncident, row: Model, away: set[Any]) -> str:
    """What it said."""
    held = words_of(row)
    if not held or (row._meta.label_lower, row.pk) in away:
        return ""
    IncidentOriginal.objects.create(
        incident=incident, label=row._meta.label_lower, object_id=row.pk, fields=held
    )
    _write(
        row,
        {name: with_words_changed(row, name, value, blanked) for name, value in held.items()},
    )
    return "\n".join(
        text for name, value in held.items() for text in words_in(row, name, value)
    )


def _remembered(incident: IdentifierIncident) -> Iterator[Any]:
    """Words that the guard was told of for the whole case: they may be the very name."""
    for model in (AllowedPhrase, KeptPhrase):
        rows: QuerySet[Any] = QuerySet(model)
        yield from rows.filter(case=incident.case_id).select_related("case__data_key")


def bring_back(incident: IdentifierIncident, change: Change) -> None:
    """As they were, but for what ``change`` takes out. What was written since stays."""
    for original in incident.originals.all():
        original.incident = incident
        row = _row_of(original)
        if row is not None:
            _bring_back(row, original.fields, change)
    _stay_hidden(incident)


def _bring_back(row: Model, held: Mapping[str, Any], change: Change) -> None:
    _write(
        row,
        {
            name: with_words_changed(row, name, value, change)
            for name, value in held.items()
            if getattr(row, name) == with_words_changed(row, name, value, blanked)
        },
    )


def _stay_hidden(incident: IdentifierIncident) -> None:
    """A part comes back while the whole note is hidden: it goes along with that."""
    part = incident.annotation or incident.flag
    if part is None:
        return
    whole = IdentifierIncident.objects.select_related("key").filter(
        found_in=FoundIn.NOTE, note=part.note_id, status=IncidentStatus.QUARANTINED
    )
    for note_incident in whole:
        incident.originals.all().delete()
        put_away(note_incident)


def _row_of(original: IncidentOriginal) -> Model | None:
    """None where its author has thrown it away since: a copy of a draft, a reason typed."""
    rows: QuerySet[Any] = QuerySet(apps.get_model(original.label))
    found: Model | None = rows.filter(pk=original.object_id).first()
    return found


def blacken(version: NoteVersion) -> None:
    """All of it, for good: what took its place is another version."""
    _write(version, {name: blanked(getattr(version, name)) for name in ("text", "change_note")})


def _write(row: Model, values: Mapping[str, Any]) -> None:
    """Past what refuses to edit a version: this is the one thing that may.

    What is sealed together with something that changes now is opened before, and sealed anew.
    """
    if not values:
        return
    now = {name: getattr(row, name) for name in sealed_columns(row)} | dict(values)
    names = list(values)
    if isinstance(row, NoteVersion):  # the database asks for it
        row.blacked_at = timezone.now()
        names = [*now, "blacked_at"]
    elif isinstance(row, NoteDraft):  # a window that is open on it is not the newest any more
        row.revision += 1
        names = [*now, "revision"]
    for name, value in now.items():
        setattr(row, name, value)
    Model.save(row, update_fields=names)
