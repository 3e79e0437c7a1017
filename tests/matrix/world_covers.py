"""Covers of the world: one that runs, one that is over, one asked for, one refused."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from cases.actions import annotations, flags, handovers
from cases.enums import NoteMove
from supervision.actions.absences import say_absence
from supervision.actions.covers import Plan, move_cover, plan_cover
from supervision.cover_enums import CoverMove
from supervision.models import Absence, CoverAssignment, SupervisionRelationship
from tests import factories_cases as factories
from tests.factories_cases import World as Pair
from tests.matrix.readers import W, Who
from tests.matrix.world import World, version_of
from tests.matrix.world_notes import draft_of, submit

WEEK = timedelta(days=7)


def stand_in(world: World) -> None:
    """Of the one that is over the clock alone knows."""
    world.add("case covered", factories.make_case(world.pairs["main"]))
    passed = _opened(world, "passed", world.pairs["secondary"])
    _say(world, "before", "passed", W.SECONDARY)
    _flags(world)
    over = _accepted(world, "over", W.RELIEVED)
    _opened(world, "relieved", _through(world, over))
    _say(world, "relieved", "relieved", W.RELIEVED)
    _long_ago(over)
    now = _accepted(world, "now", W.COVER)
    _opened(world, "covered", _through(world, now))
    _say(world, "covered", "covered", W.COVER)
    handovers.hand_over(cover_id=now.pk, note_ids=[passed], by=world.people[W.SECONDARY])
    _say(world, "passed", "passed", W.COVER)
    thread = world.row("annotation before")
    _say(world, "before reply", "passed", W.OWNER, parent=thread.pk, act="supervisee_reply")
    _ask(world)
    _go_away(world)


def _opened(world: World, name: str, pair: Pair) -> UUID:
    note = draft_of(world, pair, name, "covered", label=f"version {name} 1: text")
    submit(world, pair, note, name)
    factories.move(pair, note, NoteMove.OPEN)
    pk: UUID = note.pk
    return pk


def _say(
    world: World,
    name: str,
    note: str,
    who: Who,
    *,
    parent: object = None,
    act: str = "question",
) -> None:
    place: dict[str, Any] = {"parent_id": parent} if parent else {"start": 0, "end": 10}
    made = annotations.annotate(
        note_id=world.row(f"note {note}").pk,
        number=1,
        act=act,
        body="Say more?",
        by=world.people[who],
        **place,
    )
    world.add(f"annotation {name}", made)


def _flags(world: World) -> None:
    for name, who in (("passed", W.OWNER), ("asked before", W.SECONDARY)):
        made = flags.raise_flag(
            note_id=world.row("note passed").pk,
            dimension="power",
            visibility="with_supervisor",
            number=version_of(world.row("note passed")).number,
            by=world.people[who],
        )
        world.add(f"flag {name}", made)


def _planned(world: World, name: str, pair: str, who: Who) -> CoverAssignment:
    covered = world.pairs[pair].relationship
    made = plan_cover(
        covered_id=covered.pk,
        plan=Plan(cover_id=world.people[who].pk, ends_at=timezone.now() + WEEK),
        by=covered.supervisor,
    )
    world.add(f"cover {name}", made)
    return made


def _answered(made: CoverAssignment, move: CoverMove) -> CoverAssignment:
    return move_cover(cover_id=made.pk, move=move, expected_version=1, by=made.cover)


def _accepted(world: World, name: str, who: Who) -> CoverAssignment:
    made = _answered(_planned(world, name, "secondary", who), CoverMove.ACCEPT)
    label = "relieved" if name == "over" else "cover"
    assert made.relationship is not None
    world.add(f"relationship {label}", made.relationship)
    return made


def _through(world: World, made: CoverAssignment) -> Pair:
    assert made.relationship is not None
    pair = vars(world.pairs["secondary"])
    return Pair(**{**pair, "relationship": made.relationship, "supervisor": made.cover})


def _long_ago(made: CoverAssignment) -> None:
    now = timezone.now()
    CoverAssignment.objects.filter(pk=made.pk).update(
        starts_at=now - WEEK, ends_at=now, handed_back_at=now
    )
    SupervisionRelationship.objects.filter(cover_assignment=made).update(
        valid_from=now - WEEK, valid_to=now
    )


def _ask(world: World) -> None:
    refused = _planned(world, "refused", "main", W.COLLEAGUE)
    _answered(refused, CoverMove.DECLINE)
    _planned(world, "asked", "main", W.COLLEAGUE)
    now = timezone.now()
    world.add(
        "cover there",
        CoverAssignment.objects.create(
            covered=world.pairs["there"].relationship,
            cover=world.people[W.LEAD_THERE],
            starts_at=now,
            ends_at=now + WEEK,
            reason="leave",
            planned_by=world.people[W.LEAD_THERE],
        ),
    )


def _go_away(world: World) -> None:
    """The one whom somebody covers already; the others go on as if nothing were."""
    now = timezone.now()
    made = say_absence(
        clinic_id=world.clinics["here"].pk,
        person_id=world.people[W.SECONDARY].pk,
        starts_at=now,
        ends_at=now + WEEK,
        by=world.people[W.SECONDARY],
    )
    world.add("absence here", made)
    world.add(
        "absence there",
        Absence.objects.create(
            clinic=world.clinics["there"],
            person=world.people[W.SUPERVISOR_THERE],
            starts_at=now + WEEK,
            ends_at=now + 2 * WEEK,
            said_by=world.people[W.LEAD_THERE],
        ),
    )


def plant_covers(world: World) -> None:
    for cover in CoverAssignment.objects.select_related("covered__clinic__data_key"):
        name = world.planted.label_of(cover.pk)
        world.planted.in_text(cover, f"{name}: notes", why=f"{name}: why")
