"""How many queries each list costs, with one row in it, with ten and with a thousand.

The addresses of the API come from its own table, so that a new list is measured as well. The
rows are copies of real ones, written straight into the tables. Counted is what is asked; that
somebody read is written down besides, and costs the same however much she read.
"""

import re
import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api.urls import urlpatterns
from cases.actions import grants
from cases.models import (
    Anchor,
    Annotation,
    Case,
    CaseAddressee,
    CaseGrant,
    NarrativeRead,
    Note,
    NoteDraft,
    NoteEvent,
    NoteStep,
    NoteVersion,
    ReferralDecision,
    ReflectiveFlag,
)
from supervision.actions.invitations import invite
from supervision.enums import Role
from supervision.models import Invitation, RoleAssignment, SupervisionRelationship, User
from tests.factories_cases import (
    World,
    make_annotation,
    make_draft,
    make_flag,
    make_room,
    make_world,
    submit,
)
from tests.factories_decisions import approved_referral

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]

SIZES = (1, 10, 1_000)
PAGE_LIMIT, LIST_LIMIT = 12, 6
API = "/api/v1/"
# What a GET is called that shows many rows or sums them up.
LISTS = frozenset({"list", "summary"})
# The log of a room, told to one person as the socket tells it to many, and single things.
NO_LIST = frozenset({"api events", "page room", "page referral", "page person"})
Measured = dict[tuple[str, str], list[int]]
Change = Callable[[dict[str, Any], int], None]


class Scene(NamedTuple):
    """One of each, to make a thousand of."""

    world: World
    case: Case
    waiting: Note
    room: NoteVersion
    older: NoteVersion
    annotation: Annotation
    flag: ReflectiveFlag
    referral: ReferralDecision
    grant: CaseGrant
    invitation: Invitation


@pytest.fixture
def scene() -> Scene:
    world = make_world()
    room = make_room(world)
    case = room.note.case
    waiting = make_draft(world, case)
    submit(world, waiting)
    grant = grants.give_grant(
        case_id=case.pk,
        reader_id=world.colleague.pk,
        reason="Holiday cover.",
        expires_at=timezone.now() + timedelta(days=30),
        by=world.supervisee,
    )
    invited = invite(
        clinic_id=world.clinic.pk,
        email="new@bench.example",
        role=Role.SUPERVISEE,
        by=world.lead,
    )
    return Scene(
        world,
        case,
        Note.objects.get(pk=waiting.pk),
        NoteVersion.objects.get(pk=room.pk),
        make_room(world),
        make_annotation(world, room, start=0, end=2),
        make_flag(world, room.note, visibility="with_lead", number=1, start=0, end=2),
        approved_referral(world, case),
        grant,
        invited.invitation,
    )


def test_lists_cost_the_same_however_long_they_are(scene: Scene) -> None:
    measured: Measured = {}
    for before, size in zip((1, *SIZES), SIZES, strict=False):
        grow(scene, before, size)
        for name, address in _addresses(scene):
            for who, client in _clients(scene):
                if (number := _queries(client, address)) is not None:
                    measured.setdefault((name, who), []).append(number)
    _print(measured)
    for (name, who), numbers in measured.items():
        limit = LIST_LIMIT if name.startswith("api ") else PAGE_LIMIT
        assert len(set(numbers)) == 1, (name, who, numbers)
        assert name in NO_LIST or max(numbers) <= limit, (name, who, numbers)


def _addresses(scene: Scene) -> Iterator[tuple[str, str]]:
    ids = {
        "cases": scene.case.pk,
        "notes": scene.room.note_id,
        "referrals": scene.referral.pk,
        "versions": scene.older.note_id,
        "steps": scene.older.note_id,
    }
    for each in urlpatterns:
        if getattr(each.callback, "actions", {}).get("get") in LISTS:
            route = str(each.pattern)
            thing = ids.get(str(each.name)) or ids.get(route.partition("/")[0], uuid4())
            yield f"api {each.name}", API + re.sub(r"<\w+:\w+>", str(thing), route)
    for page in ("cases", "queue", "decisions", "audit", "people", "flags/shared", "notes/new"):
        yield f"page {page}", f"/{page}/"
    yield "page case", f"/cases/{scene.case.pk}/"
    yield "page room", f"/notes/{scene.room.note_id}/"
    yield "page referral", f"/referrals/{scene.referral.pk}/"
    yield "page person", f"/people/{scene.world.supervisee.pk}/"


def _clients(scene: Scene) -> Iterator[tuple[str, Client]]:
    world = scene.world
    for who in ("supervisee", "supervisor", "lead"):
        client = Client()
        client.force_login(getattr(world, who))
        yield who, client


def _queries(client: Client, address: str) -> int | None:
    """Of the second visit: the first one leaves its mark in the session and in the reads."""
    if client.get(address).status_code != 200:
        return None
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    return sum(query["sql"].startswith("SELECT") for query in asked)


