"""The rule and the list agree, for every person and every object, in every state."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import Model, QuerySet
from django.utils import timezone

from cases import access, policy, selectors
from cases.actions.annotations import annotate
from cases.actions.flags import raise_flag
from cases.actions.grants import give_grant
from cases.actions.reads import record_read
from cases.case_selectors import (
    notes_in_hand,
    own_cases_with_latest_note,
)
from cases.enums import FlagVisibility, NoteMove, NoteStatus
from cases.models import Annotation, Case, CaseGrant, Note, NoteVersion, ReflectiveFlag
from cases.read_selectors import reads_of_case
from supervision.enums import RelationshipStatus, Role
from supervision.models import Clinic, User
from tests.cases.test_workflow import note_in
from tests.factories_cases import (
    World,
    make_case,
    make_draft,
    make_flag,
    make_room,
    make_world,
    move,
    submit,
)

pytestmark = pytest.mark.django_db


def person(
    email: str, clinic: Clinic | None = None, role: Role | None = None, **facts: Any
) -> User:
    user = User.objects.create_user(email, "a long password", display_name=email, **facts)
    if clinic and role:
        user.role_assignments.create(clinic=clinic, role=role)
    return user


@pytest.fixture
def world() -> World:
    """One clinic with a note in every state and a flag of every visibility."""
    world = make_world()
    for status in NoteStatus:
        note = note_in(world, status)
        if status in (NoteStatus.DRAFT, NoteStatus.RETURNED, NoteStatus.IN_REVIEW):
            for visibility in FlagVisibility:
                make_flag(world, note, visibility=visibility)
    version = NoteVersion.objects.filter(note__status=NoteStatus.IN_REVIEW)[0]
    for visibility in (FlagVisibility.PRIVATE, FlagVisibility.WITH_SUPERVISOR):
        raise_flag(
            note_id=version.note_id,
            dimension="power",
            visibility=visibility,
            number=1,
            by=world.supervisor,
        )
    annotate(
        note_id=version.note_id, number=1, by=world.supervisor, act="question", body="Why?"
    )
    return world


@pytest.fixture
def people(world: World) -> dict[str, User]:
    """Everybody who could want something, in this clinic and around it."""
    elsewhere = make_world("elsewhere")
    make_room(elsewhere)
    in_review = Note.objects.filter(status=NoteStatus.IN_REVIEW, case__clinic=world.clinic)
    case = in_review[0].case
    granted, expired = (
        person(f"{name}@x.example", world.clinic, Role.SUPERVISOR)
        for name in ("granted", "expired")
    )
    for user in (granted, expired):
        give_grant(
            case_id=case.pk,
            reader_id=user.pk,
            reason="A second opinion.",
            expires_at=timezone.now() + timedelta(days=7),
            by=world.supervisee,
        )
    CaseGrant.objects.filter(user=expired).update(expires_at=timezone.now())
    inside = ("supervisee", "supervisor", "lead", "administrator", "colleague")
    return {
        **{who: getattr(world, who) for who in inside},
        **{f"{who} elsewhere": getattr(elsewhere, who) for who in inside},
        "granted": granted,
        "expired": expired,
        "superuser": person("root@x.example", is_superuser=True),
        "nobody": person("nobody@x.example"),
    }


Rule = Callable[[User, Any], None]
LISTS: dict[str, tuple[Callable[[User], QuerySet[Any]], Rule, type[Model]]] = {
    "cases": (selectors.cases_visible_to, policy.check_read_case, Case),
    "notes": (selectors.notes_visible_to, policy.check_read_note, Note),
    "versions": (selectors.versions_visible_to, policy.check_read_version, NoteVersion),
    "flags": (selectors.flags_visible_to, policy.check_read_flag, ReflectiveFlag),
    "annotations": (
        selectors.annotations_visible_to,
        policy.check_read_annotation,
        Annotation,
    ),
    "rooms": (access.open_rooms, policy.check_enter_room, Note),
    "own cases": (access.own_cases, policy.check_own_case, Case),
}


@pytest.mark.parametrize("name", LISTS)
def test_the_list_and_the_rule_agree(name: str, people: dict[str, User]) -> None:
    listed, rule, model = LISTS[name]
    everything = list(model._default_manager.all())  # noqa: SLF001 - Django's public name

    for who, user in people.items():
        by_rule = {each.pk for each in everything if policy.allows(rule, user, each)}
        assert set(listed(user).values_list("pk", flat=True)) == by_rule, who


def names(people: dict[str, User], listed: Callable[[User], Iterable[object]]) -> set[str]:
    return {who for who, user in people.items() if list(listed(user))}


def test_who_sees_anything_at_all(people: dict[str, User]) -> None:
    both = {"supervisee", "supervisor", "supervisee elsewhere", "supervisor elsewhere"}

    assert names(people, selectors.cases_visible_to) == both | {"granted"}
    assert names(people, selectors.notes_visible_to) == both | {"granted"}
    assert names(people, selectors.versions_visible_to) == both | {"granted"}
    assert names(people, access.open_rooms) == both
    assert names(people, selectors.flags_visible_to) == {
        "supervisee",
        "supervisor",
        "lead",
        "granted",
    }


def test_a_draft_and_a_private_flag_exist_for_their_author_alone(
    people: dict[str, User],
) -> None:
    drafts = Note.objects.filter(status=NoteStatus.DRAFT)
    private = ReflectiveFlag.objects.filter(visibility=FlagVisibility.PRIVATE)

    for who, user in people.items():
        if who != "supervisee":
            assert not selectors.notes_visible_to(user).filter(pk__in=drafts).exists(), who
        mine = private.filter(raised_by=user)
        seen = selectors.flags_visible_to(user).filter(pk__in=private)
        assert set(seen) <= set(mine), who


def test_a_list_shows_each_thing_once(people: dict[str, User]) -> None:
    for name, (listed, _, _) in LISTS.items():
        for user in people.values():
            found = list(listed(user).values_list("pk", flat=True))
            assert len(found) == len(set(found)), name


# --- Time ---


def test_an_ended_relationship_keeps_reading_what_was_opened_and_nothing_else() -> None:
    world = make_world()
    read, unread = make_room(world).note, make_draft(world)
    submit(world, unread)
    world.relationship.status = RelationshipStatus.ENDED
    world.relationship.valid_to = timezone.now()
    world.relationship.save()

    assert [v.note for v in selectors.versions_visible_to(world.supervisor)] == [read]
    assert list(access.open_rooms(world.supervisor)) == []
    assert list(selectors.review_queue(world.supervisor)) == []
    assert not policy.allows(policy.check_supervise, world.supervisor, read)


def test_a_new_supervisor_starts_with_nothing_of_the_old_one() -> None:
    world = make_world()
    make_room(world)
    world.clinic.relationships.create(
        supervisee=world.supervisee,
        supervisor=world.colleague,
        kind="primary",
        status=RelationshipStatus.ACTIVE,
        proposed_by=world.lead,
    )

    assert list(selectors.cases_visible_to(world.colleague)) == []
    assert list(selectors.notes_visible_to(world.colleague)) == []


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.SUPERVISEE])
def test_whoever_loses_the_role_loses_the_sight(role: Role) -> None:
    world = make_world()
    make_room(world)
    user = world.supervisor if role == Role.SUPERVISOR else world.supervisee
    user.role_assignments.filter(role=role).update(valid_to=timezone.now())

    assert list(selectors.notes_visible_to(user)) == []
    assert list(access.open_rooms(user)) == []
    assert list(selectors.open_relationships(world.supervisee)) == []


def test_a_locked_account_sees_nothing() -> None:
    world = make_world()
    make_room(world)
    for user in (world.supervisor, world.supervisee):
        user.is_active = False
        user.save()

        assert list(selectors.cases_visible_to(user)) == []
        assert list(selectors.notes_visible_to(user)) == []


# --- The lists of pages ---


def test_own_cases_name_their_latest_note() -> None:
    world = make_world()
    older, newer = make_case(world), make_case(world)
    make_room(world)
    submit(world, make_draft(world, older))
    draft = make_draft(world, older)

    told = {
        case.pk: (case.latest_note, case.latest_status)  # type: ignore[attr-defined]
        for case in own_cases_with_latest_note(world.supervisee)
    }

    assert told[older.pk] == (draft.pk, "draft")
    assert told[newer.pk] == (None, None)
    assert list(own_cases_with_latest_note(world.supervisor)) == []


def test_what_waits_for_its_author_is_in_her_hands() -> None:
    world = make_world()
    draft = make_draft(world)
    returned = make_room(world).note
    move(world, returned, NoteMove.RETURN, text="Look again.")
    make_room(world)

    assert set(notes_in_hand(world.supervisee)) == {draft, returned}
    assert list(notes_in_hand(world.supervisor)) == []


def test_the_author_alone_learns_who_has_read() -> None:
    world = make_world()
    note = make_room(world).note
    with time_machine.travel("2026-11-02T12:01:00Z", tick=False) as clock:
        for user in (world.supervisor, world.supervisor, world.supervisee):
            said: dict[str, Any] = {"what": "note", "object_id": note.pk, "role": "supervisor"}
            record_read(case=note.case, by=user, **said)
            clock.shift(timedelta(minutes=1))

    told = [(read.reader, read.times) for read in reads_of_case(world.supervisee, note.case)]
    assert told == [(world.supervisor, 2)]
    assert list(reads_of_case(world.supervisor, note.case)) == []
