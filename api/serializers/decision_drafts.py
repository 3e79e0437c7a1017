"""Unsaved writing in a decision: its author's own."""

from typing import Any

from rest_framework import serializers

from api.fields import Id, Number
from api.serializers.base import Body
from cases.actions.decision_drafts import Writing


class KeepTyped(Body):
    based_on = Number(help_text="The version of the decision that was read.")
    typed = serializers.DictField(help_text="By field: text, or a list of choices, as typed.")
    window = Id(help_text="Of whoever writes here: each keeps a text of its own.")
    tick = Number(help_text="Counts the messages of this window; a late one is let go.")
    draft = Id(required=False, help_text="The text it began with, to write on in.")
    draft_revision = Number(required=False, default=0, help_text="Of that text, as read.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        names = ("window", "tick", "draft", "draft_revision")
        said = {name: attrs.pop(name, None) for name in names}
        return attrs | {"writing": Writing(*said.values())}


class TypedSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    typed = serializers.DictField()
    based_on = serializers.IntegerField()
    revision = serializers.IntegerField()
    window = serializers.UUIDField(allow_null=True)
    saved_at = serializers.DateTimeField()


class KeptSerializer(serializers.Serializer[Any]):
    draft = TypedSerializer()
    elsewhere = serializers.BooleanField(help_text="Another window's text is kept beside it.")
