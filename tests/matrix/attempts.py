"""Everybody tries everything: who may succeeds, who may not is refused and changes nothing."""

import json
from time import monotonic
from typing import Final

from tests.matrix.calls import Answer, Callers, address, nowhere, undone
from tests.matrix.probing import everybody_for
from tests.matrix.readers import Who
from tests.matrix.sweep import may_read
from tests.matrix.table import Do, Row, expected, filled

# Seconds: well below the minutes for which a second sign-in holds.
STILL_CONFIRMED: Final = 60.0


class Attempts:
    def __init__(self, callers: Callers, *, stranger: int, form: bool = False) -> None:
        self.callers, self.stranger, self.form = callers, stranger, form
        self.world = callers.world
        self.wrong: list[str] = []
        self.confirmed = -STILL_CONFIRMED

    def at(self, name: str, row: Row) -> None:
        if monotonic() - self.confirmed > STILL_CONFIRMED:
            self.callers.confirm_anew()
            self.confirmed = monotonic()
        for method, tries in row.do.items():
            for attempt in tries:
                for who in everybody_for(attempt):
                    self._try(name, row, method, attempt, who)
            if row.kind:
                self._try_nothing(name, row, method, tries[0])

    def _try(self, name: str, row: Row, method: str, attempt: Do, who: Who) -> None:
        target = self.world.targets[attempt.on] if row.kind else None
        url = address(self.world, name, row, target, query=attempt.query)
        where = f"{who}: {method.upper()} {name} {attempt.on}"
        with undone():
            answer = self._send(who, method, url, attempt)
        self._judge(where, answer, self._refusal(attempt, who), attempt)
        sent = json.dumps(filled(self.world, attempt.body))
        self._notice(where, answer, who, attempt, but=url + sent)

    def _refusal(self, attempt: Do, who: Who) -> int | None:
        if who in attempt.hears:
            return attempt.hears[who]
        return expected(
            who, attempt.may, attempt.knowing, attempt.known, stranger=self.stranger
        )

    def _try_nothing(self, name: str, row: Row, method: str, attempt: Do) -> None:
        """What is not there is refused like what one may not know of."""
        url = address(self.world, name, row, nowhere(row.kind), query=attempt.query)
        for who in attempt.may:
            with undone():
                answer = self._send(who, method, url, attempt)
            self._judge(f"{who}: {method.upper()} {name} nothing", answer, 404, attempt)

    def _send(self, who: Who, method: str, url: str, attempt: Do) -> Answer:
        body = filled(self.world, attempt.body)
        return self.callers.ask(who, method, url, body, form=self.form and not attempt.as_json)

    def _judge(self, where: str, answer: Answer, refused: int | None, attempt: Do) -> None:
        if refused is None:
            if answer.status not in attempt.ok:
                self.wrong.append(f"{where} is {answer.status}: {answer.text[-300:]}")
            elif not answer.wrote and not attempt.leaves_no_trace:
                self.wrong.append(f"{where} is {answer.status} and changes nothing")
            return
        if answer.status != refused:
            self.wrong.append(
                f"{where} is {answer.status}, not {refused}: {answer.text[-200:]}"
            )
        if answer.wrote:
            self.wrong.append(f"{where} is refused, but writes to {sorted(answer.wrote)}")

    def _notice(self, where: str, answer: Answer, who: Who, attempt: Do, *, but: str) -> None:
        for thing in self.world.planted.found_in(answer.text, but=but):
            label = self.world.planted.words.get(thing, thing)
            opened = label in attempt.opens
            if who not in may_read(label) and not opened:
                self.wrong.append(f"{where} shows “{label}”")
