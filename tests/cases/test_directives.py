"""A directive from its issue to its end: what it says, how it is answered, and what is kept."""

from datetime import date
from typing import Any

import pytest

from cases import policy
from cases.actions import annotations
from cases.directives import (
    RUNNING,
    SENTENCES,
    TALK_AND_PAUSE,
    TALK_TODAY,
    TO_DO,
    agreed_day,
    day_has_passed,
    what_holds,
)
from cases.enums import Act, AnnotationMove, AnnotationStatus, NoteMove
from cases.models import Annotation, AnnotationStep, NoteEvent, NoteVersion
from cases.review_selectors import directives_given, directives_in, directives_to_do
from cases.workflow import DIRECTIVE_TRANSITIONS
from supervision.exceptions import Invalid, StaleVersion, WrongState
from supervision.models import LedgerEntry, User
from tests.factories_cases import TERMS, World, make_annotation, make_room, move, submit, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


@pytest.fixture
def directive(world: World, version: NoteVersion) -> Annotation:
    return make_annotation(world, version, act="directive", body="Please ring them.")


def step(of: Annotation, to: str, by: User, **said: Any) -> Annotation:
    of.refresh_from_db()
    return annotations.move_annotation(
        annotation_id=of.pk,
        move=AnnotationMove(to),
        expected_version=of.version,
        by=by,
        **said,
    )


def traces() -> tuple[Any, ...]:
    return (
        list(Annotation.objects.order_by("pk").values()),
        AnnotationStep.objects.count(),
        NoteEvent.objects.count(),
        LedgerEntry.objects.count(),
    )


# --- What it says ---


def test_everything_that_is_missing_is_named_at_once(
    world: World, version: NoteVersion
) -> None:
    before = traces()

    with pytest.raises(Invalid) as refused:
        annotations.annotate(
            note_id=version.note_id,
            number=1,
            act="directive",
            body=" ",
            directive={"why": "She is alone.", "what": " "},
            by=world.supervisor,
        )

    assert refused.value.code == "incomplete"
    assert refused.value.fields == {
        "body": ["Please write something here."],
        "directive.what": ["Say what has to be done."],
        "directive.by_when": ["Say by when."],
        "directive.how_seen": ["Say how you both will see that it is done."],
    }
    assert traces() == before


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"by_when": "soon"}, "directive.by_when", "not_a_date"),
        ({"by_when": "2026-02-30"}, "directive.by_when", "not_a_date"),
        ({"safety": "perhaps"}, "directive.safety", "unknown_choice"),
        ({"who": "You"}, "directive.who", "unknown_field"),
        ({"what": 7}, "directive.what", "not_text"),
    ],
)
def test_terms_that_make_no_sense_are_refused(
    world: World, version: NoteVersion, given: dict[str, Any], field: str, code: str
) -> None:
    before = traces()

    with pytest.raises(Invalid) as refused:
        make_annotation(world, version, act="directive", directive=given)

    assert (list(refused.value.fields), refused.value.code) == ([field], code)
    assert traces() == before


def test_a_day_is_kept_in_one_form(world: World, version: NoteVersion) -> None:
    made = make_annotation(world, version, act="directive", directive={"by_when": "20261224"})

    assert made.directive == TERMS | {"by_when": "2026-12-24"}


def test_only_a_directive_has_terms(world: World, version: NoteVersion) -> None:
    with pytest.raises(Invalid) as refused:
        make_annotation(world, version, act="question", directive=TERMS)

    assert refused.value.code == "not_a_directive"


# --- Its life ---


def test_every_step_has_its_own_sentence() -> None:
    assert set(SENTENCES) == set(DIRECTIVE_TRANSITIONS)
    assert len(set(SENTENCES.values())) == len(SENTENCES)


