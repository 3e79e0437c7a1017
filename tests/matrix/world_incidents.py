"""What was hidden because somebody saw an identifier in it: by sort."""

from cases.actions import incidents
from tests.factories_incidents import assess, destroy, redact, report
from tests.matrix.readers import W, Who
from tests.matrix.world import Target, World

# What was reported, in what, by whom.
SEEN: tuple[tuple[str, str, Who], ...] = (
    ("hidden", "note", W.SUPERVISOR),
    ("black", "annotation", W.OWNER),
    ("dark", "flag", W.SUPERVISOR),
    ("masked", "note", W.FELLOW),
    ("veiled", "decision", W.LEAD),
)
SORTS = {"decision": "boundary"}


def hide_things(world: World) -> None:
    """After everything was written, and every word planted."""
    for name, found_in, who in SEEN:
        made = incidents.report_identifier(
            found_in=found_in,
            thing_id=world.row(f"{SORTS.get(found_in, found_in)} {name}").pk,
            by=world.people[who],
        )
        world.add(f"incident {name}", made)
    astray = incidents.misdirect_note(
        note_id=world.row("note astray").pk, by=world.people[W.OWNER]
    )
    world.add("incident astray", astray)
    world.planted.in_text(astray, "incident astray: words")
    _settle(world)
    reviewed = world.row("note reviewed")
    world.targets["report reviewed"] = Target(("note", reviewed.pk), reviewed)


def _settle(world: World) -> None:
    """One is blacked out, and of one everything is done but to close it."""
    officer = world.people[W.OFFICER]
    for name, seen in (("blacked", "blacked"), ("done", "done with")):
        said = world.row(f"annotation {seen}")
        incident = report(said, world.people[W.OWNER], "annotation")
        world.add(f"incident {name}", redact(incident, officer, "she said"))
    done = world.row("incident done")
    destroy(done, officer, world.people[W.LEAD])
    assess(done, officer)
