"""A group sees what is presented to it, while it is, and no word more."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.actions.presentations import end_presentation, present_note
from cases.enums import NoteMove
from cases.models import (
    GroupPresentation,
    NoteEvent,
)
from cases.presentation_selectors import presentation_of
from supervision.actions.groups import close_group, end_membership
from supervision.actions.people import deactivate_person
from supervision.actions.roles import end_role
from supervision.enums import Role
from supervision.models import LedgerEntry, SupervisionGroup, User
from tests.cases.peers import close_it, refused, sees, sees_nothing
from tests.factories_cases import (
    World,
    make_annotation,
    make_draft,
    make_flag,
    make_room,
    move,
    submit,
)
from tests.factories_groups import (
    FELT,
    allow,
    make_group,
    make_peer,
    make_presentation,
)

pytestmark = pytest.mark.django_db


# --- Presenting ---


def test_a_note_is_presented_and_the_ledger_and_the_room_know(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group)

    assert sees(peer, made)
    event = NoteEvent.objects.latest("seq")
    assert (event.kind, event.actor) == ("presentation.started", world.supervisee)
    assert LedgerEntry.objects.latest("pk").kind == "presentation.started"


def test_what_it_needs_is_said(world: World, group: SupervisionGroup, peer: User) -> None:
    version = make_room(world, felt=FELT)
    facts = {
        "note_id": version.note_id,
        "number": 1,
        "group_id": group.pk,
        "ends_at": timezone.now() + timedelta(hours=1),
        "by": world.supervisee,
    }

    refused("consent_missing", present_note, **facts)
    allow(world, version.note.case)
    refused("not_allowed", present_note, **facts | {"by": world.supervisor})
    refused("not_found", present_note, **facts | {"by": peer})
    refused("not_found", present_note, **facts | {"number": 2})
    refused("unknown_choice", present_note, **facts | {"sections": ["elsewhere"]})
    refused("unknown_choice", present_note, **facts | {"group_id": version.note_id})
    refused("not_in_future", present_note, **facts | {"ends_at": timezone.now()})
    late = timezone.now() + timedelta(days=40)
    refused("date_out_of_range", present_note, **facts | {"ends_at": late})
    strangers = make_group(world, peer, make_peer(world, "mei"))
    refused("unknown_choice", present_note, **facts | {"group_id": strangers.pk})


def test_only_what_was_opened_is_presented(world: World, group: SupervisionGroup) -> None:
    note = make_draft(world)
    allow(world, note.case)
    submit(world, note)
    facts = {"group_id": group.pk, "ends_at": timezone.now() + timedelta(hours=1)}

    refused("not_opened", present_note, note_id=note.pk, number=1, by=world.supervisee, **facts)


@pytest.mark.parametrize(
    ("status", "protected", "enough"),
    [
        ("given", False, True),
        ("given", True, True),
        ("not_required", False, True),
        ("not_required", True, False),
        ("not_asked", False, False),
        ("declined", False, False),
        ("withdrawn", False, False),
    ],
)
def test_the_client_has_to_agree(
    world: World,
    group: SupervisionGroup,
    peer: User,
    status: str,
    protected: bool,  # noqa: FBT001 - a column of the table
    enough: bool,  # noqa: FBT001
) -> None:
    version = make_room(world)
    case = version.note.case
    type(case).objects.filter(pk=case.pk).update(sud_part2=protected)
    allow(world, case, status)

    if enough:
        assert sees(peer, make_presentation(world, group, version))
    else:
        refused("consent_missing", make_presentation, world=world, group=group, version=version)


def test_a_note_is_presented_to_one_group_at_a_time(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    first = make_presentation(world, group)
    again: dict[str, Any] = {"world": world, "group": group, "version": first.version}

    refused("already_presented", make_presentation, **again)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupPresentation.objects.create(
            note=first.note,
            version=first.version,
            group=group,
            presented_by=world.supervisee,
            whole=True,
            ends_at=timezone.now() + timedelta(hours=1),
        )
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        second = make_presentation(**again)
        first.refresh_from_db()
        assert (first.end_reason, first.ended_at) == ("time", first.ends_at)
        assert sees(peer, second)


def test_one_that_has_lost_its_ground_makes_room(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group)
    membership = group.memberships.get(member=world.supervisee)
    end_membership(membership_id=membership.pk, by=world.lead)
    another = make_group(world, world.supervisee, peer)

    assert presentation_of(made.note) is None
    assert sees(peer, make_presentation(world, another, made.version))
    made.refresh_from_db()
    assert made.end_reason == "lapsed"


# --- How it ends ---


def withdraw_consent(world: World, made: GroupPresentation) -> None:
    allow(world, made.note.case, "withdrawn")


def forget_consent(world: World, made: GroupPresentation) -> None:
    made.note.case.consents.all().delete()


def retract(world: World, made: GroupPresentation) -> None:
    move(world, made.note, NoteMove.RETRACT, by=world.supervisee, reason="wrong_case")


def close_the_group(world: World, made: GroupPresentation) -> None:
    close_group(group_id=made.group_id, by=world.lead)


def author_leaves(world: World, made: GroupPresentation) -> None:
    membership = made.group.memberships.get(member=world.supervisee)
    end_membership(membership_id=membership.pk, by=world.supervisee)


def author_loses_her_role(world: World, made: GroupPresentation) -> None:
    world.supervisee.role_assignments.create(clinic=world.clinic, role=Role.SUPERVISOR)
    role = world.supervisee.role_assignments.get(role=Role.SUPERVISEE)
    end_role(assignment_id=role.pk, by=world.lead)


def author_is_gone(world: World, made: GroupPresentation) -> None:
    deactivate_person(user_id=world.supervisee.pk, by=world.lead)


def the_clock(world: World, made: GroupPresentation) -> None:
    made.starts_at, made.ends_at = made.starts_at - timedelta(hours=4), timezone.now()
    made.save()


ENDINGS = (
    close_it,
    withdraw_consent,
    forget_consent,
    retract,
    close_the_group,
    author_leaves,
    author_loses_her_role,
    author_is_gone,
    the_clock,
)


@pytest.mark.parametrize("end", ENDINGS)
def test_whatever_ends_it_ends_it_for_every_peer_at_once(
    world: World,
    group: SupervisionGroup,
    peer: User,
    other: User,
    end: Callable[[World, GroupPresentation], None],
) -> None:
    made = make_presentation(world, group)
    make_annotation(world, made.version, by=peer)
    make_flag(world, made.note, number=1, visibility="with_group")
    assert sees(peer, made)
    assert sees(other, made)

    end(world, made)

    assert sees_nothing(peer, made)
    assert sees_nothing(other, made)


def test_a_peer_who_leaves_sees_nothing_and_the_others_go_on(
    world: World, group: SupervisionGroup, peer: User, other: User
) -> None:
    made = make_presentation(world, group)
    make_annotation(world, made.version, by=peer)

    end_membership(membership_id=group.memberships.get(member=peer).pk, by=peer)

    assert sees_nothing(peer, made)
    assert sees(other, made)


def test_withdrawn_consent_ends_it_for_good(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group)

    allow(world, made.note.case, "withdrawn")
    allow(world, made.note.case, "given")

    made.refresh_from_db()
    assert made.end_reason == "consent"
    assert sees_nothing(peer, made)
    assert LedgerEntry.objects.filter(kind="presentation.ended").count() == 1


def test_only_the_presenter_closes_it(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group)

    for by, code in (
        (peer, "not_allowed"),
        (world.supervisor, "not_allowed"),
        (world.lead, "not_found"),
    ):
        refused(code, end_presentation, presentation_id=made.pk, by=by)
    close_it(world, made)
    refused("wrong_state", end_presentation, presentation_id=made.pk, by=world.supervisee)


def test_it_begins_when_it_is_to_begin(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    now = timezone.now()
    made = make_presentation(
        world,
        group,
        starts_at=now + timedelta(hours=1),
        ends_at=now + timedelta(hours=2),
    )

    assert sees_nothing(peer, made)
    assert presentation_of(made.note) == made
    with time_machine.travel(now + timedelta(minutes=61)):
        assert sees(peer, made)
    with time_machine.travel(now + timedelta(hours=2)):
        assert sees_nothing(peer, made)