def test_its_whole_life_is_kept_step_by_step(world: World, directive: Annotation) -> None:
    author, supervisor = world.supervisee, world.supervisor
    step(directive, "acknowledge", author)
    step(directive, "dispute", author, reason="He is safe at his sister’s.")
    step(directive, "uphold", supervisor, reason="Her house is an hour away.")
    step(directive, "report_not_done", author, reason="The line was engaged all day.")
    step(
        directive,
        "modify",
        supervisor,
        reason="Then write.",
        directive={"what": "Write to them.", "by_when": "2027-01-08"},
    )
    step(directive, "report_done", author, reason="They answered at once.")
    step(directive, "verify", supervisor)

    directive.refresh_from_db()
    told = [(each.move, each.by, each.text) for each in directive.steps.all()]
    assert told == [
        ("acknowledge", author, ""),
        ("dispute", author, "He is safe at his sister’s."),
        ("uphold", supervisor, "Her house is an hour away."),
        ("report_not_done", author, "The line was engaged all day."),
        ("modify", supervisor, "Then write."),
        ("report_done", author, "They answered at once."),
        ("verify", supervisor, ""),
    ]
    assert directive.status == AnnotationStatus.VERIFIED
    assert directive.directive == TERMS | {"what": "Write to them.", "by_when": "2027-01-08"}
    assert [each.was for each in directive.steps.all() if each.was] == [TERMS]
    entries = LedgerEntry.objects.filter(kind="annotation.moved")
    assert entries.count() == NoteEvent.objects.filter(kind="annotation.moved").count() == 7


@pytest.mark.parametrize(
    ("states", "who", "to"),
    [
        ("issued", "supervisee", "dispute"),
        ("disputed", "supervisor", "uphold"),
        ("disputed", "supervisor", "modify"),
        ("acknowledged", "supervisee", "report_not_done"),
    ],
)
def test_a_step_that_is_nothing_without_words_asks_for_them(
    world: World, directive: Annotation, states: str, who: str, to: str
) -> None:
    Annotation.objects.update(status=states)
    before = traces()
    new = {"directive": {"what": "Write."}} if to == "modify" else {}

    with pytest.raises(Invalid) as refused:
        step(directive, to, getattr(world, who), reason="  ", **new)

    assert list(refused.value.fields) == ["reason"]
    assert traces() == before


def test_a_change_that_changes_nothing_is_refused(world: World, directive: Annotation) -> None:
    step(directive, "dispute", world.supervisee, reason="He is safe.")
    before = traces()

    with pytest.raises(Invalid) as refused:
        step(directive, "modify", world.supervisor, reason="True.", directive=dict(TERMS))

    assert refused.value.code == "unchanged"
    assert traces() == before


def test_a_change_cannot_take_a_term_away(world: World, directive: Annotation) -> None:
    step(directive, "dispute", world.supervisee, reason="He is safe.")

    with pytest.raises(Invalid) as refused:
        step(directive, "modify", world.supervisor, directive={"by_when": "", "why": ""})

    assert set(refused.value.fields) == {"reason", "directive.by_when", "directive.why"}


def test_safety_can_be_taken_out_by_a_change(world: World, version: NoteVersion) -> None:
    made = make_annotation(world, version, act="directive", directive={"safety": "yes"})
    step(made, "dispute", world.supervisee, reason="He is safe.")

    step(made, "modify", world.supervisor, reason="He is.", directive={"safety": ""})

    made.refresh_from_db()
    assert made.directive == TERMS


def test_terms_come_with_a_change_alone(world: World, directive: Annotation) -> None:
    with pytest.raises(Invalid) as refused:
        step(directive, "acknowledge", world.supervisee, directive={"what": "Nothing."})

    assert refused.value.code == "not_changing"


def test_new_terms_can_be_acknowledged_or_seen_differently(
    world: World, directive: Annotation
) -> None:
    step(directive, "dispute", world.supervisee, reason="He is safe.")
    step(directive, "modify", world.supervisor, reason="So write.", directive={"what": "Write"})

    step(directive, "dispute", world.supervisee, reason="Not even that.")

    directive.refresh_from_db()
    assert directive.status == AnnotationStatus.DISPUTED
    assert [each.text for each in directive.steps.all()] == [
        "He is safe.",
        "So write.",
        "Not even that.",
    ]


