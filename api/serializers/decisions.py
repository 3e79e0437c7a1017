"""What referral and boundary decisions share on the way in and out."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import Choice, Flag, Id, Month, Number, Text, Texts
from api.serializers.base import Body, Part, PersonSerializer
from cases.decision_enums import Ground
from cases.decision_field import DecisionField
from cases.decision_fields import fields_of
from cases.decision_moves import OfferedMove
from cases.decision_policy import Reading
from cases.decision_selectors import CLOSED, OPEN
from cases.decision_workflow import (
    BOUNDARY_TURN,
    REFERRAL_TURN,
    status_label,
    turn_of,
)
from cases.enums import ConsultedWith, DecisionKind
from cases.referral_enums import Finding
from cases.spans import Span

STATUSES = sorted({*REFERRAL_TURN, *BOUNDARY_TURN, OPEN, CLOSED})


class Day(serializers.DateField):
    """``2026-03-09``, and nothing that only looks like it."""

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


class LensAnswers(Part):
    version = Text(required=False)
    answers = Texts()


class PassagePart(Part):
    """Where in ``from_version`` it came up, in code points of its text."""

    start = Number()
    end = Number()

    def validate(self, attrs: dict[str, Any]) -> Any:
        return Span(**attrs)


class ContentBody(Body):
    """A body that also takes every field of its kind of decision."""

    kind: ClassVar[DecisionKind]

    def get_fields(self) -> dict[str, Any]:
        taken = {name: _taken(field) for name, field in fields_of(self.kind).items()}
        return taken | super().get_fields()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        known = fields_of(self.kind)
        content = {name: value for name, value in attrs.items() if name in known}
        return {name: value for name, value in attrs.items() if name not in known} | {
            "content": content
        }


def _taken(field: DecisionField) -> serializers.Field[Any, Any, Any, Any]:
    if field.kind == "choice" and field.choices is not None:
        return Choice(field.choices.choices, required=False, allow_blank=not field.required)
    if field.kind == "many" and field.choices is not None:
        return serializers.ListField(child=Choice(field.choices.choices), required=False)
    if field.kind == "lens":
        return serializers.DictField(child=LensAnswers(), required=False)
    takes = {"date": Day, "month": Month, "flag": Flag, "number": Number}.get(field.kind)
    return takes(required=False, allow_null=True) if takes else Text(required=False)


class MoveBody(Body):
    version = Number(help_text="The one that was read.")
    reasons = Text(required=False)
    relationship = Id(required=False, help_text="Whom a move brings it to.")


class VersionBody(Body):
    version = Number(help_text="The one that was read.")


class AddConsultation(VersionBody):
    consulted = Choice(ConsultedWith.choices)
    on = Day()
    question = Text()
    advice = Text(required=False)
    followed = Flag(required=False, allow_null=True)
    why = Text(required=False)
    colleague = Id(
        required=False, allow_null=True, help_text="Who it was, where it was somebody here."
    )


class AddFollowUp(VersionBody):
    due = Day()


class EndFollowUp(VersionBody):
    """With a finding it is looked after, with a reason called off."""

    finding = Choice(Finding.choices, required=False)
    result = Text(required=False)
    reason = Text(required=False, help_text="Why nothing is asked on that day.")


class DecisionQuery(serializers.Serializer[Any]):
    """The filters of the audit."""

    kind = serializers.ChoiceField(DecisionKind.choices, required=False)
    status = serializers.ChoiceField(STATUSES, required=False)
    ground = serializers.ChoiceField(Ground.choices, required=False)
    supervisor = serializers.UUIDField(required=False)
    supervisee = serializers.UUIDField(required=False)
    opened_from = serializers.DateField(required=False)
    opened_to = serializers.DateField(required=False)
    overdue = serializers.BooleanField(required=False)
    case = serializers.UUIDField(required=False)


class CaseName(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    code = serializers.CharField()


class DecisionRow(serializers.Serializer[Any]):
    """What a list of decisions shows: codes, people and dates."""

    id = serializers.UUIDField()
    clinic = serializers.UUIDField(source="clinic_id")
    kind = serializers.ChoiceField(DecisionKind.choices)
    reference = serializers.CharField()
    case = CaseName()
    status = serializers.CharField()
    status_label = serializers.SerializerMethodField()
    turn = serializers.SerializerMethodField()
    ground = serializers.CharField(source="main_ground", required=False, allow_null=True)
    supervisee = PersonSerializer()
    supervisor = PersonSerializer(
        source="relationship.supervisor", default=None, allow_null=True
    )
    relationship = serializers.UUIDField(source="relationship_id", allow_null=True)
    emergency = serializers.BooleanField()
    opened_at = serializers.DateTimeField()
    shared_at = serializers.DateTimeField(allow_null=True)
    review_due = serializers.DateTimeField(allow_null=True)
    reviewed_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()

    def get_status_label(self, decision: Any) -> str:
        return status_label(decision.kind, decision.status)

    def get_turn(self, decision: Any) -> str:
        """Whose turn it is: author, supervisor, either or nobody."""
        return str(turn_of(decision.kind, decision.status))


class ConsultationSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    consulted = serializers.ChoiceField(ConsultedWith.choices)
    on = serializers.DateField()
    question = serializers.CharField()
    advice = serializers.CharField()
    followed = serializers.BooleanField(allow_null=True)
    why = serializers.CharField()
    colleague = PersonSerializer(allow_null=True)
    recorded_by = PersonSerializer()
    recorded_at = serializers.DateTimeField()


class FollowUpSerializer(serializers.Serializer[Any]):
    """Open until it is done or called off."""

    id = serializers.UUIDField()
    due = serializers.DateField()
    weeks = serializers.IntegerField(
        allow_null=True, help_text="Which of the planned ones; null where the day was chosen."
    )
    done_at = serializers.DateTimeField(allow_null=True)
    done_by = PersonSerializer(allow_null=True)
    finding = serializers.CharField()
    result = serializers.CharField()
    called_off_at = serializers.DateTimeField(allow_null=True)


class StepSerializer(serializers.Serializer[Any]):
    """A move with its reasons, or a ground that came or went."""

    move = serializers.CharField()
    from_status = serializers.CharField()
    to_status = serializers.CharField()
    reasons = serializers.CharField()
    by = PersonSerializer()
    at = serializers.DateTimeField()


class MoveSerializer(serializers.Serializer[Any]):
    move = serializers.CharField()
    label = serializers.CharField(source="move.label")  # type: ignore[assignment]  # a key of ours, not DRF's property
    possible = serializers.SerializerMethodField()
    sentence = serializers.CharField(help_text="Why not, where it is not possible now.")
    missing = serializers.DictField(child=serializers.ListField())
    reasons = serializers.BooleanField(help_text="Whether it needs reasons.")

    def get_possible(self, offer: OfferedMove) -> bool:
        return not offer.sentence


class DecisionSerializer(serializers.Serializer[Any]):
    """One decision as its reader gets it; ``withheld`` names the fields she does not get."""

    kind: ClassVar[DecisionKind]

    reading = serializers.ChoiceField([reading.value for reading in Reading])
    withheld = serializers.SerializerMethodField()
    linked_note = serializers.BooleanField()
    from_version = serializers.SerializerMethodField()
    passage = serializers.SerializerMethodField()
    consultations = ConsultationSerializer(many=True)
    follow_ups = FollowUpSerializer(many=True)
    steps = StepSerializer(many=True)
    moves = MoveSerializer(many=True, source="offers")

    def get_fields(self) -> dict[str, Any]:
        facts = DecisionRow().get_fields()
        facts.pop("ground")
        for name, field in facts.items():
            field.source = f"decision.{field.source or name}"
        facts["status_label"] = serializers.CharField(source="decision.get_status_display")
        facts["turn"] = serializers.CharField()
        shown = {name: _shown(name, field) for name, field in fields_of(self.kind).items()}
        return facts | shown | super().get_fields()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown = super().to_representation(instance)
        return {name: value for name, value in shown.items() if name not in instance.withheld}

    def get_withheld(self, shown: Any) -> list[str]:
        return sorted(shown.withheld)

    def get_from_version(self, shown: Any) -> str | None:
        """For those who may read the note itself."""
        reads_notes = shown.reading in (Reading.AUTHOR, Reading.SUPERVISOR)
        linked = shown.decision.from_version_id
        return str(linked) if linked and reads_notes else None

    @extend_schema_field(PassagePart(allow_null=True))
    def get_passage(self, shown: Any) -> dict[str, int] | None:
        """The passage of that version it grew from, for the same readers."""
        found = shown.decision.from_start is not None and self.get_from_version(shown)
        if not found:
            return None
        return {"start": shown.decision.from_start, "end": shown.decision.from_end}


def _shown(name: str, field: DecisionField) -> serializers.Field[Any, Any, Any, Any]:
    source = f"content.{name}"
    if field.kind == "lens":
        return serializers.DictField(child=LensAnswers(), source=source, required=False)
    if field.kind == "many":
        codes = serializers.CharField()
        return serializers.ListField(child=codes, source=source, required=False)
    options: dict[str, Any] = {"source": source, "required": False}
    if shows := _SHOWS.get(field.kind):
        return shows(**options, allow_null=True)
    return serializers.CharField(**options)


_SHOWS: dict[str, Callable[..., serializers.Field[Any, Any, Any, Any]]] = {
    "date": serializers.DateField,
    "month": Month,
    "flag": serializers.BooleanField,
    "number": serializers.IntegerField,
}


class MonthSerializer(serializers.Serializer[Any]):
    month = Month()
    kind = serializers.ChoiceField(DecisionKind.choices)
    decisions = serializers.IntegerField()


class SummarySerializer(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    open = serializers.IntegerField()
    overdue = serializers.IntegerField()
    closed = serializers.IntegerField()
    median_days_to_close = serializers.FloatField(allow_null=True)
    per_month = MonthSerializer(many=True)
