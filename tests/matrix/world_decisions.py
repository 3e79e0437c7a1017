"""The decisions of the world, and everything together."""

from typing import Any
from uuid import uuid4

from cases.actions.decision_drafts import Writing, keep_typed
from cases.models import (
    BoundaryDecision,
    ClientVoice,
    Consultation,
    FollowUp,
    ReferralDecision,
)
from supervision.models import SupervisionRelationship
from tests import factories_decisions as factories
from tests.exports import ask_for
from tests.factories_decisions import WEIGHED
from tests.matrix.readers import W, Who
from tests.matrix.world import (
    World,
    change_rules,
    end_things,
    invite_people,
    make_pairs,
    make_people,
    restore_a_backup,
)
from tests.matrix.world_agreements import agree
from tests.matrix.world_audits import audit_decisions
from tests.matrix.world_break_glass import open_in_an_emergency
from tests.matrix.world_changes import change_supervisors
from tests.matrix.world_concerns import make_concerns
from tests.matrix.world_covers import plant_covers, stand_in
from tests.matrix.world_credentials import enter_credentials
from tests.matrix.world_groups import leave_groups, make_groups, present_notes
from tests.matrix.world_incidents import hide_things
from tests.matrix.world_lines import hold_a_case
from tests.matrix.world_notes import make_cases, make_notes, plant_words

# Brought to a supervisor: name, pair, case.
BROUGHT = (
    ("brought", "main", "main"),
    ("old", "past", "old"),
    ("old and changed", "past", "old"),
    ("left", "left", "old"),
    ("suspended", "suspended", "old"),
    ("inactive", "inactive", "old"),
    ("lapsed", "lapsed", "old"),
    ("former", "former", "former"),
    ("peer", "peer", "peer"),
    ("there", "there", "there"),
)
WEIGHED_BY = (
    ("brought", "main", "main"),
    ("old", "past", "old"),
    ("waning", "waning", "old"),
    ("left", "left", "old"),
    ("peer", "peer", "peer"),
    ("veiled", "main", "main"),
    ("there", "there", "there"),
)


def make_world() -> World:
    world = World()
    make_people(world)
    make_pairs(world)
    invite_people(world)
    restore_a_backup(world)
    change_rules(world)
    make_cases(world)
    make_notes(world)
    make_groups(world)
    present_notes(world)
    _decide(world)
    leave_groups(world)
    stand_in(world)
    agree(world)
    end_things(world)
    plant_words(world)
    plant_covers(world)
    enter_credentials(world)
    _plant_decisions(world)
    _type_without_saving(world)
    _plant_relationships(world)
    _change_afterwards(world)
    _take_out(world)
    change_supervisors(world)
    audit_decisions(world)
    open_in_an_emergency(world)
    hold_a_case(world)
    make_concerns(world)
    hide_things(world)
    world.as_it_is_now()
    return world


def _decide(world: World) -> None:
    main, case = world.pairs["main"], world.row("case main")
    thinking = world.add("referral thinking", factories.make_referral(main, case))
    option = thinking.options.get(continue_here=True)
    world.add("option thinking", option, thinking.pk, option.pk)
    voice = ClientVoice.objects.create(referral=thinking)
    world.add("voice thinking", voice, thinking.pk, voice.pk)
    _send(world)
    withdrawn = factories.make_referral(main, case)
    factories.move_referral(main, withdrawn, "withdraw")
    world.add("referral withdrawn", withdrawn)
    for name, pair, place in BROUGHT:
        made = factories.make_referral(world.pairs[pair], world.row(f"case {place}"))
        made = factories.move_referral(world.pairs[pair], made, "hold", "resume")
        world.add(f"referral {name}", _bring(world, pair, made, "propose", "ask_review"))
    world.add("boundary thinking", factories.make_boundary(main, case, **WEIGHED))
    world.add(
        "boundary critical", factories.make_boundary(main, case, domain="sexual_romantic")
    )
    for name, pair, place in WEIGHED_BY:
        noted = factories.make_boundary(
            world.pairs[pair], world.row(f"case {place}"), **WEIGHED
        )
        world.add(f"boundary {name}", _bring(world, pair, noted, "analyse", "consult"))
    brought = world.row("boundary brought")
    looked = FollowUp.objects.create(decision=brought, due=brought.opened_at.date())
    world.add("looking brought", looked, brought.pk, looked.pk)


