"""What another site makes a browser ask for."""

import pytest
from django.test import Client

from cases.models import Case
from supervision.foreign import SENTENCE
from tests.factories_cases import World, make_case
from tests.frontend.browsing import as_

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bundle")]

LINK = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
EMBEDDED = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
FETCHED = {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "empty"}
IMAGE = {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}


def asked(client: Client, url: str, site: str, **how: str) -> int:
    return client.get(url, headers={"Sec-Fetch-Site": site} | how).status_code


@pytest.mark.parametrize("site", ["cross-site", "same-site", "something new"])
@pytest.mark.parametrize("how", [EMBEDDED, FETCHED, IMAGE, {}])
def test_another_site_loads_and_embeds_nothing(
    world: World, site: str, how: dict[str, str]
) -> None:
    case = make_case(world)
    client = as_(world.supervisee)

    for url in (f"/cases/{case.pk}/", f"/api/v1/cases/{case.pk}/", "/accounts/login/"):
        answer = client.get(url, headers={"Sec-Fetch-Site": site} | how)

        assert answer.status_code == 403
        assert SENTENCE in answer.content.decode()
        assert case.code not in answer.content.decode()


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_link_in_a_mail_leads_to_its_page_and_to_no_data(world: World, site: str) -> None:
    case = make_case(world)
    client = as_(world.supervisee)

    assert asked(client, f"/cases/{case.pk}/", site, **LINK) == 200
    assert asked(client, f"/api/v1/cases/{case.pk}/", site, **LINK) == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_pages_and_a_typed_address_are_answered(world: World, site: str) -> None:
    case = make_case(world)
    client = as_(world.supervisee)

    assert asked(client, f"/cases/{case.pk}/", site, **LINK) == 200
    assert asked(client, f"/api/v1/cases/{case.pk}/", site, **FETCHED) == 200


def test_a_program_says_nothing_of_the_kind(world: World) -> None:
    assert as_(world.supervisee).get("/api/v1/me/").status_code == 200


def test_another_site_sends_no_form(world: World) -> None:
    case = make_case(world)

    answer = as_(world.supervisee).post(
        f"/cases/{case.pk}/edit/",
        {"pseudonym": "Other", "version": "1"},
        headers={"Sec-Fetch-Site": "cross-site"} | LINK,
    )

    assert answer.status_code == 403
    assert Case.objects.get(pk=case.pk).version == 1
