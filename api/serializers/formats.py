"""Note formats and dimensions, as they stand in the code."""

from typing import Any

from rest_framework import serializers


class FormatSection(serializers.Serializer[Any]):
    key = serializers.CharField()
    title = serializers.CharField()
    hint = serializers.CharField()


class FormatSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    title = serializers.CharField()
    purpose = serializers.CharField()
    sections = FormatSection(many=True)


class CodeSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a key of ours, not DRF's label


class DimensionField(CodeSerializer):
    kind = serializers.ChoiceField(["one", "many", "text", "axes"])
    choices = CodeSerializer(many=True)
    hint = serializers.CharField()


class PromptSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()


class DimensionSerializer(CodeSerializer):
    invitation = serializers.CharField()
    fields = DimensionField(many=True)  # type: ignore[assignment]  # a key of ours
    prompts = PromptSerializer(many=True)
