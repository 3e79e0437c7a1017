"""Callers that look after what leaves: it is on record, and nowhere but in the text."""

import logging
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from django.core import mail
from django.core.cache import caches
from django.urls import resolve

from cases.models import NarrativeRead
from cases.read_enums import BREAK_GLASS
from supervision import row_scope
from tests.matrix.calls import Answer, Callers
from tests.matrix.readers import NOT_SIGNED_IN, W, Who
from tests.matrix.readers_of_words import WORDS
from tests.matrix.world import World

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
# By which way from its row each kind of thing belongs to a case.
CASES_OF: Final = {
    "case": "pk",
    "version": "note.case_id",
    "annotation": "note.case_id",
    "presentation": "note.case_id",
    "flag": "note.case_id",
    "takeaway": "of.note.case_id",
    "referral": "case_id",
    "boundary": "case_id",
    "finding": "decision.case_id",
    "action": "finding.decision.case_id",
}
# A case is called by its pseudonym in every list; what it is about stands on these.
CASE_ITSELF: Final = ("case", "api:case")


class Unrecorded(NamedTuple):
    address: str
    who: str
    what: str


# The privacy officer reads here what was hidden; in her hour she reads by it, and nothing else.
AS_OFFICER: Final = frozenset({"api:incident", "incident"})


class WatchingCallers(Callers):
    """After every answer: whoever was shown somebody else's words has a row for that case, made
    for this answer; and no header, title or address holds any."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.cases = {label: case for label in _labels(world) if (case := _case(world, label))}
        self.owners = {
            target.row.pk: target.row.supervisee_id for target in world.named("case").values()
        }
        self.forget()

    def forget(self) -> None:
        self.shown = 0
        self.unrecorded: set[Unrecorded] = set()
        self.beside: set[str] = set()

    def ask(self, who: Who, method: str, url: str, *args: Any, **more: Any) -> Answer:
        with row_scope.everywhere():
            NarrativeRead.objects.all().delete()
        answer = super().ask(who, method, url, *args, **more)
        address = resolve(urlsplit(url).path).view_name
        self._look_beside(f"{who}: {method} {address}", url, answer)
        if who not in NOT_SIGNED_IN:
            self._look_for_rows(who, f"{method} {address}", address, answer)
        return answer

    def _look_for_rows(self, who: Who, asked: str, address: str, answer: Answer) -> None:
        user = self.world.people[who]
        made = NarrativeRead.objects.filter(reader=user)
        if who is W.BREAKER and address not in AS_OFFICER:
            made = made.filter(role=BREAK_GLASS, times=1)
        with row_scope.everywhere():
            rows = set(made.values_list("case", flat=True))
        for label in self.narrative_in(answer.text):
            case = self.cases[label]
            if label.startswith("case ") and address not in CASE_ITSELF:
                continue
            if self.owners[case] == user.pk or frozenset({who}) >= WORDS[label]:
                continue  # one's own, or one's own private flag, of which nobody else knows
            self.shown += 1
            if case not in rows:
                self.unrecorded.add(Unrecorded(asked, who, label))

    def _look_beside(self, where: str, url: str, answer: Answer) -> None:
        headers, _, content = answer.text.partition("\n\n")
        places = {"a header": headers, "an address": url, "a title": _title_of(content)}
        for place, text in places.items():
            self.beside |= {
                f"{where} has “{label}” in {place}" for label in self.narrative_in(text)
            }

    def narrative_in(self, text: str) -> set[str]:
        """What of the words of cases stands in a text."""
        words = self.world.planted.words
        labels = {words[each] for each in self.world.planted.found_in(text) if each in words}
        return labels & self.cases.keys()

    def in_mails(self) -> set[str]:
        return self.narrative_in(" ".join(str(each.message()) for each in mail.outbox))

    def in_caches(self) -> set[str]:
        return self.narrative_in(" ".join(map(str, _cached())))


class LogWatch(logging.Handler):
    """All that is logged, as it would be written, with its exceptions."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(message)s %(args)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def _labels(world: World) -> set[str]:
    return set(world.planted.words.values())


def _case(world: World, label: str) -> UUID | None:
    name = label.partition(":")[0]
    way = CASES_OF.get(name.partition(" ")[0])
    if way is None:
        return None
    row = world.row(name)
    for step in way.split("."):
        row = getattr(row, step)
    return row  # type: ignore[no-any-return]  # the last step is an id


def _title_of(content: str) -> str:
    found = _TITLE.search(content)
    return found[1] if found else ""


def _cached() -> Iterator[bytes]:
    """What the caches hold, as they hold it: in memory, or in Redis."""
    for cache in caches.all(initialized_only=True):
        held = getattr(cache, "_cache", {})
        yield from held.values() if isinstance(held, dict) else _in_redis(held.get_client())


def _in_redis(client: Any) -> Iterator[bytes]:
    for key in client.scan_iter(_type="STRING"):
        yield client.get(key) or b""
