"""What is said about passages. A withdrawn annotation keeps its place and shows no words."""

from typing import Any

from rest_framework import serializers

from api.fields import LARGEST, Choice, Id, Number, Text
from api.frames import annotation_content
from api.serializers.base import Body, PersonSerializer
from cases.enums import Act, AnnotationStatus, AnnotationVisibility, Eye, Focus, Stance
from cases.models import Annotation

# --- What is sent ---


class Annotate(Body):
    number = Number(help_text="The version it is about.")
    act = Choice(Act.choices)
    body = Text()
    start = Number(required=False, allow_null=True, help_text="Code points of the text.")
    end = Number(required=False, allow_null=True, help_text="Exclusive.")
    quote = Text(required=False, help_text="The words there; refused when they are not.")
    parent = Id(  # type: ignore[assignment]  # a key of ours, not DRF's parent
        source="parent_id", required=False, allow_null=True
    )
    focus = Choice(Focus.choices, required=False, allow_blank=True)
    stance = Choice(Stance.choices, required=False, allow_blank=True)
    eye = Choice(Eye.choices, required=False, allow_null=True)
    visibility = Choice(
        AnnotationVisibility.choices,
        required=False,
        help_text="To the pair, unless said; a reply is for whoever reads its thread.",
    )
    directive = serializers.DictField(
        required=False, help_text="For a directive: what, by_when, why, how_seen."
    )


class EditAnnotation(Body):
    version = Number(source="expected_version", help_text="The one that was read.")
    body = Text()


class MoveAnnotation(Body):
    version = Number(source="expected_version", help_text="The one that was read.")
    reason = Text(required=False)


class OfVersion(serializers.Serializer[Any]):
    number = serializers.IntegerField(
        required=False, min_value=1, max_value=LARGEST, help_text="The newest, unless said."
    )


# --- What is shown ---


class RemarkSerializer(serializers.Serializer[Any]):
    """An annotation as the socket shows it too; the fields here describe it to a program."""

    id = serializers.UUIDField()
    note = serializers.UUIDField(source="note_id")
    number = serializers.IntegerField(source="made_on.number", help_text="Of the version.")
    parent = serializers.UUIDField(  # type: ignore[assignment]  # a key of ours
        source="parent_id", allow_null=True
    )
    author = PersonSerializer()
    act = serializers.ChoiceField(Act.choices)
    body = serializers.CharField(allow_blank=True)
    directive = serializers.DictField(child=serializers.CharField())
    focus = serializers.ChoiceField(Focus.choices, allow_blank=True)
    stance = serializers.ChoiceField(Stance.choices, allow_blank=True)
    eye = serializers.ChoiceField(Eye.choices, allow_null=True)
    visibility = serializers.ChoiceField(AnnotationVisibility.choices)
    status = serializers.ChoiceField(AnnotationStatus.choices)
    status_reason = serializers.CharField(allow_blank=True)
    start = serializers.IntegerField(allow_null=True, help_text="None: about all of it.")
    end = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField(help_text="Rises with every change; send it back.")

    def to_representation(self, instance: Annotation) -> dict[str, Any]:
        return {"note": instance.note_id, **annotation_content(instance)}


class AnnotationSerializer(RemarkSerializer):
    replies = RemarkSerializer(many=True)

    def to_representation(self, instance: Annotation) -> dict[str, Any]:
        replies = list(instance.replies.all())
        for reply in replies:  # they share what they stand on
            reply.note, reply.made_on = instance.note, instance.made_on
        shown = super().to_representation(instance)
        return shown | {"replies": RemarkSerializer(replies, many=True).data}


class NewAnnotationSerializer(AnnotationSerializer):
    """Just added: nobody can have replied, so nobody has to ask."""

    def to_representation(self, instance: Annotation) -> dict[str, Any]:
        return RemarkSerializer.to_representation(self, instance) | {"replies": []}


class RoomSerializer(serializers.Serializer[Any]):
    """The threads of a version, as they were no earlier than event ``seq``."""

    seq = serializers.IntegerField()
    number = serializers.IntegerField()
    items = AnnotationSerializer(many=True)
