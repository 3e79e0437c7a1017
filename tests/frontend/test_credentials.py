"""The pages of credentials, and what supervisees read while a supervision rests."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from supervision.actions.policies import approve_policy_change, change_policy
from supervision.models import Credential, User
from tests.factories_cases import World

pytestmark = pytest.mark.django_db


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def enter(world: World, **said: str) -> Any:
    last = (timezone.localdate() + timedelta(days=30)).isoformat()
    typed = {"kind": "license", "issuer": "Board of Kelp", "number": "LIC-4711"}
    address = reverse("credentials", args=[world.clinic.pk])
    return browser(world.supervisor).post(address, typed | {"expires_on": last} | said)


def require(world: World) -> None:
    change = change_policy(
        clinic_id=world.clinic.pk, values={"supervisor_credential": 1}, by=world.lead
    )
    approve_policy_change(change_id=change.pk, by=world.administrator)


def test_it_is_entered_checked_limited_and_read_by_these_two(world: World) -> None:
    assert enter(world).status_code == 302
    credential = Credential.objects.get()
    page = reverse("credentials", args=[world.clinic.pk])
    lead, supervisor = browser(world.lead), browser(world.supervisor)

    assert "Board of Kelp" in text(lead.get(page))
    assert "Entered, not yet checked" in text(supervisor.get(page))
    assert browser(world.supervisee).get(page).status_code == 404

    check = reverse("credential_check", args=[credential.pk])
    assert lead.post(check, {"version": credential.version}).status_code == 302
    assert "Runs out soon" in text(supervisor.get(page))

    limit = reverse("credential_limit", args=[credential.pk])
    said = {"version": 2, "limit": "restricted", "words": "Not with children."}
    assert supervisor.post(limit, said).status_code == 403
    assert lead.post(limit, said).status_code == 302
    assert "Not with children." in text(supervisor.get(page))
    credential.refresh_from_db()
    assert credential.status == "restricted"


def test_what_was_typed_stays_when_it_is_refused(world: World) -> None:
    answer = enter(world, number=" ", issued_on="2030-01-01")

    assert answer.status_code == 400
    assert "Board of Kelp" in text(answer)
    assert not Credential.objects.exists()


def test_a_check_of_something_older_is_refused(world: World) -> None:
    enter(world)
    credential = Credential.objects.get()
    check = reverse("credential_check", args=[credential.pk])

    assert browser(world.lead).post(check, {"version": 7}).status_code == 409
    credential.refresh_from_db()
    assert credential.status == "claimed"


def test_while_it_rests_both_are_told_with_the_route_for_what_cannot_wait(world: World) -> None:
    page = reverse("relationship", args=[world.relationship.pk])
    before = text(browser(world.supervisee).get(page))
    require(world)

    for person in (world.supervisee, world.supervisor, world.lead):
        shown = text(browser(person).get(page))
        assert "This supervision rests at present" in shown
        assert world.clinic.urgent_route in shown
    assert "rests at present" not in before


def test_a_lead_sees_on_people_what_runs_out(world: World) -> None:
    enter(world)
    credential = Credential.objects.get()
    check = reverse("credential_check", args=[credential.pk])
    browser(world.lead).post(check, {"version": 1})

    assert "Credentials that run out" in text(browser(world.lead).get(reverse("people")))
    shown = text(browser(world.administrator).get(reverse("people")))
    assert "Credentials that run out" not in shown


def test_whoever_leads_now_still_reads_their_own_of_before(world: World) -> None:
    own = {"clinic": world.clinic, "user": world.lead, "kind": "license", "number": "7"}
    Credential.objects.create(**own, issuer="Board of Old")

    page = text(browser(world.lead).get(reverse("credentials", args=[world.clinic.pk])))

    assert "Board of Old" in page
    assert "Enter one of yours" not in page
