"""Changes of supervisor in the world: one whose note waits, one in which it was handed on.

They are set by hand: the supervisions they are about stand where the rest of the world needs
them.
"""

from django.utils import timezone

from cases.enums import CarryOverStatus
from cases.models import CarryOver, Decision
from supervision.models import SupervisorChange
from tests.matrix.readers import W
from tests.matrix.world import World

CHANGES = {"open": ("past", "secondary"), "given": ("waning", "lapsed")}


def change_supervisors(world: World) -> None:
    now = timezone.now()
    for name, (old, new) in CHANGES.items():
        made = SupervisorChange.objects.create(
            old=world.row(f"relationship {old}"),
            new=world.row(f"relationship {new}"),
            note_at=now,
            given_at=now if name == "given" else None,
            arranged_by=world.people[W.LEAD],
        )
        made = world.add(f"succession {name}", made)
        made.old.refresh_from_db()
        world.planted.in_text(
            made, f"succession {name}: note", words=f"succession {name}: words"
        )
    _carry(world)
    _take_over(world)


def _carry(world: World) -> None:
    """Asked for and not taken over: no word of it is read for that."""
    made = CarryOver.objects.create(
        change=world.row("succession open"), decision=world.row("referral old").decision_ptr
    )
    world.add("carry asked", made)


def _take_over(world: World) -> None:
    """By whoever follows from tomorrow on. Who had it reads it still, for that alone."""
    decision, change = world.row("boundary waning"), world.row("succession given")
    made = CarryOver.objects.create(
        change=change,
        decision=decision.decision_ptr,
        status=CarryOverStatus.ACCEPTED,
        answered_at=timezone.now(),
    )
    Decision.objects.filter(pk=decision.pk).update(relationship=change.new)
    world.add("carry taken", made)
