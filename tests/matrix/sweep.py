"""One person asks for everything there is, and is shown what is theirs and nothing else."""

from collections.abc import Callable

from tests.matrix.calls import Answer, Callers, address, nowhere
from tests.matrix.mentioned import MENTIONED
from tests.matrix.probing import WITNESSES, asks_for_nothing, is_asked, is_left_out
from tests.matrix.readers import EXISTS, SIGNED_IN, People, Who
from tests.matrix.readers_of_words import WORDS
from tests.matrix.table import Look, Row, expected
from tests.matrix.world import Target


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
