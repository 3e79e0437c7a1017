"""What every body and answer shares. Serializers read and show; they never write."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from api.fields import Id


class Part(serializers.Serializer[Any]):
    """An object inside a body. A name nobody asked for is refused: it is a misspelling."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            if unknown := [str(name) for name in data if name not in known]:
                said = {name: ["There is no such field here."] for name in unknown}
                raise ValidationError(said, code="unknown_field")
        return super().to_internal_value(data)


class Body(Part):
    """A whole body. ``op_id`` makes a repeat harmless: see api.idempotency."""

    op_id = Id(required=False)


class PersonSerializer(serializers.Serializer[Any]):
    """Who, wherever somebody is named."""

    id = serializers.UUIDField()
    name = serializers.CharField(source="display_name")