def _send(world: World) -> None:
    """With a receiver, and so with days to ask again."""
    main = world.pairs["main"]
    sent = factories.approved_referral(main, world.row("case main"))
    factories.write_referral(main, sent, **factories.CLIENT, **factories.RECEIVER)
    sent = factories.move_referral(main, sent, "inform_client", "send")
    world.add("referral sent", sent)
    follow_up = sent.follow_ups.earliest("due")
    world.add("asking sent", follow_up, sent.pk, follow_up.pk)
    world.add("followup sent", follow_up)


def _bring(world: World, pair: str, decision: Any, first: str, second: str) -> Any:
    """To the supervisor of this pair, whoever else there is."""
    people = world.pairs[pair]
    said: dict[str, Any]
    referral = isinstance(decision, ReferralDecision)
    move = factories.move_referral if referral else factories.move_boundary
    for step in (first, second):
        said = (
            {"relationship_id": people.relationship.pk}
            if step in ("propose", "consult")
            else {}
        )
        decision = move(people, decision, step, **said)
    return decision


def _plant_decisions(world: World) -> None:
    for model in (ReferralDecision, BoundaryDecision):
        for decision in model.objects.select_related("case__data_key"):
            _plant(world, decision)


def _plant(world: World, decision: Any) -> None:
    planted, name = world.planted, world.planted.label_of(decision.pk)
    reflective = f"{name}: reflective"
    if isinstance(decision, BoundaryDecision):
        answers = {"hope": planted.word(reflective)}
        decision.lens_answers = {"crossing": {"version": "1", "answers": answers}}
        decision.save(update_fields=["lens_answers"])
    apart = dict.fromkeys(decision.REFLECTIVE, reflective)
    if isinstance(decision, BoundaryDecision):
        apart |= dict.fromkeys(decision.PRIVATE, f"{name}: own")
    planted.in_text(decision, f"{name}: words", **apart)
    rows: list[Any] = [
        Consultation.objects.create(
            decision=decision,
            consulted="peer",
            on="2026-01-01",
            recorded_by=decision.supervisee,
        )
    ]
    if isinstance(decision, ReferralDecision):
        rows += [*decision.grounds.all(), *decision.options.all()]
        rows += [*decision.voices.all(), *decision.replies.all()]
    rows += decision.follow_ups.all()
    for row in rows:
        planted.in_text(row, f"{name}: words")
    for step in decision.steps.all():
        alone = decision.shared_at is None or step.at < decision.shared_at
        planted.in_text(step, f"{name}: steps alone" if alone else f"{name}: steps")


def _type_without_saving(world: World) -> None:
    """In decisions that others read too."""
    for name in ("brought", "veiled"):
        decision = world.row(f"boundary {name}")
        kept = keep_typed(
            decision_id=decision.pk,
            based_on=decision.version,
            typed={"client_view": world.planted.word(f"typed {name}: words")},
            writing=Writing(uuid4(), 1),
            by=world.people[W.OWNER],
        )
        world.add(f"typed {name}", kept.draft, decision.pk, kept.draft.pk)


def _plant_relationships(world: World) -> None:
    for relationship in SupervisionRelationship.objects.select_related("clinic__data_key"):
        world.planted.in_text(relationship, f"{world.planted.label_of(relationship.pk)}: words")


def _take_out(world: World) -> None:
    """A dossier of one that was brought, of one nobody was shown, the list of each clinic."""
    people, made = world.people, {}
    for name in ("brought", "thinking"):
        made[name] = ask_for(people[Who.OWNER], decision=world.row(f"referral {name}").pk)
    for name, who, clinic in (("list", Who.LEAD, "here"), ("there", Who.LEAD_THERE, "there")):
        made[name] = ask_for(people[who], "decisions", clinic=world.clinics[clinic].pk)
    for name, export in made.items():
        world.add(f"export {name}", export)
        world.planted.in_text(export, f"export {name}: words")


def _change_afterwards(world: World) -> None:
    """Written after the supervision had ended: not of its supervisor's time any more."""
    name = "referral old and changed"
    factories.write_referral(
        world.pairs["past"],
        ReferralDecision.objects.get(pk=world.row(name).pk),
        crisis_plan_given=False,
    )
