"""Groups in which a note is presented: two to twelve people, each from when to when."""

import uuid
from typing import Final

from django.db import models
from django.utils import timezone

from supervision.enums import GroupKind
from supervision.models.clinic import Clinic
from supervision.models.people import User

SMALLEST: Final = 2
LARGEST: Final = 12


class SupervisionGroup(models.Model):
    """Changes only through ``supervision.actions.groups``; closed, never deleted.

    A peer consultation has no leader: nobody in it has authority over another.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=GroupKind)
    leader = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="groups_led"
    )
    max_size = models.PositiveSmallIntegerField(default=LARGEST)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=GroupKind.values), name="group_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(max_size__gte=SMALLEST, max_size__lte=LARGEST),
                name="group_of_2_to_12",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=GroupKind.PEER_CONSULTATION)
                | models.Q(leader__isnull=True),
                name="group_of_peers_has_no_leader",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=GroupKind.SUPERVISION_GROUP)
                | models.Q(leader__isnull=False),
                name="group_for_supervision_has_leader",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMembership(models.Model):
    """One person in a group for a time. Whoever comes back gets a new row.

    ``seat`` numbers the places that are taken, so that the database itself keeps a
    thirteenth person out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(
        SupervisionGroup, on_delete=models.PROTECT, related_name="memberships"
    )
    member = models.ForeignKey(User, on_delete=models.PROTECT, related_name="group_memberships")
    seat = models.PositiveSmallIntegerField()
    valid_from = models.DateTimeField(default=timezone.now)
    valid_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["valid_from", "seat", "id"]
        indexes = [models.Index(fields=["member", "valid_to", "group"], name="group_of_member")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="membership_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(seat__gte=1, seat__lte=LARGEST), name="group_seat_1_to_12"
            ),
            models.UniqueConstraint(
                fields=["group", "member"],
                condition=models.Q(valid_to__isnull=True),
                name="group_member_once",
            ),
            models.UniqueConstraint(
                fields=["group", "seat"],
                condition=models.Q(valid_to__isnull=True),
                name="group_seat_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} in {self.group}"
