"""A clinic's rules as they are, and the versions in which they changed."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import Id, Moment, Text
from api.serializers.base import Body, PersonSerializer
from supervision.enums import PolicyChangeStatus
from supervision.models import PolicyChange
from supervision.policies import Policy
from supervision.policy_settings import SETTINGS, Loosens

VALUE: dict[str, Any] = {
    "oneOf": [{"type": "integer"}, {"type": "array", "items": {"type": "integer"}}]
}


@extend_schema_field(VALUE)
class SettingValue(serializers.Field[Any, Any, Any, Any]):
    """A whole number, or several where the setting is a list: the action checks which."""

    def to_internal_value(self, data: Any) -> Any:
        return data

    def to_representation(self, value: Any) -> Any:
        return value


class ChangePolicy(Body):
    clinic = Id(source="clinic_id")
    settings = serializers.DictField(
        child=SettingValue(), source="values", help_text="By code; what stays may be left out."
    )
    effective_from = Moment(
        required=False, allow_null=True, help_text="Now, if empty. Never in the past."
    )
    basis = Text(required=False, help_text="Where the rule comes from.")


class PolicyQuery(serializers.Serializer[Any]):
    at = serializers.DateTimeField(required=False, help_text="Now, if it is left out.")


class PolicyChangeQuery(serializers.Serializer[Any]):
    clinic = serializers.UUIDField(required=False)


class RuleStepSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(sorted(SETTINGS))
    old = SettingValue()
    new = SettingValue()


class PolicyChangeSerializer(serializers.Serializer[Any]):
    """A version: what it changes, from when on, and who agreed."""

    id = serializers.UUIDField()
    clinic = serializers.UUIDField(source="clinic_id")
    number = serializers.IntegerField()
    status = serializers.ChoiceField(PolicyChangeStatus.choices)
    loosens = serializers.BooleanField(help_text="It needs a second person to agree.")
    changes = serializers.SerializerMethodField()
    basis = serializers.CharField(allow_blank=True)
    effective_from = serializers.DateTimeField()
    proposed_by = PersonSerializer(allow_null=True)
    proposed_at = serializers.DateTimeField()
    decided_by = PersonSerializer(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(RuleStepSerializer(many=True))
    def get_changes(self, change: PolicyChange) -> list[dict[str, Any]]:
        return [
            {"code": code, "old": step["from"], "new": step["to"]}
            for code, step in change.changes.items()
        ]


class SettingSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    section = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a name DRF uses itself
    unit = serializers.CharField()
    value = SettingValue()
    least = serializers.IntegerField()
    most = serializers.IntegerField()
    loosens = serializers.ChoiceField([each.value for each in Loosens])


class PolicySerializer(serializers.Serializer[Any]):
    clinic = serializers.UUIDField()
    at = serializers.DateTimeField()
    settings = SettingSerializer(many=True)

    @staticmethod
    def lines(policy: Policy) -> list[dict[str, Any]]:
        return [
            {
                "code": setting.code,
                "section": setting.section,
                "label": setting.label,
                "unit": setting.unit,
                "value": policy.values[setting.code],
                "least": setting.least,
                "most": setting.most,
                "loosens": setting.loosens.value,
            }
            for setting in SETTINGS.values()
        ]
