"""The cases and notes of the world: one of every state, with what was said about them."""

import contextlib
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cases.actions import annotations, drafts, flags, grants, guard, identifiers, notes
from cases.actions.drafts import DraftTaken
from cases.enums import AnnotationMove, NoteMove
from cases.models import (
    AllowedPhrase,
    Anchor,
    Annotation,
    Case,
    CaseGrant,
    KeptIdentifiers,
    Note,
    ReflectiveFlag,
)
from supervision.actions.tokens import issue_token
from tests import factories_cases as factories
from tests.factories_cases import World as Pair
from tests.matrix import world_reviews
from tests.matrix.readers import W
from tests.matrix.world import World, version_of

CASES = {
    "main": "main",
    "solo": "main",
    "old": "past",
    "handed": "main",
    "former": "former",
    "peer": "peer",
    "there": "there",
    "group": "main",
    "shy": "main",
}
# Notes that were opened and talked about, each by its own pair: note, pair, case.
OPENED = (
    ("open", "main", "main"),
    ("talk", "main", "main"),
    ("returned", "main", "main"),
    ("resubmitted", "main", "main"),
    ("again", "main", "main"),
    ("handed", "main", "handed"),
    ("reviewed", "main", "main"),
    ("hidden", "main", "main"),
    ("astray", "main", "main"),
    ("retracted", "main", "main"),
    ("old", "past", "old"),
    ("waning", "waning", "old"),
    ("left", "left", "old"),
    ("suspended", "suspended", "old"),
    ("inactive", "inactive", "old"),
    ("lapsed", "lapsed", "old"),
    ("former", "former", "former"),
    ("peer", "peer", "peer"),
    ("there", "there", "there"),
)
SPOKEN_OF = (
    *("retracted", "old", "waning", "left", "suspended", "inactive", "lapsed", "former"),
    *("peer", "there"),
)


def make_cases(world: World) -> None:
    for name, pair in CASES.items():
        case = world.add(f"case {name}", factories.make_case(world.pairs[pair]))
        consents = {"form": "discussion", "status": "given", "recorded_by": case.supervisee}
        case.consents.create(**consents)


def make_notes(world: World) -> None:
    main = world.pairs["main"]
    draft_of(world, main, "draft", "solo")
    _submitted(world, main, "waiting", "main")
    _recalled(world, main)
    for name, pair, case in OPENED:
        note = _submitted(world, world.pairs[pair], name, case)
        factories.move(world.pairs[pair], note, NoteMove.OPEN)
    _talk_about(world)
    world_reviews.answer_directives(world)
    world_reviews.take_away(world)
    _flag(world)
    _move_on(world, main)
    _write_again(world, main)
    _release(world)


def draft_of(world: World, pair: Pair, name: str, case: str, *, label: str = "") -> Note:
    note = notes.start_note(
        case_id=world.row(f"case {case}").pk,
        kind="session_reflection",
        format="reflective_short",
        by=pair.supervisee,
    )
    world.add(f"note {name}", note)
    write(world, pair, note, label or f"note {name}: draft")
    return note


def write(world: World, pair: Pair, note: Note, label: str, *, revision: int = 0) -> None:
    version = label.startswith("version")
    drafts.save_draft(
        note_id=note.pk,
        revision=revision,
        by=pair.supervisee,
        sections={"happened": f"He said it. {world.planted.word(label)} And then?"},
        supervision_question=_question(
            world, label if not version else label.replace("text", "question")
        ),
        help_wanted="think_with_me",
        risk="no_new_risk",
    )


def _question(world: World, label: str) -> str:
    return f"Why did I {world.planted.word(label)} so quickly?"


def _submitted(world: World, pair: Pair, name: str, case: str) -> Note:
    note = draft_of(world, pair, name, case, label=f"version {name} 1: text")
    submit(world, pair, note, name)
    return note


def submit(world: World, pair: Pair, note: Note, name: str) -> None:
    number = note.current_number + 1
    note.draft.refresh_from_db()
    notes.submit_note(
        note_id=note.pk,
        relationship_id=pair.relationship.pk,
        expected_revision=note.draft.revision,
        change_note=f"New: {world.planted.word(f'version {name} {number}: text')}",
        by=pair.supervisee,
    )
    note.refresh_from_db()
    version = version_of(note)
    world.add(f"version {name} {number}", version, note.pk, number)


def _recalled(world: World, main: Pair) -> None:
    note = _submitted(world, main, "recalled", "main")
    factories.move(main, note, NoteMove.RECALL, by=main.supervisee)


