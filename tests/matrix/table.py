"""How a row of the table says who may do what at an address, and what the others hear."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.utils import timezone

from tests.matrix.readers import EXISTS, NOT_SIGNED_IN, SIGNED_IN, People, Who
from tests.matrix.world import World


class Id(NamedTuple):
    """In a body: the id of a thing of the world."""

    of: str


class Version(NamedTuple):
    """In a body: the version of a thing, as it is now."""

    of: str


class Revision(NamedTuple):
    """In a body: the revision of a note's draft."""

    of: str


class InDays(NamedTuple):
    """In a body: a moment in so many days."""

    days: int


class Day(NamedTuple):
    """In a form: the day in so many days."""

    in_days: int


class Address(NamedTuple):
    """In a body: the absolute address of a version."""

    of: str


class Link(NamedTuple):
    """In a body: a secret of the world."""

    of: str


class Count(NamedTuple):
    """In a body: a number of the world, as a number."""

    of: str


def filled(world: World, body: Any) -> Any:  # noqa: C901, PLR0911 - one line per sort
    """The body with what its markers stand for."""
    match body:
        case Id(of):
            return str(world.row(of).pk)
        case Version(of):
            return world.row(of).version
        case Revision(of):
            return world.row(of).draft.revision
        case InDays(days):
            return (timezone.now() + timedelta(days=days)).isoformat()
        case Day(days):
            return (timezone.localdate() + timedelta(days=days)).isoformat()
        case Address(of):
            note, number = world.targets[of].ids
            return f"{settings.SITE_URL}/api/v1/notes/{note}/versions/{number}/"
        case Link(of):
            return world.links[of]
        case Count(of):
            return int(world.links[of])
        case dict():
            return {name: filled(world, value) for name, value in body.items()}
        case list():
            return [filled(world, value) for value in body]
        case _:
            return body


@dataclass(frozen=True)
class Look:
    """A safe method: ``to`` says per thing (or, without one, at all) who gets the answer."""

    to: Mapping[str, People] | People = field(default_factory=lambda: EXISTS)
    known: int = 403  # what somebody hears for whom the thing exists
    ok: tuple[int, ...] = (200,)
    query: str = ""
    stranger: int = 0  # what somebody hears who is not signed in, where it is not as elsewhere
    is_the_same_for_all: bool = False  # nothing of anybody's is in it
    shows: frozenset[str] = frozenset()  # what whoever gets it reads in it, beyond the usual
    leaves: frozenset[str] = frozenset()  # tables a look may write to, beyond the usual

    def readers(self, target: str) -> People:
        return self.to if isinstance(self.to, frozenset) else self.to.get(target, frozenset())


@dataclass(frozen=True)
class Do:
    """An unsafe method on one thing: who may, and what is sent."""

    on: str
    may: People
    body: Any = None
    known: int = 403
    exists_for: People | None = None
    ok: tuple[int, ...] = (200, 201, 204)
    query: str = ""
    opens: frozenset[str] = frozenset()  # what may be read because it was done
    hears: Mapping[Who, int] = field(default_factory=dict)  # who is answered otherwise
    as_json: bool = False
    leaves_no_trace: bool = False

    @property
    def knowing(self) -> People:
        if self.exists_for is not None:
            return self.exists_for
        return EXISTS[self.on] if self.on else SIGNED_IN


@dataclass(frozen=True)
class Row:
    """``kind`` is what the ids of the address name, ``further`` what follows them."""

    kind: str = ""
    look: Look | None = None
    do: Mapping[str, tuple[Do, ...]] = field(default_factory=dict)
    further: tuple[Any, ...] = ()
    like_another: bool = False  # it shows a part of what another address shows
    within: str = ""  # whose id comes first in the address
    methods_elsewhere: frozenset[str] = frozenset()  # answered, and tested under another name

    @property
    def methods(self) -> set[str]:
        return {*(["get"] if self.look else []), *self.do, *self.methods_elsewhere}


def expected(
    who: Who, may: People, knowing: People, known: int, *, stranger: int
) -> int | None:
    """None for somebody who may; else the status of the refusal."""
    if who in may:
        return None
    if who in NOT_SIGNED_IN:
        return stranger
    return known if who in knowing else 404


UNAUTHENTICATED: Final = 401
TO_SIGN_IN: Final = 302
