"""What came of the reviews in the world: the steps of directives, and what was taken away."""

from cases.actions import annotations, takeaways
from cases.enums import AnnotationMove
from cases.models import AnnotationStep, TakeAway
from tests.matrix.readers import W
from tests.matrix.world import World

# Each on the first version of the note, and whether it is shared.
TAKEN_AWAY = {
    "shared": ("open", W.OWNER, True),
    "private": ("talk", W.OWNER, False),
    "retracted": ("retracted", W.OWNER, True),
    "unseen": ("hidden", W.OWNER, True),
    "old": ("old", W.OWNER, True),
    "peer": ("peer", W.PEER, True),
    "there": ("there", W.SUPERVISEE_THERE, True),
}
STEPS = {
    "disputed": (("dispute", W.OWNER),),
    "modified": (("dispute", W.OWNER), ("modify", W.SUPERVISOR)),
    "acknowledged": (("acknowledge", W.OWNER),),
    "done": (("acknowledge", W.OWNER), ("report_done", W.OWNER)),
}


def answer_directives(world: World) -> None:
    for name, steps in STEPS.items():
        for move, who in steps:
            row = world.row(f"annotation {name}")
            row.refresh_from_db()
            annotations.move_annotation(
                annotation_id=row.pk,
                move=AnnotationMove(move),
                expected_version=row.version,
                by=world.people[who],
                reason="In my words.",
                directive={"what": "Write."} if move == "modify" else None,
            )


def take_away(world: World) -> None:
    for name, (note, who, shared) in TAKEN_AWAY.items():
        made = takeaways.write_takeaway(
            note_id=world.row(f"note {note}").pk,
            number=1,
            expected_version=0,
            by=world.people[who],
            lines="To wait.",
            next_action="To ask.",
            shared=shared,
        )
        world.add(f"takeaway {name}", made, made.of.note_id, made.of.number)


def plant_words(world: World) -> None:
    planted = world.planted
    for step in AnnotationStep.objects.select_related("annotation__note__case__data_key"):
        label = f"{planted.label_of(step.annotation_id)}: words"
        if step.was:
            step.was = step.was | {"what": planted.word(label)}
            step.save(update_fields=["was"])
        planted.in_text(step, label)
    for takeaway in TakeAway.objects.select_related("of__note__case__data_key"):
        planted.in_text(takeaway, f"{planted.label_of(takeaway.pk)}: words")
