"""“Who opened this”: for the author, of a note, a decision, a case."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.decisions import record_decision_read
from cases.actions.reads import record_case_read, record_version_read
from tests.factories_cases import World, make_room, make_world
from tests.factories_decisions import approved_referral

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bundle")]


@pytest.fixture
def world() -> World:
    return make_world()


def _page(client: Client, name: str, pk: object) -> str:
    answer = client.get(reverse(name, args=[pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_note_says_who_opened_it(world: World, client: Client) -> None:
    version = make_room(world)
    record_version_read(version=version, by=world.supervisor)
    client.force_login(world.supervisee)

    page = _page(client, "note_reads", version.note_id)

    assert world.supervisor.display_name in page
    assert "as supervisor" in page
    assert "opened a note" in page
    assert reverse("note_reads", args=[version.note_id]) in _page(
        client, "room", version.note_id
    )


def test_before_anybody_reads_it_says_so(world: World, client: Client) -> None:
    version = make_room(world)
    client.force_login(world.supervisee)

    assert "Nobody but you" in _page(client, "note_reads", version.note_id)


def test_a_case_says_what_of_it_was_opened(world: World, client: Client) -> None:
    version = make_room(world)
    referral = approved_referral(world, case=version.note.case)
    record_version_read(version=version, by=world.supervisor)
    record_case_read(case=version.note.case, by=world.supervisor)
    record_decision_read(decision=referral, by=world.lead)
    client.force_login(world.supervisee)

    page = _page(client, "case_reads", version.note.case_id)

    assert "as clinic lead" in page
    assert "opened the case" in page
    assert referral.reference in page
    assert reverse("room", args=[version.note_id]) in page
    assert "M." not in page.partition("<title>")[2].partition("</title>")[0]
    assert referral.reference in _page(client, "decision_reads", referral.pk)


def test_others_are_refused(world: World, client: Client) -> None:
    version = make_room(world)
    for who, status in ((world.supervisor, 403), (world.lead, 404)):
        client.force_login(who)
        answer = client.get(reverse("note_reads", args=[version.note_id]))
        assert answer.status_code == status


def test_a_longer_list_costs_the_same(world: World, client: Client) -> None:
    case = make_room(world).note.case
    client.force_login(world.supervisee)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            _page(client, "case_reads", case.pk)
        return len(queries)

    record_case_read(case=case, by=world.supervisor)
    cost()  # the first request of a session asks more
    one = cost()
    for reader in (world.lead, world.colleague, world.administrator):
        record_case_read(case=case, by=reader)

    assert cost() == one
