"""Whoever a concern is about is answered the same, byte by byte, with and without it.

Not that he may not read it, which the rest of the matrix says, but that nothing at all, no
list, no number, no order, no offered button, tells him that there is one.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from cases.models import NoteEvent
from supervision import bell
from supervision.actions import concern_measures
from supervision.concern_chain import seal_chain
from supervision.concern_enums import ConcernMeasureKind, ConcernMove, ConcernStatus
from supervision.ledger import sequencer
from supervision.models import Concern, LedgerEntry
from tests.factories_concerns import bring_to, make_concern, move, say
from tests.matrix.calls import address, undone
from tests.matrix.probing import is_opened
from tests.matrix.readers import W, Who
from tests.matrix.routes import API, PAGES
from tests.matrix.shared import MatrixCase
from tests.matrix.table import Row

# What is new in every answer: tokens against forgery, nonces, ids that forms are sent under.
_ANEW: Final = re.compile(
    r'csrf-token" content="\w+"|csrfmiddlewaretoken" value="\w+"|nonce[-=]"?[\w+/=-]+'
    r'|csrftoken=\w+|op_id" value="[\w-]+"|"csrf": "\w+"'
)
# A new secret at each look: a factor of sign-in that is being set up.
_SECRETS: Final = frozenset({"mfa_activate_totp", "mfa_add_webauthn"})
Answers = dict[str, tuple[int, str]]
# By whom, about whom, and the rest of what is said.
ABOUT: Final[tuple[tuple[Who, Who, dict[str, str]], ...]] = (
    (W.OWNER, W.SUPERVISOR, {}),
    (W.PEER, W.LEAD, {"about": "lead"}),
)


@pytest.mark.usefixtures("bundle")
class ThePersonConcerned(MatrixCase):
    def setUp(self) -> None:
        self._heard: list[str] = []
        bell.hear(self._hear)
        self.addCleanup(bell.unhear, self._hear)

    def _hear(self, group: str, _message: bell.Message) -> None:
        self._heard.append(group)

    def test_every_answer_is_the_same_with_and_without_a_concern(self) -> None:
        for reporter, person, said in ABOUT:
            with self.subTest(person=person), undone():
                self.expect_nothing(list(self._differences(person, reporter, said)))

    def test_so_it_is_for_the_office(self) -> None:
        with undone():
            found = list(self._differences(W.ADMINISTRATOR, W.OWNER, {}, about=W.SUPERVISOR))
        self.expect_nothing(found)

    def test_the_reporter_and_the_handler_do_see_it(self) -> None:
        """Else the comparison would compare nothing."""
        for who in (W.OWNER, W.HANDLER):
            with self.subTest(who=who), undone():
                assert list(
                    self._differences(who, W.OWNER, {}, about=W.SUPERVISOR, within="help")
                )

    def _differences(
        self,
        who: Who,
        reporter: Who,
        said: dict[str, str],
        *,
        about: Who | None = None,
        within: str = "",
    ) -> Iterator[str]:
        Concern.objects.all().delete()
        with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
            # A look leaves a bookmark in a room: before the comparison begins.
            self._answers(who, "room")
            without = self._answers(who, within)
            kept = self._traces()
            with self.captureOnCommitCallbacks(execute=True):
                self._run_through(reporter, about or who, said)
            assert self._heard == [], "a bell tells that something happened"
            told = {address for letter in mail.outbox for address in letter.to}
            assert told == {self.world.people[W.HANDLER].email}
            yield from _changed(kept, self._traces())
            yield from _changed(without, self._answers(who, within))

    def _answers(self, who: Who, within: str) -> Answers:
        rows = {name: row for name, row in {**API, **PAGES}.items() if within in name}
        return dict(self._ask_all(who, rows))

    def _ask_all(
        self, who: Who, rows: Mapping[str, Row]
    ) -> Iterator[tuple[str, tuple[int, str]]]:
        for name, row in rows.items():
            if row.look is None or name in _SECRETS:
                continue
            named = self.world.named(row.kind) if row.kind else {"": None}
            for on, target in named.items():
                if row.kind and not is_opened(who, on):
                    continue
                url = address(self.world, name, row, target, query=row.look.query)
                answer = self.callers.ask(who, "get", url)
                yield f"{who}: GET {name} {on}", (answer.status, _ANEW.sub("…", answer.text))

    def _traces(self) -> dict[str, object]:
        return {
            "the ledger": list(LedgerEntry.objects.order_by("pk").values()),
            "the events of rooms": NoteEvent.objects.count(),
        }

    def _run_through(self, reporter: Who, person: Who, said: dict[str, str]) -> None:
        """One that is talked about, with words, a note and a pause; and one that is closed."""
        people, handler = self.world.people, self.world.people[W.HANDLER]
        mail.outbox.clear()
        for status in (ConcernStatus.INFORMAL, ConcernStatus.OUTCOME):
            made = make_concern(
                self.world.clinics["here"], people[reporter], people[person], **said
            )
            made = bring_to(made, status, handler)
            say(made, "message", people[reporter])
            say(made, "note", handler)
            concern_measures.grant_measure(
                concern_id=made.pk, kind=ConcernMeasureKind.PAUSE_EVALUATION, by=handler
            )
        move(made, ConcernMove.CLOSE, people[reporter])


class TheLogOfTheClinic(MatrixCase):
    def test_a_lead_reads_in_it_that_a_day_was_sealed_and_nothing_of_a_concern(self) -> None:
        clinic = self.world.clinics["here"]
        with undone():
            seal_chain(clinic.pk)
            sequencer.sequence(clinic.pk)
            rows = LedgerEntry.objects.filter(clinic_id=clinic.pk)
            bodies = " ".join(rows.values_list("body", flat=True))

        assert "records.sealed" in bodies
        for row in Concern.objects.all():
            assert str(row.pk) not in bodies
        assert "concern" not in bodies.replace("concern_handler", "")


def _changed(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    for name, answer in before.items():
        if after[name] != answer:
            yield f"{name} is not what it was: {_first(answer, after[name])}"


def _first(before: object, after: object) -> str:
    one, other = str(before), str(after)
    pairs = enumerate(zip(one, other, strict=False))
    at = next((place for place, (a, b) in pairs if a != b), 0)
    return f"“{one[at - 60 : at + 60]}” / “{other[at - 60 : at + 60]}”"
