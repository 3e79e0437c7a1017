"""Exports: what was taken out, by whom, in which form and why."""

from typing import Any

from rest_framework import serializers

from api.fields import Choice, Id, Member, Text
from api.serializers.base import Body, Part, PersonSerializer
from api.serializers.decisions import DecisionQuery
from cases.export_enums import FOR_PEOPLE, ExportFormat, ExportPurpose, ExportWhat

DATA = [(sort.value, sort.label) for sort in ExportFormat if sort not in FOR_PEOPLE]


class ExportFilters(DecisionQuery, Part):
    """Those of the audit; a misspelt one would take everything out, and is refused."""


class MakeExport(Body):
    """A dossier names its `decision`, a list or the ledger its `clinic`; a list has filters."""

    what = Member(ExportWhat)
    format = Choice(DATA)
    purpose = Member(ExportPurpose)
    reason = Text(help_text="Who it is for, and what is asked. Kept with the export.")
    decision = Id(required=False)
    clinic = Id(required=False)
    filters = ExportFilters(required=False)


class ExportSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    clinic = serializers.UUIDField(source="clinic_id")
    by = PersonSerializer()
    by_token = serializers.BooleanField()
    what = serializers.ChoiceField(ExportWhat.choices)
    format = serializers.ChoiceField(ExportFormat.choices)
    purpose = serializers.ChoiceField(ExportPurpose.choices)
    reason = serializers.CharField()
    decision = serializers.UUIDField(source="decision_id", allow_null=True)
    filters = serializers.DictField()
    rows = serializers.IntegerField(help_text="How many there were when it was asked for.")
    handed_out = serializers.IntegerField(help_text="How many have left so far.")
    made_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(
        allow_null=True, help_text="When the last of them left; null while they do."
    )
