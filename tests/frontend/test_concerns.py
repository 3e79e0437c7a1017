"""The pages of help: neutral to look at, and for each reader no more than is theirs."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from supervision.concern_enums import ConcernMove, ConcernStatus
from supervision.models import Concern, SupervisionRelationship, User
from tests.factories_concerns import (
    SAID,
    Cast,
    bring_to,
    concern_of,
    make_cast,
    move,
    say,
    send,
)
from tests.frontend.browsing import as_, text

pytestmark = pytest.mark.django_db
S = ConcernStatus


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def own(concern: Concern) -> str:
    return reverse("help_request", args=[concern.pk])


def desk(concern: Concern) -> str:
    return reverse("help_desk_one", args=[concern.pk])


def post(by: User, url: str, /, **said: Any) -> Any:
    return as_(by).post(url, said)


def test_every_page_has_the_entry_and_says_nothing_by_it(cast: Cast) -> None:
    page = as_(cast.reporter).get(reverse("people")).content.decode()

    assert 'href="/help/"' in page
    assert "oncern" not in page


def test_the_page_is_the_same_before_and_after_and_names_the_routes(cast: Cast) -> None:
    def page(person: User) -> str:
        return text(as_(person).get(reverse("help")))

    before = {it.pk: page(it) for it in (cast.reporter, cast.supervisor, cast.lead)}
    assert cast.lead.display_name in before[cast.reporter.pk]
    assert cast.handler.display_name in before[cast.reporter.pk]
    assert cast.clinic.urgent_route in before[cast.reporter.pk]
    bring_to(concern_of(cast), S.INFORMAL, cast.handler)

    assert before == {it.pk: page(it) for it in (cast.reporter, cast.supervisor, cast.lead)}


def test_titles_and_addresses_are_neutral(cast: Cast) -> None:
    made = bring_to(concern_of(cast), S.FORMAL_INQUIRY, cast.handler)
    say(made, "shared", cast.handler)
    looks = (
        (cast.reporter, reverse("help")),
        (cast.reporter, reverse("help_requests")),
        (cast.reporter, reverse("help_request_new")),
        (cast.reporter, own(made)),
        (cast.handler, reverse("help_desk")),
        (cast.handler, desk(made)),
        (cast.supervisor, reverse("help_shared")),
        (cast.supervisor, reverse("help_shared_one", args=[made.pk])),
    )

    for person, url in looks:
        page = as_(person).get(url)
        title = re.search(r"<title>(.*?)</title>", page.content.decode(), re.DOTALL)
        assert page.status_code == 200
        assert title is not None
        assert title[1].strip() == f"Help · {cast.clinic.name}"
        assert not re.search("concern|complain|inquiry", url)


def test_it_is_written_saved_sent_and_answered(cast: Cast) -> None:
    facts = SAID | {"person": cast.supervisor.pk}
    made = post(cast.reporter, reverse("help_request_new"), **facts)
    concern = Concern.objects.get()
    assert made.url == own(concern)
    page = text(as_(cast.reporter).get(own(concern)))
    assert "Who gets it" in page
    assert cast.handler.display_name in page

    sent = post(
        cast.reporter,
        own(concern),
        **facts,
        do="file",
        version=1,
        handler=cast.handler.pk,
    )
    assert sent.status_code == 302
    waits = text(as_(cast.handler).get(reverse("help_desk")))
    assert cast.reporter.display_name in waits
    answer = {"do": "move:acknowledge", "version": 3, "words": "I have read it."}
    assert post(cast.handler, desk(concern), **answer).status_code == 302

    concern.refresh_from_db()
    assert concern.status == S.ACKNOWLEDGED
    assert "I have read it." in text(as_(cast.reporter).get(own(concern)))


def test_what_is_overdue_is_shown_to_its_handler(cast: Cast) -> None:
    made = send(concern_of(cast), cast.handler)
    assert "overdue" not in text(as_(cast.handler).get(reverse("help_desk")))

    with time_machine.travel(timezone.now() + timedelta(days=5)):
        assert "overdue" in text(as_(cast.handler).get(reverse("help_desk")))
        assert "does not know yet" in text(as_(cast.handler).get(desk(made)))


def test_what_is_kept_says_what_that_means_and_can_be_sent_on(cast: Cast) -> None:
    made = concern_of(cast, wish="record_only")
    facts = SAID | {"person": cast.supervisor.pk, "wish": "record_only"}
    page = text(as_(cast.reporter).get(own(made)))
    assert "Nobody gets it, nobody can find it, and nothing follows from it." in page

    refused = post(
        cast.reporter, own(made), **facts, do="file", version=1, handler=cast.handler.pk
    )
    assert refused.status_code == 400
    assert SAID["what_happened"] in refused.content.decode()
    assert post(cast.reporter, own(made), **facts, do="keep", version=2).status_code == 302
    sent = post(
        cast.reporter,
        own(made),
        do="send_on",
        version=Concern.objects.get().version,
        wish="advice",
        handler=cast.handler.pk,
    )

    assert sent.status_code == 302
    assert Concern.objects.get().status == S.FILED


def test_nobody_free_is_said_before_it_is_sent(cast: Cast) -> None:
    cast.handler.role_assignments.update(valid_to=timezone.now())
    made = concern_of(cast, about="lead", person=cast.lead)

    page = text(as_(cast.reporter).get(own(made)))

    assert "there is nobody it could go to" in page
    assert "Save and send" not in page


def test_a_draft_is_deleted_on_its_page(cast: Cast) -> None:
    made = concern_of(cast)

    gone = post(cast.reporter, own(made), do="delete", version=1)

    assert gone.url == reverse("help_requests")
    assert not Concern.objects.exists()


def test_whoever_it_is_about_and_everybody_else_find_nothing(cast: Cast) -> None:
    made = send(concern_of(cast), cast.handler)
    say(made, "message", cast.reporter, "Nobody else reads this.")

    for person in (cast.supervisor, cast.lead, cast.other):
        for url in (own(made), desk(made), reverse("help_shared_one", args=[made.pk])):
            assert as_(person).get(url).status_code == 404
            kept = post(person, url, do="message", version=made.version, words="Mine.")
            assert kept.status_code == 404
            assert "Nobody else reads this." not in kept.content.decode()
        for name in ("help_requests", "help_desk", "help_shared"):
            assert "Nothing here" in text(as_(person).get(reverse(name)))
    assert as_(cast.handler).get(own(made)).status_code == 404
    assert as_(cast.reporter).get(desk(made)).status_code == 404


def test_another_supervisor_is_granted_and_taken(cast: Cast) -> None:
    made = send(concern_of(cast), cast.handler)
    granted = post(
        cast.handler,
        desk(made),
        **{
            "do": "measure",
            "measure-kind": "change_supervisor",
            "measure-relationship": cast.relationship.pk,
            "measure-supervisor": cast.other.pk,
        },
    )
    assert granted.status_code == 302
    page = text(as_(cast.reporter).get(own(made)))
    assert f"go on with {cast.other.display_name}" in page

    used = post(cast.reporter, reverse("help_change", args=[made.measures.get().pk]))

    assert used.status_code == 302
    assert SupervisionRelationship.objects.get(supervisor=cast.other).status == "active"
    history = text(
        as_(cast.supervisor).get(reverse("relationship", args=[cast.relationship.pk]))
    )
    assert "At the supervisee" in history
    assert cast.handler.display_name not in history


def test_a_grant_that_is_half_said_keeps_what_was_typed(cast: Cast) -> None:
    made = send(concern_of(cast), cast.handler)

    refused = post(
        cast.handler,
        desk(made),
        **{
            "do": "measure",
            "measure-kind": "change_supervisor",
            "measure-relationship": cast.relationship.pk,
            "measure-words": "From Monday on.",
        },
    )

    assert refused.status_code == 400
    assert "From Monday on." in refused.content.decode()
    assert not made.measures.exists()


def test_it_is_taken_back_and_deleted(cast: Cast) -> None:
    made = send(concern_of(cast), cast.handler)
    made = move(made, ConcernMove.WITHDRAW, cast.reporter)
    post(cast.reporter, own(made), do="ask_deletion", version=made.version)
    made.refresh_from_db()
    assert "wants it deleted" in text(as_(cast.handler).get(desk(made)))

    gone = post(cast.handler, desk(made), do="erase", version=made.version)

    assert gone.url == reverse("help_desk")
    assert not Concern.objects.exists()


def test_the_person_concerned_reads_what_is_shared_in_an_inquiry_and_replies(
    cast: Cast,
) -> None:
    made = bring_to(concern_of(cast), S.FORMAL_INQUIRY, cast.handler)
    post(cast.handler, desk(made), do="note", version=made.version, words="I doubt it.")
    post(cast.handler, desk(made), do="shared", version=made.version, words="It is said.")
    shared = reverse("help_shared_one", args=[made.pk])
    post(cast.supervisor, shared, do="reply", version=made.version, words="It was not so.")

    page = text(as_(cast.supervisor).get(shared))
    assert "It is said." in page
    assert "It was not so." in page
    for word in ("I doubt it.", SAID["what_happened"], cast.reporter.display_name):
        assert word not in page
    assert "It was not so." in text(as_(cast.handler).get(desk(made)))
    assert "It was not so." not in text(as_(cast.reporter).get(own(made)))


def test_a_list_costs_the_same_however_long_it_is(cast: Cast) -> None:
    def cost(person: User, name: str) -> int:
        client = as_(person)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse(name)).status_code == 200
        return len(queries)

    send(concern_of(cast), cast.handler)
    one = cost(cast.reporter, "help_requests"), cost(cast.handler, "help_desk")
    for _ in range(3):
        send(concern_of(cast), cast.handler)

    assert (cost(cast.reporter, "help_requests"), cost(cast.handler, "help_desk")) == one
