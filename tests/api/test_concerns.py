"""Help in the API: the same secrecy, and the same refusals with their codes."""

from typing import Any
from uuid import uuid4

import pytest

from supervision.concern_enums import ConcernStatus
from supervision.models import Concern, User
from tests.api.clients import send, signed_in
from tests.factories_concerns import SAID, Cast, bring_to, concern_of, make_cast, say

pytestmark = pytest.mark.django_db
REQUESTS = "/api/v1/help/requests/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def ask(person: User, method: str, url: str, body: Any = None) -> Any:
    client = signed_in(person)
    return client.get(url) if method == "get" else send(client, method, url, body or {})


def test_it_is_written_sent_answered_and_read(cast: Cast) -> None:
    facts = SAID | {"clinic": str(cast.clinic.pk), "person": str(cast.supervisor.pk)}
    made = ask(cast.reporter, "post", REQUESTS, facts)
    assert made.status_code == 201
    url = f"{REQUESTS}{made.json()['concern']['id']}/"
    written = ask(cast.reporter, "patch", url, {"version": 1, "wish": "advice"})
    assert written.json()["concern"]["wish"] == "advice"
    filed = {"version": 2, "move": "file", "handler": str(cast.handler.pk)}
    assert ask(cast.reporter, "post", f"{url}move/", filed).status_code == 204
    answer = {"version": 3, "move": "acknowledge", "words": "I have read it."}
    assert ask(cast.handler, "post", f"{url}move/", answer).status_code == 204
    said = {"kind": "message", "words": "And now?"}
    assert ask(cast.reporter, "post", f"{url}words/", said).status_code == 201

    whole = ask(cast.reporter, "get", url).json()
    brought = ask(cast.handler, "get", url.replace("requests", "desk")).json()

    assert [it["words"] for it in whole["entries"]] == ["", "I have read it.", "And now?"]
    assert brought["watched"] == []
    assert brought["moves"] == ["take_informally", "pass_on"]


def test_a_change_is_granted_used_and_lifted(cast: Cast) -> None:
    made = bring_to(concern_of(cast), ConcernStatus.ACKNOWLEDGED, cast.handler)
    url = f"{REQUESTS}{made.pk}/changes/"
    body = {"kind": "restrict_access", "relationship": str(cast.relationship.pk)}
    granted = ask(cast.handler, "post", url, body)
    paused = ask(cast.handler, "post", url, {"kind": "pause_evaluation"}).json()["id"]

    used = ask(cast.reporter, "post", f"/api/v1/help/changes/{granted.json()['id']}/use/", {})
    lifted = ask(cast.handler, "post", f"/api/v1/help/changes/{paused}/lift/", {})

    assert (granted.status_code, used.status_code, lifted.status_code) == (201, 200, 200)
    assert used.json()["used_at"]
    assert lifted.json()["lifted_at"]


def test_whoever_it_is_about_is_told_what_is_told_of_nothing(cast: Cast) -> None:
    made = bring_to(concern_of(cast), ConcernStatus.INFORMAL, cast.handler)

    for person in (cast.supervisor, cast.lead, cast.other):
        for path in ("requests", "desk", "shared"):
            there = ask(person, "get", f"/api/v1/help/{path}/{made.pk}/")
            nothing = ask(person, "get", f"/api/v1/help/{path}/{uuid4()}/")
            assert (there.status_code, there.content) == (404, nothing.content)
            assert ask(person, "get", f"/api/v1/help/{path}/").json()["results"] == []
        move = {"version": made.version, "move": "close"}
        assert ask(person, "post", f"{REQUESTS}{made.pk}/move/", move).status_code == 404


def test_the_person_concerned_gets_what_is_shared(cast: Cast) -> None:
    made = bring_to(concern_of(cast), ConcernStatus.FORMAL_INQUIRY, cast.handler)
    say(made, "shared", cast.handler, "This is said.")

    shared = ask(cast.supervisor, "get", f"/api/v1/help/shared/{made.pk}/").json()

    assert [it["words"] for it in shared["entries"]] == ["This is said."]
    assert set(shared) == {"id", "handler", "version", "entries"}


def test_a_draft_is_deleted(cast: Cast) -> None:
    made = concern_of(cast)

    assert ask(cast.reporter, "delete", f"{REQUESTS}{made.pk}/").status_code == 204
    assert not Concern.objects.exists()