def _move_on(world: World, main: Pair) -> None:
    """Each note that was opened, to where its name says it is."""
    talk, returned, again, reviewed, retracted = (
        world.row(f"note {name}")
        for name in ("talk", "returned", "resubmitted", "reviewed", "retracted")
    )
    factories.move(main, talk, NoteMove.DISCUSS)
    for note in (returned, again):
        factories.move(main, note, NoteMove.RETURN, text="Say more.")
    write(world, main, returned, "note returned: draft", revision=1)
    with contextlib.suppress(DraftTaken):
        write(world, main, returned, "copy redraft: draft", revision=1)
    copy = returned.draft.copies.get()
    world.add("copy redraft", copy, returned.pk, copy.pk)
    world.add(
        "flag redraft",
        flags.raise_flag(
            note_id=returned.pk,
            dimension="power",
            visibility="with_supervisor",
            by=main.supervisee,
        ),
    )
    write(world, main, again, "version resubmitted 2: text", revision=1)
    again.refresh_from_db()
    submit(world, main, again, "resubmitted")
    factories.move(main, reviewed, NoteMove.COMPLETE, attestation="reviewed", text="Good.")
    factories.move(
        main,
        retracted,
        NoteMove.RETRACT,
        by=main.supervisee,
        reason="wrong_case",
        text="Sorry.",
    )


def _write_again(world: World, main: Pair) -> None:
    """Second versions that were opened: by the same supervisor, and by another."""
    for name, pair in (("again", main), ("handed", world.pairs["secondary"])):
        note = world.row(f"note {name}")
        factories.move(main, note, NoteMove.RETURN, text="Say more.")
        write(world, main, note, f"version {name} 2: text", revision=1)
        note.refresh_from_db()
        submit(world, pair, note, name)
        factories.move(pair, note, NoteMove.OPEN)
    thread = world.row("annotation handed")
    _say(
        world, "secondary reply", "handed", main, number=2, act="supervisee_reply", by=W.OWNER,
        parent_id=thread.pk,
    )  # fmt: skip
    for name in ("annotation", "flag"):
        thing = world.row(f"{name} again")
        Anchor.objects.filter(version__number=2, **{name: thing}).update(how="suggested")


# --- What is said about them ---


def _talk_about(world: World) -> None:
    main = world.pairs["main"]
    for name in ("question", "answered", "settled", "withdrawn"):
        _say(world, name, "open", main)
    _say(world, "own", "open", main, act="question", by=W.OWNER)
    for name in ("directive", "disputed", "modified", "acknowledged", "done"):
        _say(world, name, "open", main, act="directive", directive=factories.TERMS)
    _say(world, "black", "talk", main)
    _say(world, "unsaid", "hidden", main)
    _say(world, "done with", "talk", main)
    _say(world, "blacked", "talk", main)
    _say(world, "again", "again", main)
    _say(world, "handed", "handed", main, **_whole_section(world, "handed"))
    _say(
        world, "old directive", "old", world.pairs["past"], act="directive",
        directive=factories.TERMS,
    )  # fmt: skip
    thread = world.row("annotation answered")
    _say(world, "reply", "open", main, act="supervisee_reply", by=W.OWNER, parent_id=thread.pk)
    for name in SPOKEN_OF:
        pair = next(world.pairs[pair] for note, pair, _ in OPENED if note == name)
        _say(world, name, name, pair)
    Annotation.objects.filter(pk=world.row("annotation settled").pk).update(status="settled")
    annotations.move_annotation(
        annotation_id=world.row("annotation withdrawn").pk,
        move=AnnotationMove.WITHDRAW,
        expected_version=1,
        by=main.supervisor,
    )


def _say(
    world: World, name: str, note: str, pair: Pair, *, by: W | None = None, **facts: Any
) -> None:
    place = {} if "parent_id" in facts else {"start": 0, "end": 10}
    given: dict[str, Any] = {"number": 1, "act": "question", "body": "Say more?"}
    given |= place | facts
    made = annotations.annotate(
        note_id=world.row(f"note {note}").pk,
        by=world.people[by] if by else pair.supervisor,
        **given,
    )
    world.add(f"annotation {name}", made)


def _whole_section(world: World, note: str) -> dict[str, Any]:
    """Words that are in this version alone, marked with what stands around them."""
    version = version_of(world.row(f"note {note}"))
    return {"start": 0, "end": version.sections[0]["end"]}


