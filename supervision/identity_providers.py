"""The identity providers of clinics, as SUPERVISION_IDENTITY_PROVIDERS names them.

A JSON list with one object per clinic. What is wrong is said with the number of the object and
the name of its field; no value is repeated, since one of them is a secret.
"""

import json
import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any, Final, NamedTuple
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from supervision import env

FIELDS: Final = ("id", "clinic", "name", "server", "client_id", "client_secret")
OPTIONAL: Final = frozenset({"sign_in_at"})
SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
LONGEST: Final = 191  # of the columns in which django-allauth could keep them


class IdentityProvider(NamedTuple):
    """``server`` is the issuer; ``sign_in_at`` the origin of its page, if that is another."""

    id: str
    clinic: UUID
    name: str
    server: str
    client_id: str
    client_secret: str
    sign_in_at: str

    def for_allauth(self) -> dict[str, Any]:
        return {
            "provider_id": self.id,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.client_secret,
            "settings": {
                "server_url": self.server,
                "scope": ["openid"],  # who it is; no name, no address
                "fetch_userinfo": False,
                "oauth_pkce_enabled": True,
            },
        }


def read(name: str) -> dict[str, IdentityProvider]:
    """By their ids, in the order in which they are named; none where nothing is set."""
    value = env.text(name)
    if not value:
        return {}
    try:
        said = json.loads(value)
    except ValueError:
        raise env.refusal(name, "must be JSON: a list of objects.") from None
    env.refuse(name, "must be a list of objects.", when=not isinstance(said, list))
    found = [_one(name, number, each) for number, each in enumerate(said, start=1)]
    for field in ("id", "clinic"):
        values = [getattr(each, field) for each in found]
        again = len(set(values)) < len(values)
        env.refuse(name, f"names the same {field} twice.", when=again)
    return {each.id: each for each in found}


def _one(name: str, number: int, said: Any) -> IdentityProvider:
    where = f"(number {number})"
    env.refuse(name, f"{where} must be an object.", when=not isinstance(said, dict))
    _check_fields(name, where, said)
    if not SLUG.fullmatch(said["id"]):
        raise env.refusal(name, f"{where}: id is lower-case letters, digits and hyphens.")
    try:
        clinic = UUID(said["clinic"])
    except ValueError:
        raise env.refusal(name, f"{where}: clinic is the id of a clinic.") from None
    server = _address(name, f"{where}: server", said["server"])
    page = _address(name, f"{where}: sign_in_at", said.get("sign_in_at") or said["server"])
    return IdentityProvider(
        id=said["id"],
        clinic=clinic,
        name=said["name"],
        server=server.geturl().rstrip("/"),
        client_id=said["client_id"],
        client_secret=said["client_secret"],
        sign_in_at=f"{page.scheme}://{page.netloc}",
    )


def _check_fields(name: str, where: str, said: Mapping[str, Any]) -> None:
    for field in FIELDS:
        value = said.get(field)
        bad = not isinstance(value, str) or not value.strip() or len(value) > LONGEST
        wanted = f"a text of 1 to {LONGEST} characters"
        env.refuse(name, f"{where}: {field} must be {wanted}.", when=bad)
    unknown = sorted(set(said) - {*FIELDS, *OPTIONAL})
    env.refuse(name, f"{where}: unknown field {', '.join(unknown)}.", when=bool(unknown))


def _address(name: str, what: str, value: Any) -> SplitResult:
    """Its answers are trusted because of the certificate they come with: https, unless it is on
    the same machine."""
    parts = urlsplit(value if isinstance(value, str) else "")
    sane = bool(parts.hostname) and not parts.username and not parts.query
    safe = parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname))
    env.refuse(name, f"{what} must begin with https://.", when=not (sane and safe))
    return parts


def _is_here(host: str | None) -> bool:
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"
