"""What is new to oneself in a room."""

from typing import Any

from rest_framework import serializers

from api.fields import Id, Number
from api.serializers.base import Body

MOST = 500


class MarkRead(Body):
    seq = Number(help_text="The last event that was on the screen.")
    things = serializers.ListField(
        child=Id(),
        required=False,
        max_length=MOST,
        help_text="Threads and flags; without them, everything in the room.",
    )


class VisitSerializer(serializers.Serializer[Any]):
    """One's own bookmark. Nobody else's is ever shown."""

    since = serializers.IntegerField(help_text="Where the visit before this one ended.")
    head = serializers.IntegerField(help_text="The room's last event now.")
    unread = serializers.ListField(
        child=serializers.UUIDField(), help_text="Threads and flags with something new."
    )