def _flag(world: World) -> None:
    main = world.pairs["main"]
    _raise(world, "draft", "draft", main, "with_supervisor", number=None)
    _raise(world, "private", "open", main, "private")
    _raise(world, "shared", "open", main, "with_supervisor")
    _raise(world, "hidden", "open", main, "with_supervisor")
    _raise(world, "dark", "talk", main, "with_supervisor")
    _raise(world, "unseen", "hidden", main, "with_supervisor")
    _raise(world, "unseen secret", "hidden", main, "private")
    _raise(world, "unseen asked", "hidden", main, "private", by=W.SUPERVISOR)
    _raise(world, "group", "open", main, "with_group")
    _raise(world, "lead", "open", main, "with_lead", share_answers=True)
    _raise(world, "asked", "open", main, "with_supervisor", by=W.SUPERVISOR)
    _raise(world, "again", "again", main, "with_supervisor", start=0, end=10)
    place = _whole_section(world, "handed")
    _raise(world, "handed", "handed", main, "with_supervisor", **place)
    _raise(world, "handed asked", "handed", main, "with_supervisor", by=W.SUPERVISOR, **place)
    _raise(world, "asked in private", "open", main, "private", by=W.SUPERVISOR)
    _raise(world, "waiting", "waiting", main, "with_supervisor")
    _raise(world, "waiting for lead", "waiting", main, "with_lead")
    for name in (name for name in SPOKEN_OF if name != "waning"):
        pair = next(world.pairs[pair] for note, pair, _ in OPENED if note == name)
        _raise(world, name, name, pair, "with_lead" if name == "there" else "with_supervisor")
    flags.change_flag(
        flag_id=world.row("flag hidden").pk,
        expected_version=1,
        by=main.supervisee,
        visibility="private",
    )


def _raise(
    world: World,
    name: str,
    note: str,
    pair: Pair,
    visibility: str,
    *,
    by: W | None = None,
    number: int | None = 1,
    **facts: Any,
) -> None:
    made = flags.raise_flag(
        note_id=world.row(f"note {note}").pk,
        dimension="power",
        visibility=visibility,
        by=world.people[by] if by else pair.supervisee,
        number=number,
        **facts,
    )
    world.add(f"flag {name}", made)


def _release(world: World) -> None:
    case, owner = world.row("case main"), world.people[W.OWNER]
    for who in (W.READER, W.LAPSED, W.GONE):
        made = grants.give_grant(
            case_id=case.pk,
            reader_id=world.people[who].pk,
            reason="To think along.",
            expires_at=timezone.now() + timedelta(days=30),
            by=owner,
        )
        world.add(f"grant {who}", made)
    CaseGrant.objects.filter(user=world.people[W.LAPSED]).update(expires_at=timezone.now())
    for who in (W.OWNER, W.INACTIVE):
        token, secret = issue_token(by=world.people[who])
        world.add(f"token {who}", token, token.token_key)
        world.planted.key(token.token_key, f"token {who}")
        world.links[f"token {who}"] = secret


# --- Words in what the actions have made ---


def plant_words(world: World) -> None:
    planted = world.planted
    for case in Case.objects.select_related("data_key"):
        planted.in_text(case, f"{planted.label_of(case.pk)}: words")
    for annotation in Annotation.objects.select_related("note__case__data_key"):
        label = f"{planted.label_of(annotation.pk)}: words"
        if annotation.act == "directive":
            words = {"what": planted.word(label), "why": planted.word(label)}
            annotation.directive = factories.TERMS | words
            annotation.save(update_fields=["directive"])
        planted.in_text(annotation, label)
    for flag in ReflectiveFlag.objects.select_related("note__case__data_key"):
        name = planted.label_of(flag.pk)
        flag.details = {"parallel_both_sides": planted.word(f"{name}: words")}
        flag.prompt_answers = {"say_no": planted.word(f"{name}: answers")}
        flag.save(update_fields=["details", "prompt_answers"])
        planted.in_text(flag, f"{name}: words", set_aside_reason=f"{name}: aside")
    for note in Note.objects.select_related("case__data_key"):
        name = planted.label_of(note.pk).partition(" ")[2]
        for step in note.steps.all():
            stays = note.handed_at and step.by != note.author and step.at < note.handed_at
            label = f"version {name} {step.number}: steps{' before' if stays else ''}"
            planted.in_text(step, label)
    world_reviews.plant_words(world)
    for grant in CaseGrant.objects.select_related("content_object__data_key"):
        planted.in_text(grant, f"{planted.label_of(grant.pk)}: words")
    _plant_reasons(world)


def _plant_reasons(world: World) -> None:
    """What is said about identifiers: a reason that waits, one that was kept, what is fine."""
    planted, owner = world.planted, world.pairs["main"].supervisee
    note = world.row("note draft")
    waits = planted.word("note draft: draft")
    identifiers.type_reason(note_id=note.pk, reason=f"It stays: {waits}.", by=owner)
    fine = planted.word("note draft: fine")
    identifiers.allow_phrase(note_id=note.pk, phrase=fine, by=owner)
    kept = KeptIdentifiers.objects.create(version=world.row("version open 1"))
    planted.in_text(kept, "version open 1: kept")
    world.add("allowed main", AllowedPhrase.objects.get())
    stays = planted.word("case main: kept")
    world.add(
        "kept main",
        guard.keep_phrase(
            case_id=world.row("case main").pk,
            phrase=f"{stays}@example.org",
            reason=f"It stays: {stays}.",
            by=owner,
        ),
    )
