"""Every move by every person in every state, tried with the real actions and taken back.

A walk goes on wherever a move leads, inside savepoints, and holds each answer to what the rules
say. The rules are written by hand from the description of the field, not read from the code:
``referral_rules`` and ``boundary_rules``.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, ClassVar, NamedTuple

from django.db import transaction

from supervision.exceptions import Refusal
from supervision.models import User
from tests.factories_cases import World

AUTHOR, SUPERVISOR, EITHER = "supervisee", "supervisor", "either"
PEOPLE = (AUTHOR, SUPERVISOR, "lead", "colleague")
MAY: Mapping[str, set[str]] = {
    AUTHOR: {AUTHOR},
    SUPERVISOR: {SUPERVISOR},
    EITHER: {AUTHOR, SUPERVISOR},
}
Standing = tuple[Any, ...]
# From where, by which move, to where: what was possible.
Ways = dict[Standing, dict[str, Standing]]


class Answer(NamedTuple):
    """The state a move led to or the code of its refusal, with the fields that it names."""

    came: str
    named: frozenset[str] = frozenset()


class Said(NamedTuple):
    """What goes with a move; ``late`` is with a version that has passed."""

    reasons: str = "Because."
    late: bool = False


USUAL = Said()
UNUSUAL = (Said(reasons=" "), Said(late=True))


class Hands(ABC):
    """A decision, the people around it, and in ``facts`` what the rules know of it."""

    STATES: ClassVar[set[str]]
    facts: Any

    def __init__(self, world: World) -> None:
        self.world = world

    def person(self, who: str) -> User:
        found: User = getattr(self.world, who)
        return found

    @abstractmethod
    def standing(self) -> Standing:
        """What tells one place of the walk from another."""

    @abstractmethod
    def begins_here(self, move: str) -> bool: ...

    @abstractmethod
    def owner(self, move: str) -> str:
        """A key of ``MAY``."""

    def is_plain(self) -> bool:
        """Not one of many that are alike, of which one is looked at closely."""
        return True

    @abstractmethod
    def expects(self, move: str, who: str, said: Said = USUAL) -> Answer:
        """What the rules say would happen."""

    @abstractmethod
    def act(self, move: str, who: str, said: Said) -> str:
        """The move itself; the state it led to, or a refusal."""

    @abstractmethod
    def arrive(self, move: str) -> None:
        """Write the move into the facts, and look at what it has left behind."""

    @abstractmethod
    def trace(self) -> Any:
        """All that a refusal leaves as it is."""

    @abstractmethod
    def fill_in(self) -> None:
        """Write all that can be written here, so that only the state stands in the way."""

    def moves(self, move: str, who: str, said: Said = USUAL) -> bool:
        """Try it and hold it to the rules; whether it went."""
        wanted = self.expects(move, who, said)
        came = answer_of(lambda: self.act(move, who, said))
        assert came == wanted, f"{self.standing()}: {move} by the {who}, {said}"
        if came.came in self.STATES:
            self.arrive(move)
        return came.came in self.STATES

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What happens inside has not happened afterwards."""
        facts, point = deepcopy(self.facts), transaction.savepoint()
        try:
            yield
        finally:
            transaction.savepoint_rollback(point)
            transaction.savepoint_commit(point)
            self.facts = facts


def stranger(who: str, may: set[str], *, shared: bool) -> str:
    """Why this person may not, if so: who does not see it does not hear that it is there."""
    if who != AUTHOR and not (shared and who in (SUPERVISOR, "lead")):
        return "not_found"
    return "" if who in may else "not_allowed"


def answer_of(act: Callable[[], str]) -> Answer:
    try:
        return Answer(act())
    except Refusal as refused:
        named = refused.fields if refused.code == "incomplete" else ()
        return Answer(refused.code, frozenset(named))


def walk(hands: Hands, moves: Collection[str], ways: Ways) -> Ways:
    """Each state once; the decision ends where it began."""
    if hands.standing() in ways:
        return ways
    hands.fill_in()
    here, before = hands.standing(), hands.trace()
    ways[here] = {}
    for move in moves:
        if not any(move in steps for steps in ways.values()):
            _try_unusually(hands, move)
        for who in _who_tries(hands, move):
            with hands.undone():
                if hands.moves(move, who):
                    ways[here][move] = hands.standing()
                    walk(hands, moves, ways)
    assert hands.trace() == before, f"something was left behind at {here}"
    return ways


def _who_tries(hands: Hands, move: str) -> Iterable[str]:
    """Everybody what begins here; and everywhere else those whose move it would be.

    That a move is refused for two reasons at once says nothing more.
    """
    if hands.begins_here(move):
        return PEOPLE
    return sorted(MAY[hands.owner(move)]) if hands.is_plain() else ()


def _try_unusually(hands: Hands, move: str) -> None:
    """The first time that a move begins somewhere."""
    if hands.begins_here(move):
        for who in sorted(MAY[hands.owner(move)]):
            for said in UNUSUAL:
                with hands.undone():
                    hands.moves(move, who, said)


def reached(ways: Ways, start: Standing, without: Iterable[str] = ()) -> set[str]:
    """The states that are within reach when nobody passes through those left out."""
    shut, seen, waiting = set(without), {start}, [start]
    while waiting:
        for there in ways[waiting.pop()].values():
            if there not in seen and not shut & set(there[:2]):
                seen.add(there)
                waiting.append(there)
    return {place[0] for place in seen}
