"""One person asks for everything there is, and is shown what is theirs and nothing else."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.matrix.calls import Answer, Callers, address, nowhere
from tests.matrix.probing import WITNESSES, asks_for_nothing, is_asked, is_left_out
from tests.matrix.readers import EXISTS, SIGNED_IN, People, W, Who, only
from tests.matrix.readers_of_words import WORDS
from tests.matrix.table import Look, Row, expected
from tests.matrix.world import Target

# Named by id in something else that these people read: who wrote it, on which case.
MENTIONED: Final[Mapping[str, People]] = {
    # Of a finding they read.
    # Of a concern: whose it is, whom it is about, whose supervision could change.
    **dict.fromkeys(
        (
            "relationship left",
            "relationship suspended",
            "relationship inactive",
            "relationship proposed",
        ),
        only(W.HANDLER),
    ),
    "relationship lapsed": only(W.HANDLER, W.WANING),  # who follows
    "sample here": only(W.OWNER, W.SUPERVISOR, W.OUTSIDE, W.PEER, W.COLLEAGUE),
    "boundary peer": only(W.OUTSIDE),
    "boundary veiled": only(W.LEAD),  # that it is in the audit
    "case peer": only(W.LEAD, W.OUTSIDE),
    "relationship peer": only(W.OUTSIDE, W.HANDLER),
    "person peer": only(W.STRAYED, W.APART, W.OUTSIDE, W.HANDLER),  # in a group with them
    "person owner": only(
        W.COLLEAGUE,
        W.RELIEVED,
        W.READER,
        W.BREAKER,
        W.PAST,
        W.WANING,
        W.PEER,
        W.FELLOW,
        W.STRAYED,
        W.APART,
        W.HANDLER,
    ),
    "person supervisor": only(W.READER, W.BREAKER, W.FELLOW, W.COLLEAGUE, W.HANDLER),
    # Who was in a group with them, or decided something with them.
    "person former": only(W.OWNER, W.SUPERVISOR, W.FELLOW, W.STRAYED, W.PEER),
    "group circle": only(W.SUPERVISOR),  # to which her supervisee presents a note
    "note presented": only(W.FELLOW, W.LEAD),
    "person supervisor there": only(W.LEAD_THERE),
    # To whom the next version went; for whom they stand in; who follows, and whom.
    "relationship secondary": only(W.SUPERVISOR, W.COVER, W.RELIEVED, W.HANDLER, W.PAST),
    "relationship past": only(W.SECONDARY),
    "relationship waning": only(W.LAPSED),
    "referral old": only(W.SECONDARY),  # which she is asked to take over
    "relationship cover": only(W.SECONDARY, W.HANDLER),  # to whom it was handed over
    "relationship relieved": only(W.SECONDARY),
    "relationship main": only(
        W.READER, W.BREAKER, W.COLLEAGUE, W.HANDLER
    ),  # who was asked to stand in there
    "clinic here": only(W.LEFT, W.GONE, W.FORMER),  # of a role not held now
    "case main": only(W.LEAD, W.OFFICER),
    "case old": only(W.LEAD, W.BREAKER, W.OFFICER),  # who had opened it
    "case former": only(W.LEAD),
    "case there": only(W.LEAD_THERE),
    "note open": only(W.LEAD),  # of a flag that she was shown
    "note there": only(W.LEAD_THERE),
}


class Sweep:
    def __init__(
        self,
        callers: Callers,
        who: Who,
        *,
        stranger: int,
        asked: Callable[[Who, str], bool] = is_asked,
    ) -> None:
        self.callers, self.who, self.stranger, self.asked = callers, who, stranger, asked
        self.world = callers.world
        self.read: set[str] = set()
        self.wrong: list[str] = []

    def look_at(self, name: str, row: Row) -> None:
        if row.look is None or (row.look.is_the_same_for_all and self.who not in WITNESSES):
            return
        if not row.kind:
            self._ask(name, row, row.look, "", None)
            return
        for target_name, target in self.world.named(row.kind).items():
            if self.asked(self.who, target_name) and not is_left_out(row, target_name):
                self._ask(name, row, row.look, target_name, target)
        if asks_for_nothing(self.who):
            self._ask(name, row, row.look, "nothing", nowhere(row.kind))

    def _ask(self, name: str, row: Row, look: Look, on: str, target: Target | None) -> None:
        url = address(self.world, name, row, target, query=look.query)
        answer = self.callers.ask(self.who, "get", url)
        where = f"{self.who}: GET {name} {on}"
        refused = self._refusal(look, on)
        if refused is None and answer.status not in look.ok:
            self.wrong.append(f"{where} is {answer.status}, but it is theirs")
        if refused is not None and answer.status != refused:
            self.wrong.append(f"{where} is {answer.status}, not {refused}")
        if more := answer.wrote - look.leaves:
            self.wrong.append(f"{where} writes to {sorted(more)}")
        self.notice(where, answer, but=url, shown=look.shows)

    def _refusal(self, look: Look, on: str) -> int | None:
        knowing = EXISTS.get(on, frozenset()) if on else SIGNED_IN
        return expected(
            self.who,
            look.readers(on),
            knowing,
            look.known,
            stranger=look.stranger or self.stranger,
        )

    def notice(self, where: str, answer: Answer, *, but: str, shown: frozenset[str]) -> None:
        found = self.world.planted.found_in(answer.text, but=but)
        for thing in found:
            label = self.world.planted.words.get(thing, thing)
            if self.who not in may_read(label) and label not in shown:
                self.wrong.append(f"{where} shows “{label}”")
        self.read |= found

    def missed(self) -> list[str]:
        """What this person may read and was never shown: else all could be hidden from all."""
        return [
            f"{self.who} never gets to read “{label}” ({word})"
            for word, label in self.world.planted.words.items()
            if self._is_theirs(label) and word not in self.read
        ]

    def missed_altogether(self, *not_there: str) -> list[str]:
        """The same for pages, which leave out what is empty or not asked in some state."""
        planted = self.world.planted.words
        seen = {planted[word] for word in self.read if word in planted}
        return [
            f"{self.who} never gets to read “{label}”"
            for label in sorted(set(planted.values()) - seen)
            if self._is_theirs(label) and not any(part in label for part in not_there)
        ]

    def _is_theirs(self, label: str) -> bool:
        return self.who in WORDS[label] and self.asked(self.who, label.partition(":")[0])


def may_read(label: str) -> People:
    if label in WORDS:
        return WORDS[label]
    return EXISTS[label] | MENTIONED.get(label, frozenset())
