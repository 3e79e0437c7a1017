"""What RFC 9116 wants to find, and nothing where nobody is named."""

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

ADDRESS = "/.well-known/security.txt"

pytestmark = pytest.mark.django_db


@time_machine.travel("2026-11-28T10:00:00Z", tick=False)
def test_it_says_whom_to_write_to_and_until_when_it_holds(
    client: Client, settings: Settings
) -> None:
    answer = client.get(ADDRESS)

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "Contact: mailto:security@clinic.example",
        "Expires: 2027-05-27T00:00:00Z",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}{ADDRESS}",
    ]


def test_another_site_may_read_it(client: Client) -> None:
    assert client.get(ADDRESS, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_without_a_contact_there_is_none(client: Client, settings: Settings) -> None:
    settings.SECURITY_CONTACT = ""

    assert client.get(ADDRESS).status_code == 404