def test_a_step_from_an_old_page_is_refused(world: World, directive: Annotation) -> None:
    step(directive, "acknowledge", world.supervisee)

    with pytest.raises(StaleVersion):
        annotations.move_annotation(
            annotation_id=directive.pk,
            move=AnnotationMove.DISPUTE,
            expected_version=1,
            by=world.supervisee,
            reason="I thought again.",
        )

    assert directive.steps.count() == 1


def test_what_was_answered_is_not_rewritten_under_the_answer(
    world: World, directive: Annotation
) -> None:
    step(directive, "dispute", world.supervisee, reason="He is safe.")
    directive.refresh_from_db()

    assert not policy.allows(policy.check_edit_annotation, world.supervisor, directive)
    with pytest.raises(WrongState, match="was answered"):
        annotations.edit_annotation(
            annotation_id=directive.pk,
            body="I never said that.",
            expected_version=directive.version,
            by=world.supervisor,
        )


# --- What holds, and its day ---


@pytest.mark.parametrize("status", AnnotationStatus)
def test_what_holds_is_said_where_it_is_a_question(status: AnnotationStatus) -> None:
    said = what_holds(status, TERMS), what_holds(status, TERMS | {"safety": "yes"})

    if status == AnnotationStatus.DISPUTED:
        assert said == (TALK_AND_PAUSE, TALK_TODAY)
    else:
        assert said[0] == said[1]


@pytest.mark.parametrize(
    ("status", "safety", "passed"),
    [
        ("issued", "", True),
        ("acknowledged", "", True),
        ("upheld", "", True),
        ("modified", "", True),
        ("disputed", "", False),  # paused until they have talked
        ("disputed", "yes", True),
        ("done", "", False),
        ("not_done", "", False),
        ("verified", "", False),
        ("withdrawn", "", False),
    ],
)
def test_a_day_passes_while_something_is_still_to_do(
    status: str, safety: str, *, passed: bool
) -> None:
    terms = TERMS | ({"safety": safety} if safety else {})

    assert day_has_passed(status, terms, today=date(2027, 1, 1)) is passed
    assert not day_has_passed(status, terms, today=date(2026, 12, 31))


def test_without_a_day_nothing_is_late() -> None:
    assert agreed_day({"what": "Ring."}) is None
    assert not day_has_passed("issued", {"what": "Ring."}, today=date(2030, 1, 1))


def test_what_is_agreed_is_listed_for_the_pair_alone(
    world: World, version: NoteVersion
) -> None:
    later = make_annotation(world, version, act="directive")
    soon = make_annotation(world, version, act="directive", directive={"by_when": "2026-12-01"})
    done = make_annotation(world, version, act="directive")
    over = make_annotation(world, version, act="directive")
    make_annotation(world, version)
    Annotation.objects.filter(pk=done.pk).update(status="done")
    Annotation.objects.filter(pk=over.pk).update(status="verified")

    assert directives_to_do(world.supervisee) == [soon, later]
    assert set(directives_given(world.supervisor)) == {soon, later, done}
    assert directives_to_do(world.supervisor) == directives_given(world.supervisee) == []
    for other in (world.lead, world.administrator, world.colleague):
        assert directives_to_do(other) == directives_given(other) == []


@pytest.mark.parametrize("status", AnnotationStatus)
def test_it_is_listed_until_it_has_an_end(
    world: World, directive: Annotation, status: AnnotationStatus
) -> None:
    Annotation.objects.update(status=status)

    assert bool(directives_given(world.supervisor)) == (status in RUNNING)
    assert bool(directives_to_do(world.supervisee)) == (status in TO_DO)


def test_it_is_carried_to_the_next_version(
    world: World, version: NoteVersion, directive: Annotation
) -> None:
    note = version.note
    move(world, note, NoteMove.RETURN, text="Once more.")
    write(world, note, felt="Otherwise.")
    submit(world, note)
    note.refresh_from_db()

    for person in (world.supervisee, world.supervisor):
        assert directives_in(note, to=person) == [directive]
    assert directive.act == Act.DIRECTIVE
    assert directives_in(note, to=world.colleague) == []
