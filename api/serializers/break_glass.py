"""Emergency access, as whoever is told of it sees it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import Choice, Text
from api.serializers.base import Body, PersonSerializer
from api.serializers.incidents import FactorsSerializer
from cases.break_glass_enums import (
    AccessIncidentStatus,
    BreakGlassEnd,
    BreakGlassOutcome,
    BreakGlassPurpose,
)
from cases.break_glass_policy import reads_reason
from cases.incident_enums import ExceptionKind, Notifiable
from cases.models import AccessIncident, BreakGlass


class TakeBreakGlass(Body):
    code = Text(help_text="Of the case.")
    clinic = serializers.UUIDField(
        required=False,
        help_text="Where one answers for several: codes are counted in each for itself.",
    )
    purpose = Choice(BreakGlassPurpose.choices)
    reason = Text(help_text="At least 30 characters; whoever reviews it reads it.")


class ReviewBreakGlass(Body):
    outcome = Choice(BreakGlassOutcome.choices)
    note = Text()


class BreakGlassSerializer(serializers.Serializer[Any]):
    """Without its reason, which is for those who review it; see ``told_purpose``."""

    id = serializers.UUIDField()
    case = serializers.UUIDField(source="case_id")
    code = serializers.CharField(source="case.code")
    by = PersonSerializer()
    role = serializers.CharField()
    purpose = serializers.ChoiceField(
        BreakGlassPurpose.choices,
        source="told_purpose",
        allow_blank=True,
        help_text="Empty for a supervisor of the case.",
    )
    started_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    ended_how = serializers.ChoiceField(BreakGlassEnd.choices, allow_blank=True)
    review_due = serializers.DateTimeField()
    reviewed_by = PersonSerializer(allow_null=True)
    reviewed_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(BreakGlassOutcome.choices, allow_blank=True)


class AccessIncidentSerializer(serializers.Serializer[Any]):
    """How far it is; what was written, for those who may read it."""

    status = serializers.ChoiceField(AccessIncidentStatus.choices)
    version = serializers.IntegerField()
    opened_at = serializers.DateTimeField()
    exception = serializers.ChoiceField(ExceptionKind.choices, allow_blank=True)
    notifiable = serializers.ChoiceField(Notifiable.choices, allow_blank=True)
    notified_on = serializers.DateField(allow_null=True)
    assessed_by = PersonSerializer(allow_null=True)
    assessed_at = serializers.DateTimeField(allow_null=True)
    closed_by = PersonSerializer(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    said = serializers.SerializerMethodField()

    @extend_schema_field(FactorsSerializer(allow_null=True))
    def get_said(self, incident: AccessIncident) -> dict[str, Any] | None:
        if not reads_reason(self.context["request"].user, incident.break_glass):
            return None
        return FactorsSerializer(incident).data


class BreakGlassInFullSerializer(BreakGlassSerializer):
    """With its reason and its review for those who may read them, else empty."""

    reason = serializers.SerializerMethodField()
    review_note = serializers.SerializerMethodField()
    incident = AccessIncidentSerializer(
        required=False, allow_null=True, default=None, help_text="What “not justified” begins."
    )

    def get_reason(self, shown: BreakGlass) -> str:
        return shown.reason if self._reads(shown) else ""

    def get_review_note(self, shown: BreakGlass) -> str:
        return shown.review_note if self._reads(shown) else ""

    def _reads(self, shown: BreakGlass) -> bool:
        return reads_reason(self.context["request"].user, shown)
