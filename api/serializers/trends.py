"""Trends of a clinic's decisions; a figure that is not shown is null."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import Choice
from cases.trend_periods import Grain

GRAINS = [grain.value for grain in Grain]


class TrendQuery(serializers.Serializer[Any]):
    grain = Choice(GRAINS, required=False, help_text="Quarters, if it is left out.")
    first_year = serializers.IntegerField(required=False, min_value=2000, max_value=2200)
    last_year = serializers.IntegerField(required=False, min_value=2000, max_value=2200)


class PeriodSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="2026-Q1 or 2026")
    first = serializers.DateField()


class FigureSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    of = serializers.IntegerField(allow_null=True)
    percent = serializers.IntegerField(allow_null=True)


@extend_schema_field(
    {
        "type": "array",
        "items": {
            "type": ["object", "null"],
            "required": ["number", "of", "percent"],
            "properties": {
                "number": {"type": "integer"},
                "of": {"type": ["integer", "null"]},
                "percent": {"type": ["integer", "null"]},
            },
        },
    }
)
class Figures(serializers.ListField):
    """Described by hand: a list whose members may be null is beyond what is done by itself."""

    child = FigureSerializer(allow_null=True)


class SeriesSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField(source="label")
    figures = Figures(help_text="One per period; null: not shown.")


class TrendSerializer(serializers.Serializer[Any]):
    """``least`` is the smallest number that is shown; the rest is null, see ``figures``."""

    clinic = serializers.UUIDField(source="clinic.pk")
    grain = serializers.ChoiceField(GRAINS)
    first_year = serializers.IntegerField()
    last_year = serializers.IntegerField()
    least = serializers.IntegerField()
    periods = PeriodSerializer(many=True)
    referrals = SeriesSerializer()
    grounds = SeriesSerializer(many=True)
    outcome = SeriesSerializer()
    contact = SeriesSerializer()
    boundaries = SeriesSerializer()
    domains = SeriesSerializer(many=True)
    answers = SeriesSerializer(many=True)
    follow_ups = SeriesSerializer()
