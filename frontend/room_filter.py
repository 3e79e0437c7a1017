"""Which threads of a room are shown: by act, by person, by state, and what is new.

Asked in the address, so that it works without a script; the script asks the same way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Final, NamedTuple
from urllib.parse import urlencode

from cases.enums import Act, AnnotationStatus
from cases.visits import Seen
from frontend.cards import RESTING, Card, Said

FLAG: Final = "flag"
OPEN, SETTLED = "open", "settled"
NEW, UNREAD = "new", "unread"
STATES: Final = ((OPEN, "Open"), (SETTLED, "Settled"))
AGES: Final = ((NEW, "Since I was last here"), (UNREAD, "Not opened yet"))
OVER: Final = frozenset(
    {
        AnnotationStatus.SETTLED,
        AnnotationStatus.VERIFIED,
        AnnotationStatus.LAPSED,
        AnnotationStatus.WITHDRAWN,
    }
)


class Choice(NamedTuple):
    value: str
    label: str
    chosen: bool


class Ask(NamedTuple):
    """One list of the form."""

    name: str
    label: str
    anything: str
    choices: list[Choice]


@dataclass(frozen=True)
class Filter:
    """Empty means anything. ``by`` is the id of a person."""

    act: str = ""
    by: str = ""
    state: str = ""
    age: str = ""

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> "Filter":
        """From an address; what is no choice at all hides everything, as it says it does."""
        return cls(*(query.get(name, "") for name in ("act", "by", "state", "age")))

    def __bool__(self) -> bool:
        return bool(self.act or self.by or self.state or self.age)

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def shows(self, card: Card, seen: Seen) -> bool:
        if self.state and self.state != (SETTLED if is_over(card) else OPEN):
            return False
        if self.age == NEW and not seen.is_new(card.things):
            return False
        if self.age == UNREAD and not card.unread:
            return False
        return any(self._fits(act, by) for act, by in _said_on(card))

    def _fits(self, act: str, by: str) -> bool:
        return self.act in ("", act) and self.by in ("", by)

    def asks(self, cards: Iterable[Card]) -> list[Ask]:
        """The form: of acts and people only those that are there."""
        acts: dict[str, str] = {}
        people: dict[str, str] = {}
        for card in cards:
            if card.flag:
                acts[FLAG] = "Flag"
                people[str(card.flag.flag.raised_by_id)] = str(card.flag.flag.raised_by)
            for said in _acts(card):
                acts[said.annotation.act] = said.annotation.get_act_display()
                people[str(said.annotation.author_id)] = str(said.annotation.author)
        order = [FLAG, *Act.values]
        known = sorted(acts.items(), key=lambda act: order.index(act[0]))
        return [
            _ask("act", "Kind", "All kinds", known, self.act),
            _ask("by", "Written by", "Everybody", sorted(people.items(), key=_name), self.by),
            _ask("state", "State", "Open and settled", STATES, self.state),
            _ask("age", "New", "New or not", AGES, self.age),
        ]


def is_over(card: Card) -> bool:
    """Nothing on it waits for anybody: every thread settled, and a flag alone at rest."""
    if card.threads:
        return all(thread.root.annotation.status in OVER for thread in card.threads)
    return card.flag is not None and card.flag.flag.status in RESTING


def _said_on(card: Card) -> list[tuple[str, str]]:
    flags = [(FLAG, str(card.flag.flag.raised_by_id))] if card.flag else []
    acts = [(said.annotation.act, str(said.annotation.author_id)) for said in _acts(card)]
    return [*flags, *acts]


def _acts(card: Card) -> list[Said]:
    return [said for thread in card.threads for said in thread.acts]


def _ask(
    name: str, label: str, anything: str, choices: Iterable[tuple[str, str]], chosen: str
) -> Ask:
    given = [Choice(value, words, value == chosen) for value, words in choices]
    return Ask(name, label, anything, given)


def _name(person: tuple[str, str]) -> str:
    return person[1]
