"""Groups: two to twelve people, each from when to when, and who may know of them."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from supervision import policy
from supervision.actions.groups import add_member, close_group, end_membership, start_group
from supervision.actions.people import deactivate_person
from supervision.actions.roles import end_role
from supervision.enums import GroupKind, Role
from supervision.exceptions import Invalid, NotAllowed, NotFound, Refusal, WrongState
from supervision.group_access import current_memberships
from supervision.models import Clinic, GroupMembership, LedgerEntry, SupervisionGroup, User
from supervision.selectors import groups_of, groups_visible_to
from tests.factories import lead_of, make_clinic, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


def people(clinic: Clinic, number: int) -> list[User]:
    return [make_person(Role.SUPERVISEE, clinic=clinic) for _ in range(number)]


def start(
    clinic: Clinic, *members: User, by: User | None = None, **facts: object
) -> SupervisionGroup:
    given = {"name": "Thursday", "kind": GroupKind.PEER_CONSULTATION} | facts
    return start_group(
        clinic_id=clinic.pk,
        member_ids=[each.pk for each in members],
        by=by or lead_of(clinic),
        **given,  # type: ignore[arg-type]
    )


def refused(code: str, what: object, *facts: object, **named: object) -> None:
    before = list(GroupMembership.objects.order_by("pk").values())
    with pytest.raises(Refusal) as refusal:
        what(*facts, **named)  # type: ignore[operator]
    assert refusal.value.code == code
    assert list(GroupMembership.objects.order_by("pk").values()) == before


def test_a_group_begins_with_its_members_and_is_in_the_ledger(clinic: Clinic) -> None:
    first, second = people(clinic, 2)

    group = start(clinic, first, second)

    assert {each.member for each in current_memberships()} == {first, second}
    kinds = list(LedgerEntry.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds[-3:] == ["group.started", "group.joined", "group.joined"]
    assert group.leader is None


@pytest.mark.parametrize(("size", "fits"), [(1, False), (2, True), (12, True), (13, False)])
def test_a_group_is_two_to_twelve_people(clinic: Clinic, size: int, fits: bool) -> None:  # noqa: FBT001
    members = people(clinic, size)

    if fits:
        assert start(clinic, *members).memberships.count() == size
    else:
        refused("group_size", start, clinic, *members)


def test_the_database_keeps_a_thirteenth_person_and_a_second_seat_out(clinic: Clinic) -> None:
    first, second, third = people(clinic, 3)
    group = start(clinic, first, second)
    for member, seat in ((third, 13), (third, 1), (first, 3)):
        with pytest.raises(IntegrityError), transaction.atomic():
            GroupMembership.objects.create(group=group, member=member, seat=seat)


def test_a_full_group_takes_nobody_and_nobody_is_in_it_twice(clinic: Clinic) -> None:
    first, second, third = people(clinic, 3)
    group, lead = start(clinic, first, second, max_size=2), lead_of(clinic)

    refused("already_member", add_member, group_id=group.pk, member_id=first.pk, by=lead)
    refused("group_full", add_member, group_id=group.pk, member_id=third.pk, by=lead)


def test_a_supervision_group_has_a_leader_and_peers_have_none(clinic: Clinic) -> None:
    first, second = people(clinic, 2)
    leader = make_person(Role.SUPERVISOR, clinic=clinic)

    refused("required", start, clinic, first, second, kind=GroupKind.SUPERVISION_GROUP)
    refused("no_leader", start, clinic, first, second, leader_id=leader.pk)
    refused(
        "no_supervisor",
        start,
        clinic,
        first,
        second,
        kind=GroupKind.SUPERVISION_GROUP,
        leader_id=first.pk,
    )
    led = start(clinic, first, kind=GroupKind.SUPERVISION_GROUP, leader_id=leader.pk)

    assert {each.member for each in led.memberships.all()} == {first, leader}
    refused(
        "leader_stays",
        end_membership,
        membership_id=led.memberships.get(member=leader).pk,
        by=lead_of(clinic),
    )


def test_only_people_who_work_here_are_in_it(clinic: Clinic) -> None:
    first, second = people(clinic, 2)
    elsewhere, office = make_person(Role.SUPERVISEE), lead_of(clinic)

    refused("no_peer", start, clinic, first, elsewhere)
    refused("no_peer", start, clinic, first, office)
    group = start(clinic, first, second)
    refused("no_peer", add_member, group_id=group.pk, member_id=elsewhere.pk, by=office)


def test_a_membership_ends_and_the_seat_is_free_again(clinic: Clinic) -> None:
    first, second, third, fourth = people(clinic, 4)
    group, lead = start(clinic, first, second, third), lead_of(clinic)
    membership = group.memberships.get(member=second)

    end_membership(membership_id=membership.pk, by=lead)
    added = add_member(group_id=group.pk, member_id=fourth.pk, by=lead)

    assert added.seat == membership.seat
    assert list(groups_of(second)) == []
    refused("wrong_state", end_membership, membership_id=membership.pk, by=lead)
    again = end_membership(membership_id=added.pk, by=fourth)
    assert again.valid_to is not None
    refused(
        "group_size",
        end_membership,
        membership_id=group.memberships.get(member=first).pk,
        by=lead,
    )


def test_a_closed_group_holds_nobody_and_stays_on_record(clinic: Clinic) -> None:
    first, second = people(clinic, 2)
    group, lead = start(clinic, first, second), lead_of(clinic)

    close_group(group_id=group.pk, by=lead)

    assert not current_memberships().exists()
    assert list(groups_visible_to(first)) == []
    assert list(groups_visible_to(lead)) == [group]
    with pytest.raises(WrongState, match="closed"):
        add_member(group_id=group.pk, member_id=first.pk, by=lead)
    with pytest.raises(NotFound):
        close_group(group_id=group.pk, by=first)


def test_who_looks_after_people_looks_after_groups(clinic: Clinic) -> None:
    first, second, third = people(clinic, 3)
    group = start(clinic, first, second, third)
    stranger = make_person(Role.CLINIC_LEAD)

    with pytest.raises(NotAllowed):
        start(clinic, first, second, by=first)
    with pytest.raises(NotFound):
        start(clinic, first, second, by=stranger)
    for by, expected in ((second, NotAllowed), (stranger, NotFound)):
        with pytest.raises(expected):
            close_group(group_id=group.pk, by=by)
        with pytest.raises(expected):
            end_membership(membership_id=group.memberships.get(member=first).pk, by=by)
    assert current_memberships().count() == 3


def test_the_list_and_the_rule_agree(clinic: Clinic) -> None:
    first, second, third = people(clinic, 3)
    groups = [
        start(clinic, first, second),
        start(clinic, second, third),
        start(clinic, first, third),
    ]
    close_group(group_id=groups[2].pk, by=lead_of(clinic))
    everybody = [first, second, third, lead_of(clinic), make_person(Role.CLINIC_LEAD)]
    end_role(assignment_id=third.role_assignments.get().pk, by=lead_of(clinic))

    for person in everybody:
        by_rule = {
            group.pk
            for group in groups
            if policy.allows(policy.check_view_group, person, group)
        }
        assert {group.pk for group in groups_visible_to(person)} == by_rule


def test_whoever_is_gone_is_in_no_group(clinic: Clinic) -> None:
    first, second, third = people(clinic, 3)
    start(clinic, first, second, third)

    deactivate_person(user_id=first.pk, by=lead_of(clinic))
    second.role_assignments.update(valid_to=timezone.now())

    assert [each.member for each in current_memberships()] == [third]


def test_a_name_is_one_line_and_somebody_has_to_write_it(clinic: Clinic) -> None:
    first, second = people(clinic, 2)
    for name in ("", "  ", "two\nlines", "x" * 81):
        with pytest.raises(Invalid):
            start(clinic, first, second, name=name)
    with pytest.raises(Invalid):
        start(clinic, first, second, kind="choir")
    with pytest.raises(Invalid):
        start(clinic, first, second, max_size=13)
    assert not SupervisionGroup.objects.exists()
