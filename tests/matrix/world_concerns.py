"""Concerns in the world: about a supervisor, about the lead, kept, in an inquiry, appealed."""

from typing import Any

from supervision.actions import concern_handling, concern_measures
from supervision.concern_enums import (
    ConcernEntryKind,
    ConcernMeasureKind,
    ConcernMove,
    ConcernStatus,
)
from supervision.models import Concern, ConcernEntry
from tests.factories_concerns import bring_to, make_concern, move, say
from tests.matrix.readers import W, Who
from tests.matrix.world import World

S = ConcernStatus
# Name: who brought it, about whom, what is said of it, how far it is.
CONCERNS: dict[str, tuple[Who, Who | None, dict[str, Any], ConcernStatus]] = {
    "main": (W.OWNER, W.SUPERVISOR, {}, S.ACKNOWLEDGED),
    "draft": (W.OWNER, W.SUPERVISOR, {}, S.DRAFT),
    "kept": (W.OWNER, W.SUPERVISOR, {"wish": "record_only"}, S.KEPT),
    "lead": (W.PEER, W.LEAD, {"about": "lead"}, S.FILED),
    "inquiry": (W.OWNER, W.SECONDARY, {}, S.FORMAL_INQUIRY),
    "appeal": (W.FELLOW, None, {"about": "process"}, S.INFORMAL),
    "back": (W.OWNER, W.SUPERVISOR, {}, S.WITHDRAWN),
    "there": (W.SUPERVISEE_THERE, W.SUPERVISOR_THERE, {}, S.FILED),
}
# A kind of entry is planted under the label of those who read it.
LABELS: dict[str, str] = {
    ConcernEntryKind.NOTE: "note",
    ConcernEntryKind.SHARED: "shared",
    ConcernEntryKind.REPLY: "reply",
}


def make_concerns(world: World) -> None:
    for name in CONCERNS:
        world.add(f"concern {name}", make_one(world, name))
    _go_on(world)
    for name in CONCERNS:
        _plant(world, name)


def make_one(world: World, name: str) -> Concern:
    reporter, person, said, status = CONCERNS[name]
    place = "there" if name == "there" else "here"
    made = make_concern(
        world.clinics[place],
        world.people[reporter],
        world.people[person] if person else None,
        **said,
    )
    handler = world.people[W.LEAD_THERE if place == "there" else W.HANDLER]
    return bring_to(made, status, handler)


def _go_on(world: World) -> None:
    people, handler = world.people, world.people[W.HANDLER]
    main, inquiry = world.row("concern main"), world.row("concern inquiry")
    say(main, "message", people[W.OWNER])
    say(main, "note", handler)
    granted = concern_measures.grant_measure(
        concern_id=main.pk,
        kind=ConcernMeasureKind.RESTRICT_ACCESS,
        relationship_id=world.row("relationship main").pk,
        by=handler,
    )
    world.add("change main", granted)
    say(inquiry, "shared", handler)
    say(inquiry, "reply", people[W.SECONDARY])
    decided = move(world.row("concern appeal"), ConcernMove.DECIDE, handler)
    move(decided, ConcernMove.APPEAL, people[W.FELLOW])
    back = world.row("concern back")
    concern_handling.ask_deletion(concern_id=back.pk, version=back.version, by=people[W.OWNER])


def _plant(world: World, name: str) -> None:
    label, planted = f"concern {name}", world.planted
    planted.in_text(Concern.objects.get(pk=world.row(label).pk), f"{label}: words")
    for entry in ConcernEntry.objects.filter(concern=world.row(label).pk):
        planted.in_text(entry, f"{label}: {LABELS.get(entry.kind, 'said')}")
