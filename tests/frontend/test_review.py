"""What the page of a room shows of a directive's life and of what a review leads to."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions import annotations
from cases.attestations import CURRENT, MEANING, WORDINGS
from cases.directives import HINTS, TALK_AND_PAUSE, TALK_TODAY
from cases.enums import AnnotationMove, Attestation, NoteMove, NoteStatus
from cases.models import Annotation, Note, NoteStep, NoteVersion, TakeAway
from supervision.models import User
from tests.factories_cases import (
    TERMS,
    World,
    make_annotation,
    make_draft,
    make_flag,
    make_room,
    move,
    submit,
    write,
)

pytestmark = pytest.mark.django_db
FORM: dict[str, Any] = {
    "what": "Ring.",
    "by_when": "2026-12-24",
    "why": "Alone.",
    "how_seen": "You tell me.",
}


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


@pytest.fixture
def directive(world: World, version: NoteVersion) -> Annotation:
    return make_annotation(world, version, act="directive", body="Please ring them.")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, name: str, *where: object, query: str = "") -> str:
    answer = signed_in(user).get(reverse(name, args=where) + query)
    assert answer.status_code == 200
    html: str = answer.content.decode()
    return " ".join(html.split())


def send(user: User, name: str, *where: object, **said: Any) -> Any:
    headers = {"HX-Request": "true", "Room-Seq": "2"} if said.pop("htmx", False) else {}
    data = {"op_id": str(uuid4())} | said
    return signed_in(user).post(reverse(name, args=where), data, headers=headers)


def take(directive: Annotation, step: str, by: User, *, htmx: bool = False, **said: Any) -> Any:
    directive.refresh_from_db()
    given = {"version": directive.version, "move": step} | said
    return send(by, "room_annotation_move", directive.note_id, directive.pk, htmx=htmx, **given)


# --- A directive ---


@pytest.mark.parametrize("htmx", [True, False])
def test_a_directive_that_lacks_something_is_asked_for_all_of_it_once(
    world: World, version: NoteVersion, *, htmx: bool
) -> None:
    answer = send(
        world.supervisor, "room_say", version.note_id, htmx=htmx, number=1, act="directive",
        body="Please, today.", why="She is alone.",
    )  # fmt: skip

    html = answer.content.decode()
    assert answer.status_code == 400
    for sentence in ("Say what has to be done.", "Say by when.", "Say how you both will see"):
        assert sentence in html
    assert "Say why." not in html
    assert "Please, today." in html
    assert "She is alone." in html
    assert not Annotation.objects.exists()


def test_a_directive_says_that_safety_hangs_on_it(world: World, version: NoteVersion) -> None:
    send(
        world.supervisor, "room_say", version.note_id, number=1, act="directive",
        body="Please.", safety="on", **FORM,
    )  # fmt: skip

    assert Annotation.objects.get().directive == FORM | {"safety": "yes"}
    for user in (world.supervisor, world.supervisee):
        assert "safety hangs on it." in page(user, "room", version.note_id)


def test_its_life_is_told_step_by_step_and_nothing_is_overwritten(
    world: World, version: NoteVersion, directive: Annotation
) -> None:
    take(directive, "acknowledge", world.supervisee)
    take(directive, "dispute", world.supervisee, reason="He is safe at his sister’s.")
    take(directive, "modify", world.supervisor, reason="Then write.", **FORM)
    take(directive, "report_done", world.supervisee, reason="They answered at once.")
    take(directive, "verify", world.supervisor)

    for user in (world.supervisor, world.supervisee):
        html = page(user, "room", version.note_id)
        for sentence in (
            "acknowledged it",
            "sees this differently and asks for a talk",
            "He is safe at his sister’s.",
            "changed it",
            "Then write.",
            "Until then it said:",
            TERMS["what"],
            "They answered at once.",
            "has seen what came of it",
            "Verified",
        ):
            assert sentence in html


@pytest.mark.parametrize(("safety", "holds"), [("", TALK_AND_PAUSE), ("yes", TALK_TODAY)])
def test_while_it_is_disputed_the_page_says_what_holds(
    world: World, version: NoteVersion, safety: str, holds: str
) -> None:
    made = make_annotation(world, version, act="directive", directive={"safety": safety})
    take(made, "dispute", world.supervisee, reason="I see it otherwise.")

    for user in (world.supervisor, world.supervisee):
        html = page(user, "room", version.note_id)
        assert holds in html
        assert "Seen differently" in html
        assert "refus" not in html.partition('id="room-agreed"')[2].partition("reply-")[0]


def test_whoever_sees_it_differently_is_told_that_it_is_no_refusal(
    world: World, version: NoteVersion, directive: Annotation
) -> None:
    html = page(world.supervisee, "room", version.note_id)

    assert "<summary>I see this differently</summary>" in html
    assert HINTS[AnnotationMove.DISPUTE] in html
    assert HINTS[AnnotationMove.DISPUTE] not in page(world.supervisor, "room", version.note_id)


@pytest.mark.parametrize("htmx", [True, False])
def test_a_step_without_its_words_keeps_what_was_typed(
    world: World, version: NoteVersion, directive: Annotation, *, htmx: bool
) -> None:
    take(directive, "dispute", world.supervisee, reason="He is safe.")

    answer = take(
        directive, "modify", world.supervisor, htmx=htmx, reason=" ", **FORM | {"what": "Walk."}
    )

    html = answer.content.decode()
    assert answer.status_code == 400
    assert "Say why it changes." in html
    assert "Walk." in html
    directive.refresh_from_db()
    assert directive.status == "disputed"


def test_words_for_a_step_that_is_past_are_not_lost(
    world: World, version: NoteVersion, directive: Annotation
) -> None:
    directive.refresh_from_db()
    seen = directive.version
    take(directive, "dispute", world.supervisee, reason="He is safe.")
    late = take(
        directive, "dispute", world.supervisee, reason="From my other window.", version=seen
    )

    html = late.content.decode()
    assert late.status_code == 409
    assert "From my other window." in html
    assert "changed elsewhere" in html
    directive.refresh_from_db()
    assert f'name="version" value="{directive.version}"' in html


def test_what_was_answered_stays_when_it_is_withdrawn(
    world: World, version: NoteVersion, directive: Annotation
) -> None:
    take(directive, "dispute", world.supervisee, reason="He is safe at his sister’s.")
    take(directive, "uphold", world.supervisor, reason="I disagree with her sister.")
    take(directive, "withdraw", world.supervisor, reason="We talked. You were right.")

    html = page(world.supervisee, "room", version.note_id)
    assert "He is safe at his sister’s." in html
    assert "We talked. You were right." in html
    assert "I disagree with her sister." not in html
    assert "Please ring them." not in html
    assert TERMS["why"] not in html


def test_not_done_does_not_look_like_done_when_it_was_seen(
    world: World, version: NoteVersion, directive: Annotation
) -> None:
    take(directive, "acknowledge", world.supervisee)
    take(directive, "report_not_done", world.supervisee, reason="The line was engaged.")
    take(directive, "verify", world.supervisor)

    html = page(world.supervisor, "room", version.note_id)
    assert '<span class="tag outline">Not done, talked about</span>' in html
    assert ">Verified<" not in html


def test_a_day_that_passed_is_said_quietly_to_the_pair_alone(
    world: World, version: NoteVersion
) -> None:
    late = make_annotation(world, version, act="directive", directive={"by_when": "2020-01-31"})
    take(late, "acknowledge", world.supervisee)

    for user, name, where in (
        (world.supervisee, "cases", ()),
        (world.supervisor, "queue", ()),
        (world.supervisee, "room", (version.note_id,)),
        (world.supervisor, "room", (version.note_id,)),
    ):
        html = page(user, name, *where)
        assert "was agreed for <time" in html
        assert "bad" not in html.partition("was agreed for")[0].rpartition("<h2")[2]
        assert TERMS["what"] in html
        assert "Overdue" not in html
    for other, name in ((world.lead, "audit"), (world.colleague, "queue")):
        assert TERMS["what"] not in page(other, name)


def test_an_open_directive_is_carried_to_the_next_version(
    world: World, version: NoteVersion, directive: Annotation
) -> None:
    move(world, version.note, NoteMove.RETURN, text="Once more.")
    write(world, version.note, felt="Otherwise.")
    submit(world, version.note)
    move(world, version.note, NoteMove.OPEN)

    for user in (world.supervisee, world.supervisor):
        html = page(user, "room", version.note_id)
        assert f'href="#said-{directive.pk}"' in html
        assert "given on version 1" in html


@pytest.mark.parametrize("htmx", [True, False])
def test_it_is_answered_on_the_version_it_was_given_on(
    world: World, version: NoteVersion, directive: Annotation, *, htmx: bool
) -> None:
    move(world, version.note, NoteMove.RETURN, text="Once more.")
    write(world, version.note, felt="Otherwise.")
    submit(world, version.note)
    html = page(world.supervisee, "room", version.note_id, query="?version=1")
    action = reverse("room_annotation_move", args=[version.note_id, directive.pk])
    assert f'action="{action}?version=1"' in html

    client, headers = signed_in(world.supervisee), {"HX-Request": "true"} if htmx else {}
    said = {"version": 1, "move": "dispute", "op_id": str(uuid4()), "reason": " "}
    refused = client.post(f"{action}?version=1", said, headers=headers)
    done = client.post(f"{action}?version=1", said | {"reason": "He is safe."}, headers=headers)

    assert "Say how you see it." in refused.content.decode()
    if htmx:
        assert "He is safe." in done.content.decode()
    else:
        assert done["Location"].endswith("?version=1")


def test_how_it_is_meant_stands_on_the_card_in_small_words(
    world: World, version: NoteVersion
) -> None:
    make_annotation(world, version, focus="personalisation", stance="consultant", eye=4)

    for user in (world.supervisee, world.supervisor):
        html = page(user, "room", version.note_id)
        assert "Personalisation, as consultant, eye 4: the therapist" in html
    assert '<details class="more"> <summary>How you mean it</summary>' in html
    assert "How you mean it" not in page(world.supervisee, "room", version.note_id)


def test_the_news_of_a_step_is_said_in_its_own_words(
    world: World, version: NoteVersion, directive: Annotation
) -> None:
    since = Note.objects.get(pk=version.note_id).last_seq
    take(directive, "dispute", world.supervisee, reason="He is safe.")

    html = page(world.supervisor, "room_changes", version.note_id, query=f"?since={since}")
    assert "sees this differently and asks for a talk, thread 1." in html
    assert 'id="room-agreed"' in html


# --- The balance ---


def test_the_balance_is_for_the_supervisor_alone_and_folded(
    world: World, version: NoteVersion
) -> None:
    for act in ("question", "question", "affirmation", "correction_request"):
        make_annotation(world, version, act=act)

    html = page(world.supervisor, "room", version.note_id)
    assert "In this note so far: 2 questions, 1 affirmation, 1 correction." in html
    assert '<details class="card more"> <summary>Your acts in this note</summary>' in html
    assert "In this note so far" not in page(world.supervisee, "room", version.note_id)


def test_the_balance_follows_what_is_said(world: World, version: NoteVersion) -> None:
    said = {"number": 1, "act": "affirmation", "body": "Well held."}
    html = send(
        world.supervisor, "room_say", version.note_id, htmx=True, **said
    ).content.decode()
    assert "0 questions, 1 affirmation, 0 corrections" in html

    theirs = page(world.supervisee, "room_changes", version.note_id, query="?since=2")
    assert "so far" not in theirs


# --- The end of a review ---


def test_every_statement_is_read_before_it_is_chosen(
    world: World, version: NoteVersion
) -> None:
    html = page(world.supervisor, "room", version.note_id)

    for words in WORDINGS[CURRENT].values():
        assert words in html
    assert MEANING in html
    assert f'name="wording" value="{CURRENT}"' in html


def test_both_read_the_statement_and_the_summary_at_the_top(
    world: World, version: NoteVersion
) -> None:
    note = Note.objects.get(pk=version.note_id)
    send(
        world.supervisor, "room_move", note.pk, move="complete", version=note.version,
        attestation="discussed", wording=CURRENT, text="We looked at the pull to rescue.",
    )  # fmt: skip

    for user in (world.supervisee, world.supervisor):
        top = page(user, "room", note.pk).partition('class="split room"')[0]
        assert "Discussed together" in top
        assert WORDINGS[CURRENT][Attestation.DISCUSSED] in top
        assert "We looked at the pull to rescue." in top


def test_a_summary_is_not_lost_when_no_statement_was_chosen(
    world: World, version: NoteVersion
) -> None:
    note = Note.objects.get(pk=version.note_id)
    for more in ({}, {"attestation": "directive_given"}, {"version": 1}):
        given = {"version": note.version, "text": "We looked at the pull.", "wording": CURRENT}
        answer = send(world.supervisor, "room_move", note.pk, move="complete", **given | more)

        assert answer.status_code in {400, 409}
        assert "We looked at the pull." in answer.content.decode()

    note.refresh_from_db()
    assert note.status == NoteStatus.IN_REVIEW
    assert not NoteStep.objects.filter(move=NoteMove.COMPLETE).exists()


def test_a_newer_version_needs_a_statement_of_its_own(
    world: World, version: NoteVersion
) -> None:
    note = version.note
    move(world, note, NoteMove.COMPLETE, attestation="reviewed", text="We looked.")
    write(world, note, felt="Otherwise.")
    submit(world, note, change_note="A detail.", amend_kind="correction")
    move(world, note, NoteMove.OPEN)

    newest = page(world.supervisee, "room", note.pk).partition('class="split room"')[0]
    older = page(world.supervisee, "room", note.pk, query="?version=1")
    assert "this one has not been reviewed" in newest
    assert WORDINGS[CURRENT][Attestation.REVIEWED] not in newest
    assert WORDINGS[CURRENT][Attestation.REVIEWED] in older


# --- What she takes away ---


@pytest.mark.parametrize("shared", [True, False])
def test_what_she_takes_away_is_hers_unless_she_shares_it(
    world: World, version: NoteVersion, *, shared: bool
) -> None:
    said = {"lines": "To wait one breath.", "next_action": "Ask him.", "next_month": "2026-12"}
    more = {"shared": "on"} if shared else {}
    answer = send(
        world.supervisee, "room_takeaway", version.note_id, version=0, number=1, **said, **more
    )

    assert answer.status_code == 302
    own = page(world.supervisee, "room", version.note_id)
    assert "To wait one breath." in own
    assert "Next: Ask him." in own
    theirs = page(world.supervisor, "room", version.note_id)
    assert ("To wait one breath." in theirs) == shared
    assert "Write it down" not in theirs


def test_what_was_typed_for_it_is_not_lost(world: World, version: NoteVersion) -> None:
    said = {"lines": " ", "next_action": "", "next_month": "2026-12"}
    empty = send(
        world.supervisee, "room_takeaway", version.note_id, version=0, number=1, **said
    )
    send(world.supervisee, "room_takeaway", version.note_id, version=0, number=1, lines="One.")
    stale = send(
        world.supervisee, "room_takeaway", version.note_id, version=0, number=1, lines="Two."
    )

    assert (empty.status_code, stale.status_code) == (400, 409)
    assert "Write what you take away" in empty.content.decode()
    assert "Two." in stale.content.decode()
    assert TakeAway.objects.get().lines == "One."


def test_a_supervisor_writes_none(world: World, version: NoteVersion) -> None:
    answer = send(
        world.supervisor, "room_takeaway", version.note_id, version=0, number=1, lines="Mine."
    )

    assert answer.status_code == 403
    assert not TakeAway.objects.exists()


@pytest.mark.parametrize("shared", [True, False])
def test_the_next_note_reminds_of_what_was_planned(
    world: World, version: NoteVersion, *, shared: bool
) -> None:
    more = {"shared": "on"} if shared else {}
    send(
        world.supervisee, "room_takeaway", version.note_id, version=0, number=1,
        next_action="Ask him.", **more,
    )  # fmt: skip
    following = make_draft(world, version.note.case)

    assert "Last time you planned: <span" in page(world.supervisee, "note_edit", following.pk)
    submit(world, following)
    move(world, following, NoteMove.OPEN)
    assert "Last time you planned" in page(world.supervisee, "room", following.pk)
    assert ("planned: <span" in page(world.supervisor, "room", following.pk)) == shared


# --- Without a script, and on paper ---


def test_a_paragraph_is_commented_on_and_a_directive_given_without_a_script(
    world: World, version: NoteVersion
) -> None:
    html = page(world.supervisor, "room", version.note_id, query="?version=1&from=0&to=10")
    assert f'name="quote" value="{version.text[:10]}"' in html

    said = {"start": 0, "end": 10, "quote": version.text[:10], "body": "Please."}
    answer = send(
        world.supervisor, "room_say", version.note_id, number=1, act="directive", **said, **FORM
    )

    made = Annotation.objects.get()
    assert answer.status_code == 302
    assert (made.anchors.get().start, made.anchors.get().end) == (0, 10)
    html = page(world.supervisee, "room", version.note_id)
    action = reverse("room_annotation_move", args=[version.note_id, made.pk])
    assert f'action="{action}?version=1"' in html


def test_a_print_says_what_it_is_and_whose(world: World, version: NoteVersion) -> None:
    for user in (world.supervisee, world.supervisor):
        html = page(user, "room", version.note_id)
        assert f"{version.note.case.code}, version 1. Printed by {user}" in html


def test_private_flags_are_marked_so_that_a_print_leaves_them_out(world: World) -> None:
    note = make_draft(world)
    make_flag(world, note, visibility="private", section="happened", start=0, end=12)
    submit(world, note)
    move(world, note, NoteMove.OPEN)

    own = page(world.supervisee, "room", note.pk)
    theirs = page(world.supervisor, "room", note.pk)
    assert own.count("is-private") == 2  # the mark and its card
    assert "What only you see is left out." in own
    assert "is-private" not in theirs
    assert "left out" not in theirs


def test_steps_cost_no_query_each(world: World, version: NoteVersion) -> None:
    counts = []
    for _ in range(2):
        made = make_annotation(world, version, act="directive")
        annotations.move_annotation(
            annotation_id=made.pk,
            move=AnnotationMove.ACKNOWLEDGE,
            expected_version=1,
            by=world.supervisee,
        )
        client = signed_in(world.supervisee)
        client.get(reverse("room", args=[version.note_id]))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("room", args=[version.note_id]))
        counts.append(len(asked))

    assert counts[0] == counts[1]
