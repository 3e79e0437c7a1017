"""Emergency access in the world: one that runs, and one whose hour is over."""

from datetime import timedelta

from django.utils import timezone

from cases.actions.break_glass import break_glass, close_expired
from cases.break_glass_enums import BreakGlassPurpose
from cases.models import BreakGlass
from tests.matrix.readers import W
from tests.matrix.world import World


def open_in_an_emergency(world: World) -> None:
    """By the privacy officer, who reads nothing otherwise."""
    world.links["code of a case"] = world.row("case handed").code
    for name, case in (("over", "case old"), ("main", "case main")):
        made = break_glass(
            code=world.row(case).code,
            purpose=BreakGlassPurpose.CLIENT_SAFETY,
            reason="Nobody of the two can be reached, and it cannot wait.",
            by=world.people[W.BREAKER],
            confirmed=True,
        )
        world.add(f"override {name}", made)
        world.planted.in_text(made, f"override {name}: words")
        if name == "over":
            _let_its_hour_pass(made)


def _let_its_hour_pass(made: BreakGlass) -> None:
    now = timezone.now()
    BreakGlass.objects.filter(pk=made.pk).update(
        started_at=now - timedelta(minutes=61), expires_at=now - timedelta(minutes=1)
    )
    close_expired()
