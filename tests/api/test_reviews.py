"""What a review leads to, as a program meets it."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.frames import EventFrame
from cases import room as rooms
from cases.attestations import CURRENT, MEANING, WORDINGS
from cases.enums import Attestation
from cases.models import Annotation, Note, NoteVersion, TakeAway
from supervision.models import User
from tests.api.clients import ROOT, fields, refusal, signed_in
from tests.factories_cases import TERMS, World, make_annotation, make_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


@pytest.fixture
def directive(world: World, version: NoteVersion) -> Annotation:
    return make_annotation(world, version, act="directive")


def _note(version: NoteVersion) -> str:
    return f"{ROOT}notes/{version.note_id}/"


def _takeaway(version: NoteVersion) -> str:
    return f"{_note(version)}versions/1/takeaway/"


# --- Directives ---


def test_a_directive_without_its_terms_is_told_all_that_is_missing(
    world: World, version: NoteVersion
) -> None:
    body = {"number": 1, "act": "directive", "body": "", "directive": {"why": "Risk."}}

    answer = signed_in(world.supervisor).post(f"{_note(version)}annotations/", body)

    assert refusal(answer) == (400, "incomplete")
    assert fields(answer) == {
        "body",
        "directive.what",
        "directive.by_when",
        "directive.how_seen",
    }
    assert not Annotation.objects.exists()


def test_the_way_of_a_directive_is_read_step_by_step(
    world: World, version: NoteVersion, directive: Annotation
) -> None:
    author, supervisor = signed_in(world.supervisee), signed_in(world.supervisor)
    url = f"{ROOT}annotations/{directive.pk}/"
    author.post(f"{url}dispute/", {"version": 1, "reason": "He is safe."})
    changed = {"version": 2, "reason": "Then write.", "directive": {"what": "Write."}}

    answer = supervisor.post(f"{url}modify/", changed).json()

    assert (answer["status"], answer["directive"]) == ("modified", TERMS | {"what": "Write."})
    told = [(s["move"], s["to_status"], s["reason"], s["was"]) for s in answer["steps"]]
    assert told == [
        ("dispute", "disputed", "He is safe.", {}),
        ("modify", "modified", "Then write.", TERMS),
    ]
    assert [s["by"]["id"] for s in answer["steps"]] == [
        str(world.supervisee.pk),
        str(world.supervisor.pk),
    ]
    [item] = author.get(f"{_note(version)}annotations/").json()["items"]
    assert item["steps"] == answer["steps"] == author.get(url).json()["steps"]
    news = rooms.events_for(version.note, since=0, by=world.supervisee)
    frame = json.loads(EventFrame(news.events[-1]).for_reader(world.supervisee.pk, sees=True))
    assert [s["reason"] for s in frame["annotation"]["steps"]] == ["He is safe.", "Then write."]


def test_new_terms_are_asked_for_and_taken_by_a_change_alone(
    world: World, directive: Annotation
) -> None:
    url = f"{ROOT}annotations/{directive.pk}/"
    signed_in(world.supervisee).post(f"{url}dispute/", {"version": 1, "reason": "Safe."})
    supervisor = signed_in(world.supervisor)

    without = supervisor.post(f"{url}modify/", {"version": 2, "reason": "Then write."})
    beside = supervisor.post(
        f"{url}uphold/", {"version": 2, "reason": "It stands.", "directive": {"what": "No."}}
    )

    assert (refusal(without), fields(without)) == ((400, "required"), {"directive"})
    assert (refusal(beside), fields(beside)) == ((400, "unknown_field"), {"directive"})


def test_of_a_withdrawn_directive_the_answer_to_it_stays(
    world: World, directive: Annotation
) -> None:
    url = f"{ROOT}annotations/{directive.pk}/"
    author, supervisor = signed_in(world.supervisee), signed_in(world.supervisor)
    author.post(f"{url}dispute/", {"version": 1, "reason": "He is safe."})
    supervisor.post(f"{url}uphold/", {"version": 2, "reason": "I doubt it."})

    gone = supervisor.post(f"{url}withdraw/", {"version": 3, "reason": "You were right."})

    shown = gone.json()
    assert (shown["body"], shown["directive"]) == ("", {})
    assert [s["reason"] for s in shown["steps"]] == ["He is safe.", "", "You were right."]


def test_the_ways_of_many_directives_cost_one_query(world: World, version: NoteVersion) -> None:
    client, counts = signed_in(world.supervisee), []
    for _ in range(2):
        made = make_annotation(world, version, act="directive")
        client.post(f"{ROOT}annotations/{made.pk}/acknowledge/", {"version": 1})
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{_note(version)}annotations/")
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_what_has_no_end_yet_is_listed_for_the_pair_by_its_day(
    world: World, version: NoteVersion, directive: Annotation
) -> None:
    soon = make_annotation(world, version, act="directive", directive={"by_when": "2026-12-01"})
    done = make_annotation(world, version, act="directive")
    Annotation.objects.filter(pk=done.pk).update(status="done")

    def listed(user: User) -> dict[str, list[str]]:
        shown = signed_in(user).get(f"{ROOT}directives/").json()
        return {kind: [each["id"] for each in rows] for kind, rows in shown.items()}

    first, later = str(soon.pk), str(directive.pk)
    assert listed(world.supervisee) == {"to_do": [first, later], "given": []}
    given = listed(world.supervisor)
    assert (given["to_do"], given["given"][0]) == ([], first)
    assert set(given["given"]) == {first, later, str(done.pk)}
    for other in (world.lead, world.administrator, world.colleague):
        assert listed(other) == {"to_do": [], "given": []}


def test_the_list_of_directives_costs_the_same_for_one_and_for_three(
    world: World, version: NoteVersion, directive: Annotation
) -> None:
    client, counts = signed_in(world.supervisor), []
    for _ in range(3):
        url = f"{ROOT}annotations/{directive.pk}/acknowledge/"
        signed_in(world.supervisee).post(url, {"version": 1})
        client.get(f"{ROOT}directives/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{ROOT}directives/")
        counts.append(len(asked))
        directive = make_annotation(world, version, act="directive")

    assert len(set(counts)) == 1


# --- The end of a review ---


def test_the_statements_are_read_word_by_word(world: World) -> None:
    shown = signed_in(world.supervisor).get(f"{ROOT}attestations/").json()

    assert (shown["wording"], shown["meaning"]) == (CURRENT, MEANING)
    assert {each["attestation"]: each["text"] for each in shown["statements"]} == {
        code.value: text for code, text in WORDINGS[CURRENT].items()
    }


def test_a_review_is_completed_with_a_summary_and_a_statement(
    world: World, version: NoteVersion
) -> None:
    note = Note.objects.get(pk=version.note_id)
    body = {"version": note.version, "attestation": "discussed", "text": "The pull to rescue."}
    client = signed_in(world.supervisor)

    stale = client.post(f"{_note(version)}complete/", body | {"wording": CURRENT + 1})
    client.post(f"{_note(version)}complete/", body | {"wording": CURRENT})

    assert refusal(stale) == (409, "stale_wording")
    *_, last = signed_in(world.supervisee).get(f"{_note(version)}steps/").json()["results"]
    assert (last["attestation"], last["wording"], last["text"]) == (
        "discussed",
        CURRENT,
        "The pull to rescue.",
    )
    assert last["attested"] == WORDINGS[CURRENT][Attestation.DISCUSSED]


# --- For one side alone ---


def test_the_balance_is_the_supervisors_alone(world: World, version: NoteVersion) -> None:
    make_annotation(world, version, act="affirmation")
    url = f"{_note(version)}balance/"

    assert signed_in(world.supervisor).get(url).json() == {
        "questions": 0,
        "affirmations": 1,
        "corrections": 0,
    }
    assert refusal(signed_in(world.supervisee).get(url)) == (403, "not_allowed")
    for other in (world.lead, world.administrator, world.colleague):
        assert refusal(signed_in(other).get(url)) == (404, "not_found")


def test_a_takeaway_exists_for_others_only_when_it_is_shared(
    world: World, version: NoteVersion
) -> None:
    author, supervisor = signed_in(world.supervisee), signed_in(world.supervisor)
    body: dict[str, Any] = {
        "version": 0,
        "lines": "To wait one breath.",
        "next_action": "Ask him.",
        "next_month": "2026-12",
    }

    kept = author.put(_takeaway(version), body).json()
    hidden = supervisor.get(_takeaway(version))
    author.put(_takeaway(version), body | {"version": 1, "shared": True})

    assert refusal(hidden) == (404, "not_found")
    assert (kept["next_month"], kept["shared"], kept["version"]) == ("2026-12", False, 1)
    shown = supervisor.get(_takeaway(version)).json()
    assert (shown["lines"], shown["shared"]) == ("To wait one breath.", True)
    for other in (world.lead, world.administrator, world.colleague):
        assert refusal(signed_in(other).get(_takeaway(version))) == (404, "not_found")


def test_a_takeaway_is_written_once_however_often_it_is_sent(
    world: World, version: NoteVersion
) -> None:
    author = signed_in(world.supervisee)
    body = {"version": 0, "lines": "To wait.", "op_id": str(uuid4())}

    first, again = (author.put(_takeaway(version), body) for _ in range(2))

    assert first.json() == again.json()
    assert TakeAway.objects.get().version == 1
    stale = author.put(_takeaway(version), {"version": 0, "lines": "Otherwise."})
    assert refusal(stale) == (409, "stale_version")
