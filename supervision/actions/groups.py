"""Groups begin, change their members and close. Each step is in the ledger."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from supervision import bell, policy
from supervision.access import has_role
from supervision.enums import GroupKind, LedgerKind, Role
from supervision.exceptions import Invalid, NotFound, WrongState
from supervision.group_access import PEERS
from supervision.ledger.append import record
from supervision.models import Clinic, GroupMembership, SupervisionGroup, User
from supervision.models.groups import LARGEST, SMALLEST
from supervision.text import clean_text

NAME_LENGTH: Final = 80


@transaction.atomic
def start_group(  # noqa: PLR0913 - these are the facts of a group
    *,
    clinic_id: UUID,
    name: str,
    kind: str,
    member_ids: Collection[UUID],
    by: User,
    leader_id: UUID | None = None,
    max_size: int = LARGEST,
) -> SupervisionGroup:
    """A group with its first members; whoever leads it is one of them."""
    policy.check_manage_clinic(by, clinic_id)
    clinic = Clinic.objects.get(pk=clinic_id)
    if max_size not in range(SMALLEST, LARGEST + 1):
        said = f"A group is {SMALLEST} to {LARGEST} people."
        raise Invalid.field("max_size", said, code="group_size")
    leader = _leader(clinic_id, kind, leader_id)
    people = _people(clinic_id, {*member_ids, *([leader.pk] if leader else [])}, max_size)
    group = SupervisionGroup.objects.create(
        clinic=clinic,
        name=_name(name),
        kind=kind,
        leader=leader,
        max_size=max_size,
        started_by=by,
    )
    facts = {"group": kind, "leader": group.leader_id}
    record(LedgerKind.GROUP_STARTED, clinic_id=clinic_id, by=by, subject=group, **facts)
    for seat, person in enumerate(people, start=1):
        _seat(group, person, seat, by=by)
    return group


@transaction.atomic
def add_member(*, group_id: UUID, member_id: UUID, by: User) -> GroupMembership:
    """From now on; what was presented before has ended or is still shown."""
    group = _locked(group_id)
    policy.check_manage_group(by, group)
    _check_open(group)
    taken = list(_open(group).values_list("member", "seat"))
    if member_id in {member for member, _ in taken}:
        msg = "This person is in the group already."
        raise WrongState(msg, code="already_member")
    if len(taken) >= group.max_size:
        msg = f"This group is full: it has {group.max_size} people."
        raise WrongState(msg, code="group_full")
    person = _peer(group.clinic_id, member_id, field="member")
    free = min(set(range(1, LARGEST + 1)) - {seat for _, seat in taken})
    return _seat(group, person, free, by=by)


@transaction.atomic
def end_membership(*, membership_id: UUID, by: User) -> GroupMembership:
    """At once, in open rooms too; what this person presents to the group ends with it."""
    found = GroupMembership.objects.filter(pk=membership_id).first()
    if found is None:
        raise NotFound
    group = _locked(found.group_id)
    membership = GroupMembership.objects.select_related("member").get(pk=membership_id)
    membership.group = group
    policy.check_end_membership(by, membership)
    if membership.valid_to is not None:
        msg = "This membership has already ended."
        raise WrongState(msg)
    _check_open(group)
    if membership.member_id == group.leader_id:
        msg = "A group does not go on without its leader. Close the group instead."
        raise WrongState(msg, code="leader_stays")
    if _open(group).count() <= SMALLEST:
        msg = "A group is at least two people. Close the group instead."
        raise WrongState(msg, code="group_size")
    _kick(group)
    _end(membership, by=by)
    return membership


@transaction.atomic
def close_group(*, group_id: UUID, by: User) -> SupervisionGroup:
    """Nothing is presented to it any more, from this moment on."""
    group = _locked(group_id)
    policy.check_manage_group(by, group)
    _check_open(group)
    _kick(group)
    for membership in _open(group).select_related("member"):
        membership.group = group
        _end(membership, by=by)
    group.closed_at = timezone.now()
    group.save(update_fields=["closed_at"])
    record(LedgerKind.GROUP_CLOSED, clinic_id=group.clinic_id, by=by, subject=group)
    return group


def kick_fellows(person_id: UUID) -> None:
    """Whoever this person presents something to looks at once whether it is still shown."""
    for group in SupervisionGroup.objects.filter(
        memberships__member=person_id, memberships__valid_to__isnull=True
    ):
        _kick(group)


def _kick(group: SupervisionGroup) -> None:
    for member_id in _open(group).values_list("member", flat=True):
        bell.kick(member_id)


def _open(group: SupervisionGroup) -> QuerySet[GroupMembership]:
    return GroupMembership.objects.filter(group=group, valid_to__isnull=True).order_by("seat")


def _locked(group_id: UUID) -> SupervisionGroup:
    group = (
        SupervisionGroup.objects.select_for_update(no_key=True, of=("self",))
        .select_related("clinic")
        .filter(pk=group_id)
        .first()
    )
    if group is None:
        raise NotFound
    return group


def _check_open(group: SupervisionGroup) -> None:
    if group.closed_at is not None:
        msg = "This group is closed."
        raise WrongState(msg)


def _leader(clinic_id: UUID, kind: str, leader_id: UUID | None) -> User | None:
    if kind not in GroupKind.values:
        raise Invalid.field("kind", "This is not one of the choices.", code="unknown_choice")
    if leader_id is None:
        if kind == GroupKind.SUPERVISION_GROUP:
            said = "A supervision group has a leader. Choose a supervisor."
            raise Invalid.field("leader", said, code="required")
        return None
    if kind == GroupKind.PEER_CONSULTATION:
        said = "Peers consult each other without a leader. Choose nobody, or another kind."
        raise Invalid.field("leader", said, code="no_leader")
    leader = User.objects.filter(pk=leader_id).first()
    if leader is None or not has_role(leader, clinic_id, Role.SUPERVISOR):
        said = "Choose somebody who is a supervisor in this clinic now."
        raise Invalid.field("leader", said, code="no_supervisor")
    return leader


def _people(clinic_id: UUID, member_ids: Collection[UUID], max_size: int) -> list[User]:
    if not SMALLEST <= len(member_ids) <= max_size:
        said = f"Choose {SMALLEST} to {max_size} people, the leader among them."
        raise Invalid.field("members", said, code="group_size")
    return [_peer(clinic_id, each, field="members") for each in sorted(member_ids)]


def _peer(clinic_id: UUID, person_id: UUID, *, field: str) -> User:
    person = User.objects.filter(pk=person_id).first()
    if person is None or not has_role(person, clinic_id, *PEERS):
        said = "Choose somebody who is a supervisee or supervisor in this clinic now."
        raise Invalid.field(field, said, code="no_peer")
    return person


def _seat(group: SupervisionGroup, person: User, seat: int, *, by: User) -> GroupMembership:
    membership = GroupMembership.objects.create(group=group, member=person, seat=seat)
    _record(LedgerKind.GROUP_JOINED, membership, by=by)
    return membership


def _end(membership: GroupMembership, *, by: User) -> None:
    membership.valid_to = max(timezone.now(), membership.valid_from)
    membership.save(update_fields=["valid_to"])
    _record(LedgerKind.GROUP_LEFT, membership, by=by)


def _record(kind: LedgerKind, membership: GroupMembership, *, by: User) -> None:
    record(
        kind,
        clinic_id=membership.group.clinic_id,
        by=by,
        subject=membership.group,
        membership=membership.pk,
        member=membership.member_id,
    )


def _name(name: str) -> str:
    said = clean_text(name, field="name", max_length=NAME_LENGTH, required=True).strip()
    if "\n" in said:
        raise Invalid.field("name", "A name fits on one line.", code="line_break")
    return said
