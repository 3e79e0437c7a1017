"""What is asked and told of concerns about supervision."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import Id, Member, Number, Text
from api.serializers.base import Body, PersonSerializer
from cases.concern_watch import acts_against_reporter
from supervision.concern_enums import (
    ConcernAbout,
    ConcernCategory,
    ConcernEntryKind,
    ConcernMeasureKind,
    ConcernMove,
    ConcernStatus,
    ConcernWish,
)
from supervision.concern_selectors import ShownConcern
from supervision.concern_workflow import WRITERS

KINDS = [(kind.value, kind.label) for kind in WRITERS]


class StartConcern(Body):
    clinic = Id(source="clinic_id")
    about = Member(ConcernAbout)
    person = Id(required=False, allow_null=True, help_text="Whom it is about; told nothing.")
    category = Member(ConcernCategory)
    what_happened = Text(required=False)
    wish = Member(ConcernWish)


class WriteConcern(Body):
    version = Number()
    about = Member(ConcernAbout, required=False)
    person = Id(required=False, allow_null=True)
    category = Member(ConcernCategory, required=False)
    what_happened = Text(required=False)
    wish = Member(ConcernWish, required=False)


class MoveConcern(Body):
    """One step; ``handler`` for sending and passing on, ``wish`` where it is sent."""

    version = Number()
    move = Member(ConcernMove)
    words = Text(required=False)
    handler = Id(source="handler_id", required=False, allow_null=True)
    wish = Member(ConcernWish, required=False)


class WriteEntry(Body):
    kind = serializers.ChoiceField(KINDS)
    words = Text()


class GrantMeasure(Body):
    kind = Member(ConcernMeasureKind)
    relationship = Id(source="relationship_id", required=False, allow_null=True)
    supervisor = Id(source="supervisor_id", required=False, allow_null=True)
    words = Text(required=False)


class EntrySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(ConcernEntryKind.choices)
    move = serializers.CharField()
    words = serializers.CharField()
    by = PersonSerializer()
    at = serializers.DateTimeField()


class MeasureSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(ConcernMeasureKind.choices)
    relationship = serializers.UUIDField(source="relationship_id", allow_null=True)
    supervisor = PersonSerializer(allow_null=True)
    granted_at = serializers.DateTimeField()
    used_at = serializers.DateTimeField(allow_null=True)
    lifted_at = serializers.DateTimeField(allow_null=True)


class ConcernRow(serializers.Serializer[Any]):
    """For its reporter, and for whoever it was brought to."""

    id = serializers.UUIDField()
    clinic = serializers.UUIDField(source="clinic_id")
    status = serializers.ChoiceField(ConcernStatus.choices)
    wish = serializers.ChoiceField(ConcernWish.choices)
    handler = PersonSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    filed_at = serializers.DateTimeField(allow_null=True)
    acknowledge_due = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class ConcernSerializer(ConcernRow):
    """All of it, with what was said since."""

    reporter = PersonSerializer()
    about = serializers.ChoiceField(ConcernAbout.choices)
    person = PersonSerializer(allow_null=True)
    category = serializers.ChoiceField(ConcernCategory.choices)
    what_happened = serializers.CharField()


class WholeConcern(serializers.Serializer[Any]):
    concern = ConcernSerializer()
    entries = EntrySerializer(many=True)
    measures = MeasureSerializer(many=True)
    moves = serializers.SerializerMethodField()

    def get_moves(self, shown: ShownConcern) -> list[str]:
        """What its reader can do now."""
        return [offer.move.value for offer in shown.offers if not offer.sentence]


class SharedConcern(serializers.Serializer[Any]):
    """For the person concerned in a formal inquiry: what was shared, and by whom."""

    id = serializers.UUIDField(source="concern.pk")
    handler = PersonSerializer(source="concern.handler")
    version = serializers.IntegerField(source="concern.version")
    entries = EntrySerializer(many=True)


class SharedRow(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    handler = PersonSerializer()
    version = serializers.IntegerField()


class WatchedSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    what = serializers.CharField()


class BroughtConcern(WholeConcern):
    """For whoever handles it: with what the person concerned did meanwhile."""

    watched = serializers.SerializerMethodField()

    @extend_schema_field(WatchedSerializer(many=True))
    def get_watched(self, shown: ShownConcern) -> Any:
        return WatchedSerializer(acts_against_reporter(shown.concern), many=True).data
