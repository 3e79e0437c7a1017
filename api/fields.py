"""Serializer fields that take what their type says and convert nothing.

DRF's own turn 5 into "5", "yes" into True and 1 into a UUID, and store a caller's mistake.
"""

import re
from datetime import date, datetime
from typing import Any, Final

from django.db.models import TextChoices
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
# What a PositiveIntegerField of both databases holds.
LARGEST: Final = 2**31 - 1


class Text(serializers.CharField):
    """Kept as typed. How long it may be, the action knows: it counts after normalisation."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("allow_blank", not options.get("required", True))
        super().__init__(trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return data


class Number(serializers.IntegerField):
    """A count: a whole number from 0."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("min_value", 0)
        options.setdefault("max_value", LARGEST)
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return data


class Flag(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if type(data) is not bool:
            self.fail("invalid", input=data)
        return data


class Id(serializers.UUIDField):
    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class Choice(serializers.ChoiceField):
    """One of the words; never a number that happens to print like one."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool | float | list | dict):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


class Member(Choice):
    """One of an enum's words, as its member."""

    def __init__(self, enum: type[TextChoices], **options: Any) -> None:
        super().__init__(enum.choices, **options)
        self.enum = enum

    def to_internal_value(self, data: Any) -> TextChoices:
        return self.enum(super().to_internal_value(data))


@extend_schema_field({"type": "string", "pattern": f"^{MONTH.pattern}$"})
class Month(serializers.DateField):
    """``2026-03``; inside, the first of that month, whose day means nothing."""

    default_error_messages = {"invalid": "Write a month as YYYY-MM."}

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str) or not MONTH.fullmatch(value) or value < "1900":
            self.fail("invalid", format="YYYY-MM")
        return date.fromisoformat(f"{value}-01")

    def to_representation(self, value: date | datetime | str) -> str:
        return str(value)[:7]


class Moment(serializers.DateTimeField):
    """An ISO 8601 moment; without an offset it is taken as UTC."""

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str):
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ssZ")
        return super().to_internal_value(value)


class Texts(serializers.DictField):
    """Texts by key: sections of a note, answers to prompts."""

    child = Text(allow_blank=True)
