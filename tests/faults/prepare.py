"""Fill an empty installation and say who is in it: ``python -m tests.faults.prepare ROOMS``.

Made by the same actions as in the product, in a process of its own, because the test's process
belongs to the suite's settings. Prints one line of JSON.
"""

import json
import os
import sys
from datetime import timedelta
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supervision.settings")
    django.setup()

from django.core.management import call_command
from django.utils import timezone

from supervision.models import RoleAssignment, SupervisionRelationship
from tests.factories_cases import World, make_room, make_world
from tests.realdata.serve import session_of


def main(rooms: int) -> None:
    call_command("migrate", verbosity=0)
    world = make_world()
    _begin_long_ago()
    print(json.dumps(_said(world, rooms)))  # noqa: T201 - the answer of this program


def _begin_long_ago() -> None:
    """A clock that is put back must not come to a time before they worked together."""
    earlier = timezone.now() - timedelta(days=7)
    RoleAssignment.objects.update(valid_from=earlier)
    SupervisionRelationship.objects.update(valid_from=earlier)


def _said(world: World, rooms: int) -> dict[str, Any]:
    return {
        "notes": [str(make_room(world).note_id) for _ in range(rooms)],
        "people": [session_of(world.supervisor), session_of(world.supervisee)],
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
