"""Callers of the API, and what they get to see."""

import json
from typing import Any
from uuid import UUID

from rest_framework.test import APIClient

from supervision.models import User

ROOT = "/api/v1/"
NOWHERE = UUID("00000000-0000-4000-8000-00000000dead")

Answer = Any  # DRF's response with what Django's test client puts on it, which has no type


def signed_in(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def send(client: APIClient, method: str, url: str, body: Any) -> Answer:
    """As a caller may who escapes everything: lone surrogates, NaN, numbers of any size."""
    raw: Any = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.generic(method.upper(), url, raw, content_type="application/json")


def refusal(response: Answer) -> tuple[int, str]:
    """Status and code, once the shape of the refusal is known to be right."""
    said = response.json()
    assert set(said) == {"code", "detail", "fields"}, said
    assert said["detail"].strip()
    assert all(isinstance(s, str) for sentences in said["fields"].values() for s in sentences)
    return response.status_code, said["code"]


def fields(response: Answer) -> set[str]:
    return set(response.json()["fields"])


def walk(client: APIClient, url: str, *, back: bool = False) -> list[list[Any]]:
    """Every page from here on, one way or the other."""
    pages = []
    following: str | None = url
    while following:
        said = client.get(following).json()
        pages.append(said["results"])
        following = said["previous" if back else "next"]
    return pages
