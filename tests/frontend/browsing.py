"""How the tests of pages ask for them and read them."""

import re

from django.test import Client

from supervision.models import (
    Invitation,
    LedgerEntry,
    RoleAssignment,
    SupervisionRelationship,
    User,
)


def as_(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(response: object) -> str:
    """What stands on the page, without its markup."""
    html = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode())  # type: ignore[attr-defined]  # the stubs hide it
    return " ".join(html.split())


def facts() -> tuple[list[object], ...]:
    """All that the pages about people can change, to compare after a refusal."""
    models = (Invitation, RoleAssignment, User, SupervisionRelationship, LedgerEntry)
    ignored = {"last_login"}
    return tuple(
        [
            {name: value for name, value in row.items() if name not in ignored}
            for row in model.objects.order_by("pk").values()
        ]
        for model in models
    )
