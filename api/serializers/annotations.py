"""What is said about passages. A withdrawn annotation keeps its place and shows no words."""

from typing import Any

from rest_framework import serializers

from api.fields import LARGEST, Choice, Id, Number, Text
from api.frames import annotation_content
from api.serializers.base import Body, PersonSerializer
from api.serializers.identifiers import REASON_HELP
from api.serializers.places import HereSerializer, PlaceSerializer
from cases.enums import (
    Act,
    AnnotationMove,
    AnnotationStatus,
    AnnotationVisibility,
    Eye,
    Focus,
    Stance,
)
from cases.models import Annotation
from cases.places import places_in

# --- What is sent ---


class Annotate(Body):
    number = Number(help_text="The version it is about.")
    act = Choice(Act.choices)
    body = Text(allow_blank=True, help_text="Never blank; a directive is told all it lacks.")
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
        required=False,
        help_text="For a directive, all of them: what, by_when, why, how_seen; "
        "and safety, “yes” where the client’s safety hangs on it.",
    )
    identifiers_reason = Text(required=False, help_text=REASON_HELP)


class EditAnnotation(Body):
    version = Number(source="expected_version", help_text="The one that was read.")
    body = Text()
    identifiers_reason = Text(required=False, help_text=REASON_HELP)


class MoveAnnotation(Body):
    version = Number(source="expected_version", help_text="The one that was read.")
    reason = Text(required=False)


class ModifyAnnotation(MoveAnnotation):
    reason = Text(help_text="Why it changes.")
    directive = serializers.DictField(help_text="The new terms; what is not named stays.")


BODY_OF_STEP = {AnnotationMove.MODIFY: ModifyAnnotation}


class OfVersion(serializers.Serializer[Any]):
    number = serializers.IntegerField(
        required=False, min_value=1, max_value=LARGEST, help_text="The newest, unless said."
    )


# --- What is shown ---


class AnnotationStepSerializer(serializers.Serializer[Any]):
    """One step in the life of a directive. ``was`` holds the terms that it replaced."""

    move = serializers.ChoiceField(AnnotationMove.choices)
    from_status = serializers.ChoiceField(AnnotationStatus.choices)
    to_status = serializers.ChoiceField(AnnotationStatus.choices)
    reason = serializers.CharField(allow_blank=True)
    was = serializers.DictField(child=serializers.CharField())
    by = PersonSerializer()
    at = serializers.DateTimeField()


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
    steps = AnnotationStepSerializer(many=True, help_text="Of a directive, the first first.")
    start = serializers.IntegerField(
        allow_null=True, help_text="In the version it was made on. None: about all of it."
    )
    end = serializers.IntegerField(allow_null=True)
    places = PlaceSerializer(source="anchors", many=True)
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
        for reply in replies:  # they share its key
            reply.note = instance.note
        shown = super().to_representation(instance)
        return shown | {"replies": RemarkSerializer(replies, many=True).data}


class NewAnnotationSerializer(AnnotationSerializer):
    """Just added: nobody can have replied, so nobody has to ask."""

    def to_representation(self, instance: Annotation) -> dict[str, Any]:
        return RemarkSerializer.to_representation(self, instance) | {"replies": []}


class ThreadSerializer(AnnotationSerializer):
    """A thread on one version: begun there, or followed to it from an earlier one."""

    here = HereSerializer()

    def to_representation(self, instance: Annotation) -> dict[str, Any]:
        here = self.context["places"][instance.pk]
        shown = super().to_representation(instance)
        return shown | {"here": HereSerializer(here).data}


class RoomSerializer(serializers.Serializer[Any]):
    """The threads of a version, as they were no earlier than event ``seq``."""

    seq = serializers.IntegerField()
    number = serializers.IntegerField()
    items = ThreadSerializer(many=True)

    def to_representation(self, instance: dict[str, Any]) -> dict[str, Any]:
        places = places_in(instance["version"], instance["items"])
        context = {**self.context, "places": places}
        items = ThreadSerializer(instance["items"], many=True, context=context)
        return {"seq": instance["seq"], "number": instance["number"], "items": items.data}
