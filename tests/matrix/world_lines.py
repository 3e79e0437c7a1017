"""What is kept in the world although its time may be over."""

from cases.actions import holds
from cases.models import LegalHold
from tests.matrix.readers import W
from tests.matrix.world import World


def hold_a_case(world: World) -> None:
    """Set by the lead; somebody who is not asked here has asked to lift it."""
    hold = holds.set_hold(
        clinic_id=world.clinics["here"].pk,
        code=world.row("case old").code,
        reason=f"“{world.planted.word('hold here: words')}”, they said.",
        by=world.people[W.LEAD],
    )
    LegalHold.objects.filter(pk=hold.pk).update(lift_asked_by=world.people[W.ADMINISTRATOR])
    world.add("hold here", LegalHold.objects.get(pk=hold.pk))
    world.links |= {"code": world.row("case main").code}