def _print(measured: Measured) -> None:
    print(f"\n{connection.vendor}: queries with {', '.join(f'{n:,}' for n in SIZES)} rows")  # noqa: T201
    for (name, who), numbers in sorted(measured.items()):
        print(f"  {name:<28} {who:<11}" + "".join(f"{number:>5}" for number in numbers))  # noqa: T201


# --- A thousand of each ---


def grow(scene: Scene, before: int, size: int) -> None:
    """From ``before`` rows of each kind to ``size``."""
    numbers = range(before, size)
    world, room = scene.world, scene.room
    people = User.objects.bulk_create(
        User(email=f"p{n}@bench.example", display_name=f"P{n}", password="!") for n in numbers
    )
    _people(world, people, scene.invitation)
    _cases(scene, numbers)
    _versions(scene, numbers)
    annotations = copies(scene.annotation, numbers)
    flags = copies(scene.flag, numbers)
    for name, things in (("annotation", annotations), ("flag", flags)):
        Anchor.objects.bulk_create(
            Anchor(version=room, start=0, end=2, **{name: thing}) for thing in things
        )
    _replies(annotations)
    moment = timezone.now()
    NarrativeRead.objects.bulk_create(
        NarrativeRead(
            case=scene.case, reader=reader, what="note", object_id=room.note_id,
            role="supervisor", window=moment, first_at=moment, last_at=moment,
        )
        for reader in people
    )  # fmt: skip
    copies(scene.grant, numbers, _grant_to(people, before))
    _decisions(scene, numbers)


def copies(thing: Any, numbers: range, change: Change | None = None) -> list[Any]:
    """As many rows like this one, each with what ``change`` does to its values."""
    made = []
    for number in numbers:
        skipped = {thing._meta.pk.name, "id"}
        fields = (f.name for f in thing._meta.concrete_fields if f.name not in skipped)
        values = {name: getattr(thing, name) for name in fields}
        if change:
            change(values, number)
        made.append(type(thing)(**values))
    if not thing._meta.parents:
        return list(type(thing).objects.bulk_create(made))
    for each in made:
        each.save(force_insert=True)
    return made


def _people(world: World, people: list[User], invitation: Invitation) -> None:
    roles = (Role.SUPERVISOR, Role.SUPERVISEE)
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=user, clinic=world.clinic, role=role)
        for user in people
        for role in roles
    )
    SupervisionRelationship.objects.bulk_create(
        SupervisionRelationship(
            clinic=world.clinic, supervisor=world.supervisor, supervisee=user,
            kind="primary", status="active", proposed_by=world.lead,
        )
        for user in people
    )  # fmt: skip

    Invitation.objects.bulk_create(
        Invitation(
            clinic=world.clinic, email=f"new-{user.email}", role=Role.SUPERVISEE,
            token_hash=secrets.token_hex(32), invited_by=world.lead,
            expires_at=invitation.expires_at,
        )
        for user in people
    )  # fmt: skip


def _cases(scene: Scene, numbers: range) -> None:
    """Each with a note that waits in the queue; and as many notes on the first case."""
    cases = copies(scene.case, numbers, lambda values, n: values.update(code=f"B-{n}"))
    CaseAddressee.objects.bulk_create(
        CaseAddressee(case=case, relationship=scene.world.relationship) for case in cases
    )
    _notes(scene, [scene.case] * len(cases))
    _notes(scene, cases)


def _notes(scene: Scene, cases: list[Case]) -> None:
    def on_case(values: dict[str, Any], number: int) -> None:
        values.update(case=cases[number])

    notes = copies(scene.waiting, range(len(cases)), on_case)
    NoteDraft.objects.bulk_create(
        NoteDraft(note=note, sections={}, supervision_question="") for note in notes
    )

    def of_note(values: dict[str, Any], number: int) -> None:
        values.update(note=notes[number])

    copies(NoteVersion.objects.get(note=scene.waiting), range(len(notes)), of_note)


def _versions(scene: Scene, numbers: range) -> None:
    """More versions and steps of one note, and more events of the room."""

    def later(values: dict[str, Any], number: int) -> None:
        values.update(number=number + 2)

    copies(scene.older, numbers, later)
    copies(NoteStep.objects.filter(note=scene.older.note).first(), numbers)
    NoteEvent.objects.bulk_create(
        NoteEvent(
            note=scene.room.note,
            seq=1_000_000 + n,
            kind="annotation.added",
            actor=scene.world.supervisor,
            annotation=scene.annotation,
            number=1,
        )
        for n in numbers
    )


def _replies(annotations: list[Annotation]) -> None:
    def in_thread(values: dict[str, Any], number: int) -> None:
        values.update(parent=annotations[number])

    for thread in annotations[:1]:
        copies(thread, range(len(annotations)), in_thread)


def _grant_to(people: list[User], before: int) -> Change:
    return lambda values, number: values.update(user=people[number - before])


def _decisions(scene: Scene, numbers: range) -> None:
    def another(values: dict[str, Any], number: int) -> None:
        values.update(reference=f"B-{number}-R1")

    copies(scene.referral, numbers, another)
