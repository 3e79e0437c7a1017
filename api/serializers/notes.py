"""Notes: what is sent to write and move them, and what is shown of them."""

from typing import Any

from rest_framework import serializers

from api.fields import LARGEST, Choice, Flag, Id, Month, Number, Text, Texts
from api.serializers.base import Body, Part, PersonSerializer
from api.serializers.identifiers import REASON_HELP
from cases.actions.drafts import FlagSpan, Tab
from cases.attestations import wording
from cases.compare import Change
from cases.enums import (
    AmendKind,
    Attestation,
    EventKind,
    Format,
    HelpWanted,
    NoteKind,
    NoteMove,
    NoteStatus,
    RetractReason,
    RiskLine,
    Urgency,
)
from cases.models import Note, NoteStep

# --- What is sent ---


class StartNote(Body):
    case = Id(source="case_id")
    kind = Choice(NoteKind.choices)
    format = Choice(Format.choices)
    session_month = Month(required=False, allow_null=True)


class FlagPlace(Part):
    """Where the editor sees a flag, in code points of one section; no place, the whole note."""

    id = Id()
    section = Text(required=False, default="")
    start = Number(allow_null=True, required=False, default=None)
    end = Number(allow_null=True, required=False, default=None)


class SaveDraft(Body):
    revision = Number(help_text="The one this text is based on.")
    sections = Texts(required=False)
    supervision_question = Text(required=False)
    help_wanted = Choice(HelpWanted.choices, required=False, allow_blank=True)
    risk = Choice(RiskLine.choices, required=False, allow_blank=True)
    urgency = Choice(Urgency.choices, required=False)
    flags = FlagPlace(many=True, required=False)
    window = Id(required=False, help_text="Of the window that writes; it never meets itself.")
    tick = Number(required=False, default=0, help_text="Counts that window's saves.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        places = attrs.pop("flags", [])
        spans = [FlagSpan(p["id"], p["section"], p["start"], p["end"]) for p in places]
        window, tick = attrs.pop("window", None), attrs.pop("tick")
        return attrs | {"spans": spans, "tab": Tab(window, tick) if window else None}


class SettleCopy(Body):
    keep = Flag(help_text="Take this text as the draft, or let it go.")


class SubmitNote(Body):
    relationship = Id(source="relationship_id")
    revision = Number(source="expected_revision", help_text="The draft's, as it was read.")
    change_note = Text(required=False, help_text="What is new in this version.")
    identifiers_reason = Text(
        required=False,
        help_text=REASON_HELP,
    )


class AmendNote(SubmitNote):
    change_note = Text(help_text="Why it is amended.")
    amend_kind = Choice(AmendKind.choices)


class Since(serializers.Serializer[Any]):
    since = serializers.IntegerField(
        default=0, min_value=0, max_value=LARGEST, help_text="The last number seen."
    )


class MoveNote(Body):
    version = Number(source="expected_version", help_text="The one that was read.")


class ReturnNote(MoveNote):
    text = Text(help_text="The reply that goes with it.")


class CompleteNote(MoveNote):
    attestation = Choice(Attestation.choices)
    wording = Number(
        required=False,
        help_text="Number of the words that were read; 409 unless current.",
    )
    text = Text(required=False, help_text="A summary: what was looked at, what to take along.")


class RetractNote(MoveNote):
    reason = Choice(RetractReason.choices)
    text = Text(required=False)


BODY_OF_MOVE = {
    NoteMove.RETURN: ReturnNote,
    NoteMove.COMPLETE: CompleteNote,
    NoteMove.RETRACT: RetractNote,
}

# --- What is shown ---


class CaseOfNote(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    code = serializers.CharField()


class NoteRow(serializers.Serializer[Any]):
    """What a list of notes shows."""

    id = serializers.UUIDField()
    case = CaseOfNote()
    kind = serializers.ChoiceField(NoteKind.choices)
    format = serializers.ChoiceField(Format.choices)
    status = serializers.ChoiceField(NoteStatus.choices)
    number = serializers.IntegerField(source="current_number", help_text="Newest version.")
    author = PersonSerializer()
    supervisor = PersonSerializer(
        source="relationship.supervisor", default=None, allow_null=True, read_only=True
    )
    help_wanted = serializers.ChoiceField(HelpWanted.choices, allow_blank=True)
    risk = serializers.ChoiceField(RiskLine.choices, allow_blank=True)
    urgency = serializers.ChoiceField(Urgency.choices)
    submitted_at = serializers.DateTimeField(allow_null=True)
    review_due = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField(help_text="Rises with every move; send it back.")


class QueueRow(NoteRow):
    """What waits for a review, with its question: all that is shown before it is opened."""

    question = serializers.SerializerMethodField()

    def get_question(self, note: Note) -> str:
        return "".join(version.question for version in note.current)  # type: ignore[attr-defined]  # prefetched by the selector


class NoteStepSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(help_text="The version it was about.")
    move = serializers.ChoiceField(NoteMove.choices)
    from_status = serializers.ChoiceField(NoteStatus.choices)
    to_status = serializers.ChoiceField(NoteStatus.choices)
    attestation = serializers.CharField()
    wording = serializers.IntegerField(allow_null=True)
    attested = serializers.SerializerMethodField(help_text="The words that were attested.")
    reason = serializers.CharField()
    text = serializers.CharField()
    by = PersonSerializer()
    at = serializers.DateTimeField()

    def get_attested(self, step: NoteStep) -> str:
        return wording(step.attestation, step.wording)


class NoteSerializer(NoteRow):
    relationship = serializers.UUIDField(source="relationship_id", allow_null=True)
    session_month = Month(allow_null=True)
    opened_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class CopySerializer(serializers.Serializer[Any]):
    """The text of another tab that waits for a choice."""

    id = serializers.UUIDField()
    sections = serializers.DictField(child=serializers.CharField())
    supervision_question = serializers.CharField()
    based_on = serializers.IntegerField()
    saved_at = serializers.DateTimeField()


class DraftSerializer(serializers.Serializer[Any]):
    sections = serializers.DictField(child=serializers.CharField())
    supervision_question = serializers.CharField()
    help_wanted = serializers.ChoiceField(HelpWanted.choices, allow_blank=True)
    risk = serializers.ChoiceField(RiskLine.choices, allow_blank=True)
    urgency = serializers.ChoiceField(Urgency.choices)
    revision = serializers.IntegerField()
    saved_at = serializers.DateTimeField()
    copies = CopySerializer(many=True)


class VersionRow(serializers.Serializer[Any]):
    """A version without its text."""

    number = serializers.IntegerField()
    relationship = serializers.UUIDField(source="relationship_id")
    supervisor = PersonSerializer(source="relationship.supervisor")
    help_wanted = serializers.ChoiceField(HelpWanted.choices)
    risk = serializers.ChoiceField(RiskLine.choices)
    urgency = serializers.ChoiceField(Urgency.choices)
    length = serializers.IntegerField(help_text="Code points of the text.")
    created_at = serializers.DateTimeField()
    recalled_at = serializers.DateTimeField(allow_null=True)


class Compared(serializers.Serializer[Any]):
    """``?from=1&to=2``"""

    to = serializers.IntegerField(min_value=1, max_value=LARGEST)

    def get_fields(self) -> dict[str, Any]:
        older = serializers.IntegerField(min_value=1, max_value=LARGEST)
        return {"from": older, **super().get_fields()}


class PieceSerializer(serializers.Serializer[Any]):
    change = serializers.ChoiceField([(change.value, change.value) for change in Change])
    text = serializers.CharField()


class SectionChangeSerializer(serializers.Serializer[Any]):
    """Same and deleted pieces make the older text, same and inserted ones the newer."""

    key = serializers.CharField()
    title = serializers.CharField()
    changed = serializers.BooleanField()
    pieces = PieceSerializer(many=True)


class SectionSerializer(serializers.Serializer[Any]):
    """Where a section lies in the text, in code points, end exclusive."""

    key = serializers.CharField()
    title = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()


class VersionSerializer(VersionRow):
    note = serializers.UUIDField(source="note_id")
    text = serializers.CharField()
    sections = SectionSerializer(many=True)
    change_note = serializers.CharField()


class EventSerializer(serializers.Serializer[Any]):
    """As the socket sends it. What this person may not see is a number alone, ``hidden``."""

    type = serializers.ChoiceField([("event", "event")])
    seq = serializers.IntegerField()
    hidden = serializers.BooleanField(required=False)
    kind = serializers.ChoiceField(EventKind.choices, required=False)
    actor = PersonSerializer(required=False)
    number = serializers.IntegerField(required=False, help_text="The note's version then.")
    detail = serializers.CharField(required=False, help_text="The move made.")
    at = serializers.DateTimeField(required=False)
    annotation = serializers.DictField(required=False, help_text="As it is now.")
    flag = serializers.DictField(required=False, help_text="As it is now.")


class EventsSerializer(serializers.Serializer[Any]):
    events = EventSerializer(many=True)
    head = serializers.IntegerField()
