"""Reflective flags. Answers to prompts stay with whoever raised the flag, unless shared."""

from typing import Any

from rest_framework import serializers

from api.fields import Choice, Flag, Number, Text, Texts
from api.serializers.base import Body, PersonSerializer
from api.serializers.places import PlaceSerializer
from cases import policy
from cases.enums import (
    Dimension,
    FlagAcceptance,
    FlagDirection,
    FlagStatus,
    FlagVisibility,
)
from cases.models import ReflectiveFlag

# --- What is sent ---


class ChangeFlagContent(Body):
    direction = Choice(FlagDirection.choices, required=False, allow_blank=True)
    intensity = Number(required=False, allow_null=True, max_value=4)
    narrative = Text(required=False)
    details = serializers.DictField(required=False, help_text="See /dimensions/.")
    prompt_answers = Texts(required=False)
    share_answers = Flag(required=False)


class RaiseFlag(ChangeFlagContent):
    dimension = Choice(Dimension.choices)
    visibility = Choice(FlagVisibility.choices, help_text="Chosen each time.")
    number = Number(required=False, allow_null=True, help_text="A version; else the draft.")
    section = Text(required=False, help_text="In the draft: which section the span is of.")
    start = Number(required=False, allow_null=True)
    end = Number(required=False, allow_null=True)
    quote = Text(required=False)


class ChangeFlag(ChangeFlagContent):
    version = Number(source="expected_version", help_text="The one that was read.")
    visibility = Choice(FlagVisibility.choices, required=False)


class MoveFlag(Body):
    version = Number(source="expected_version", help_text="The one that was read.")
    status = Choice(FlagStatus.choices)
    reason = Text(required=False, help_text="Why it is set aside.")


class AnswerFlag(Body):
    version = Number(source="expected_version", help_text="The one that was read.")


# --- What is shown ---


class DraftPlace(serializers.Serializer[Any]):
    """Where it lies in the draft, in code points of one section; for its writer alone."""

    section = serializers.CharField(allow_blank=True)
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)


class FlagRow(serializers.Serializer[Any]):
    """A flag in a list across notes: without its words."""

    id = serializers.UUIDField()
    note = serializers.UUIDField(source="note_id")
    dimension = serializers.ChoiceField(Dimension.choices)
    raised_by = PersonSerializer()
    acceptance = serializers.ChoiceField(FlagAcceptance.choices)
    visibility = serializers.ChoiceField(FlagVisibility.choices)
    status = serializers.ChoiceField(FlagStatus.choices)
    submitted = serializers.BooleanField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField(help_text="Rises with every change; send it back.")


class FlagSerializer(FlagRow):
    direction = serializers.ChoiceField(FlagDirection.choices, allow_blank=True)
    intensity = serializers.IntegerField(allow_null=True)
    narrative = serializers.CharField(allow_blank=True)
    details = serializers.DictField()
    prompt_answers = serializers.DictField(child=serializers.CharField())
    share_answers = serializers.BooleanField()
    set_aside_reason = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    draft = DraftPlace(source="*", allow_null=True)
    places = PlaceSerializer(source="anchors", many=True)

    def to_representation(self, instance: ReflectiveFlag) -> dict[str, Any]:
        shown = super().to_representation(instance)
        reader = self.context["request"].user
        if not policy.reads_answers(reader, instance):
            shown["prompt_answers"] = {}
        if not policy.owns_flag(reader, instance):
            shown["set_aside_reason"] = ""
        if instance.note.author_id != reader.pk:
            shown["draft"] = None
        return shown
