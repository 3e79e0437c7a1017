"""Emergency access in the world: one that runs, one whose hour is over, and one
that was not justified."""

from datetime import timedelta

from django.utils import timezone

from cases.actions.access_incidents import assess_access
from cases.actions.assessing import Judgement
from cases.actions.break_glass import break_glass, close_expired, review_break_glass
from cases.break_glass_enums import BreakGlassOutcome, BreakGlassPurpose
from cases.models import AccessIncident, BreakGlass
from tests.factories_incidents import ASSESSMENT
from tests.matrix.readers import W
from tests.matrix.world import World


def open_in_an_emergency(world: World) -> None:
    """By the privacy officer, who reads nothing otherwise."""
    world.links["code of a case"] = world.row("case handed").code
    places = {"over": "case old", "wrong": "case old", "main": "case main"}
    for name, case in places.items():
        made = break_glass(
            code=world.row(case).code,
            purpose=BreakGlassPurpose.CLIENT_SAFETY,
            reason="Nobody of the two can be reached, and it cannot wait.",
            by=world.people[W.BREAKER],
            confirmed=True,
        )
        world.add(f"override {name}", made)
        if name != "main":
            _let_its_hour_pass(made)
    _find_it_wrong(world)
    for name in places:
        made = world.row(f"override {name}")
        made.refresh_from_db()
        world.planted.in_text(made, f"override {name}: words")


def _find_it_wrong(world: World) -> None:
    wrong = world.row("override wrong")
    review_break_glass(
        break_glass_id=wrong.pk,
        outcome=BreakGlassOutcome.NOT_JUSTIFIED,
        note="They could be reached.",
        by=world.people[W.LEAD],
    )
    judgement = Judgement(**ASSESSMENT)
    assess_access(
        break_glass_id=wrong.pk, version=1, judgement=judgement, by=world.people[W.LEAD]
    )
    world.planted.in_text(
        AccessIncident.objects.get(break_glass=wrong), "override wrong: words"
    )


def _let_its_hour_pass(made: BreakGlass) -> None:
    now = timezone.now()
    BreakGlass.objects.filter(pk=made.pk).update(
        started_at=now - timedelta(minutes=61), expires_at=now - timedelta(minutes=1)
    )
    close_expired()
