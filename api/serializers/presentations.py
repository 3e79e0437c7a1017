"""A note presented to a group: what of it, to whom, from when to when."""

from typing import Any

from rest_framework import serializers

from api.fields import Id, Moment, Number
from api.serializers.base import Body, PersonSerializer
from cases.excerpts import excerpt_of
from cases.models import GroupPresentation


class PresentNote(Body):
    number = Number(help_text="The version, which its supervisor has opened.")
    group = Id(source="group_id")
    starts_at = Moment(required=False, help_text="Now, unless said.")
    ends_at = Moment(help_text="It ends by itself then; within a month.")
    sections = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Their keys; all of it, else."
    )


class GroupName(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class PresentationRow(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    note = serializers.UUIDField(source="note_id")
    case = serializers.CharField(source="note.case.code", help_text="Its code, nothing else.")
    number = serializers.IntegerField(source="version.number")
    group = GroupName()
    presenter = PersonSerializer(source="note.author")
    whole = serializers.BooleanField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class PresentedText(serializers.Serializer[Any]):
    key = serializers.CharField()
    title = serializers.CharField()
    start = serializers.IntegerField(help_text="Code points of the version’s text.")
    end = serializers.IntegerField()
    text = serializers.CharField()


class PresentationSerializer(PresentationRow):
    """With the sections that are shown, and no other word of the note."""

    sections = PresentedText(many=True)

    def to_representation(self, instance: GroupPresentation) -> dict[str, Any]:
        version = excerpt_of(instance)
        sections = [
            section | {"text": version.text[section["start"] : section["end"]]}
            for section in version.sections
        ]
        row = PresentationRow(instance, context=self.context).data
        return {**row, "sections": PresentedText(sections, many=True).data}
