"""How identity providers are named in the environment, and what is said of a slip."""

import json
from typing import Any, Final
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured

from supervision import identity_providers

NAME: Final = "SUPERVISION_IDENTITY_PROVIDERS"
SECRET: Final = "hunter-two-and-a-half"
GOOD: Final = {
    "id": "riverside",
    "clinic": "0191e2a4-7b1c-7000-8000-000000000001",
    "name": "Riverside",
    "server": "https://login.example.org/realms/one/",
    "client_id": "supervision",
    "client_secret": SECRET,
}


def read(monkeypatch: pytest.MonkeyPatch, value: Any) -> Any:
    text = value if isinstance(value, str) else json.dumps(value)
    monkeypatch.setenv(NAME, text)
    return identity_providers.read(NAME)


def test_nothing_set_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)

    assert identity_providers.read(NAME) == {}


def test_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, [GOOD])["riverside"]

    assert found.clinic == UUID(GOOD["clinic"])
    assert found.server == "https://login.example.org/realms/one"
    assert found.sign_in_at == "https://login.example.org"
    assert found.for_allauth()["settings"]["oauth_pkce_enabled"] is True


def test_its_page_may_lie_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    said = GOOD | {"sign_in_at": "https://accounts.example.com/o/authorize"}

    assert read(monkeypatch, [said])["riverside"].sign_in_at == "https://accounts.example.com"


def test_on_the_same_machine_it_needs_no_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, [GOOD | {"server": "http://127.0.0.1:9000"}])

    assert found["riverside"].sign_in_at == "http://127.0.0.1:9000"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("{", "must be JSON"),
        ({"id": "x"}, "must be a list"),
        (["x"], "(number 1) must be an object"),
        ([GOOD, GOOD | {"id": "Two Words"}], "(number 2): id is lower-case"),
        ([GOOD, GOOD], "names the same id twice"),
        ([GOOD, GOOD | {"id": "two"}], "names the same clinic twice"),
        ([GOOD | {"clinic": "ours"}], "clinic is the id of a clinic"),
        ([GOOD | {"client_secret": ""}], "client_secret must be a text"),
        ([GOOD | {"name": 7}], "name must be a text"),
        ([GOOD | {"surprise": "x"}], "unknown field surprise"),
        ([GOOD | {"server": "http://login.example.org"}], "server must begin with https://"),
        ([GOOD | {"server": f"https://a:{SECRET}@b.org"}], "server must begin with https://"),
        ([GOOD | {"sign_in_at": "ftp://x"}], "sign_in_at must begin with https://"),
    ],
)
def test_a_slip_is_named_and_no_secret_repeated(
    monkeypatch: pytest.MonkeyPatch, said: Any, sentence: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as told:
        read(monkeypatch, said)

    assert sentence in str(told.value)
    assert str(told.value).startswith(NAME)
    assert SECRET not in str(told.value)
