"""Groups of the clinic: who is in them, from when to when. Nothing clinical."""

from typing import Any

from rest_framework import serializers

from api.fields import Id, Member, Number, Text
from api.serializers.base import Body, PersonSerializer
from supervision.enums import GroupKind
from supervision.models import SupervisionGroup
from supervision.models.groups import LARGEST
from supervision.selectors import memberships_of


class StartGroup(Body):
    clinic = Id(source="clinic_id")
    name = Text()
    kind = Member(GroupKind)
    members = serializers.ListField(
        child=Id(), source="member_ids", help_text="Two to twelve; the leader is one of them."
    )
    leader = Id(
        source="leader_id",
        required=False,
        allow_null=True,
        help_text="For a supervision group; peers have none.",
    )
    max_size = Number(default=LARGEST)


class AddMember(Body):
    member = Id(source="member_id")


class MembershipSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    member = PersonSerializer()
    valid_from = serializers.DateTimeField()
    valid_to = serializers.DateTimeField(allow_null=True)


class GroupRow(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    clinic = serializers.UUIDField(source="clinic_id")
    name = serializers.CharField()
    kind = serializers.ChoiceField(GroupKind.choices)
    leader = PersonSerializer(allow_null=True)
    max_size = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class GroupSerializer(GroupRow):
    """With everybody who is or was in it."""

    memberships = serializers.SerializerMethodField()

    def get_memberships(self, group: SupervisionGroup) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = MembershipSerializer(memberships_of(group), many=True).data  # type: ignore[assignment]  # a list of what each becomes
        return rows
