"""What every page shows around its content: where one can go, whose clinic it is, the theme."""

from ipaddress import ip_address
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from cases.break_glass_selectors import running_of
from cases.models import BreakGlass
from supervision import factors
from supervision.access import ANSWERABLE
from supervision.enums import Role
from supervision.middleware import left
from supervision.models import RoleAssignment, User
from supervision.selectors import live_roles

# what is stored: what is said, and drawn
THEMES = {
    "system": ("As this device", "system"),
    "light": ("Light", "sun"),
    "dark": ("Dark", "moon"),
}
THEME_COOKIE = "theme"
PRODUCT = "Supervision"


class Place(NamedTuple):
    """A line of the navigation and who has work there."""

    name: str
    label: str
    roles: frozenset[str]


PLACES = (
    Place("cases", "My cases", frozenset({Role.SUPERVISEE})),
    Place("queue", "Review queue", frozenset({Role.SUPERVISOR})),
    Place("decisions", "Decisions", frozenset({Role.SUPERVISEE, Role.SUPERVISOR})),
    Place("audit", "Decision audit", frozenset({Role.CLINIC_LEAD})),
    Place(
        "findings",
        "Findings",
        frozenset({Role.SUPERVISEE, Role.SUPERVISOR, Role.CLINIC_LEAD, Role.EXTERNAL_REVIEWER}),
    ),
    Place("break_glasses", "Emergency access", frozenset(ANSWERABLE)),
    Place("flags_shared", "Shared with me", frozenset({Role.CLINIC_LEAD})),
    Place("incidents", "Identifiers seen", frozenset(ANSWERABLE)),
    Place("people", "People", frozenset(Role)),
    Place("policies", "Clinic rules", frozenset(Role)),
)


class Link(NamedTuple):
    name: str
    label: str
    url: str
    current: bool


class Surroundings:
    """Asked for once per page and only by a page that shows it: a fragment costs nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self._user = _user(request)
        self._path = request.path
        self._roles = _roles_of(request)

    @property
    def nav(self) -> list[Link]:
        held = {assignment.role for assignment in self._roles}
        return [_link(place, self._path) for place in PLACES if place.roles & held]

    @property
    def break_glass(self) -> list[BreakGlass]:
        """Emergency access that runs: said on every page of whoever has it."""
        held = {assignment.role for assignment in self._roles}
        if not (isinstance(self._user, User) and held & set(ANSWERABLE)):
            return []
        return list(running_of(self._user))

    @property
    def title(self) -> str:
        """The clinic's name, or the product's for somebody of several clinics or none."""
        clinics = {assignment.clinic.name for assignment in self._roles}
        return clinics.pop() if len(clinics) == 1 else PRODUCT


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "around": SimpleLazyObject(lambda: Surroundings(request)),
        "theme": _theme(request),
        "themes": THEMES,
        "providers": settings.IDENTITY_PROVIDERS.values(),
        "passkeys_work": lambda: _has_a_name(request),
        "session_left": lambda: left(request.session, timezone.now()),
        "lacks": SimpleLazyObject(lambda: _lack(request)),
    }


def _lack(request: HttpRequest) -> factors.Lack | None:
    user = _user(request)
    return factors.lack(request.session, user) if isinstance(user, User) else None


def _has_a_name(request: HttpRequest) -> bool:
    """A passkey belongs to a host's name; a server reached by a number can have none."""
    try:
        ip_address(split_domain_port(request.get_host())[0].strip("[]"))
    except ValueError:
        return True
    except SuspiciousOperation:  # a foreign host: the page that says so has no use for it
        return False
    return False


def _theme(request: HttpRequest) -> str:
    """What was chosen on this device; on a new one, what the person chose elsewhere."""
    chosen = request.COOKIES.get(THEME_COOKIE) or getattr(_user(request), "theme", "")
    return chosen if chosen in THEMES else "system"


def _roles_of(request: HttpRequest) -> list[RoleAssignment]:
    user = _user(request)
    if not user.is_authenticated:
        return []
    return list(live_roles(user).select_related("clinic"))


def _user(request: HttpRequest) -> User | AnonymousUser:
    """Nobody, where a request is refused before it is known who sent it: a foreign host's."""
    return getattr(request, "user", AnonymousUser())


def _link(place: Place, path: str) -> Link:
    url = reverse(place.name)
    return Link(place.name, place.label, url, current=path.startswith(url))
