"""Emergency access, as whoever is told of it sees it."""

from typing import Any

from rest_framework import serializers

from api.fields import Choice, Text
from api.serializers.base import Body, PersonSerializer
from cases.break_glass_enums import BreakGlassEnd, BreakGlassOutcome, BreakGlassPurpose
from cases.break_glass_policy import reads_reason
from cases.models import BreakGlass


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


class BreakGlassInFullSerializer(BreakGlassSerializer):
    """With its reason and its review for those who may read them, else empty."""

    reason = serializers.SerializerMethodField()
    review_note = serializers.SerializerMethodField()

    def get_reason(self, shown: BreakGlass) -> str:
        return shown.reason if self._reads(shown) else ""

    def get_review_note(self, shown: BreakGlass) -> str:
        return shown.review_note if self._reads(shown) else ""

    def _reads(self, shown: BreakGlass) -> bool:
        return reads_reason(self.context["request"].user, shown)
