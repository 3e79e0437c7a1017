"""No address takes a method that nobody declared, and no write comes from another site."""

import pytest

from tests.matrix import routes_signin
from tests.matrix.calls import Answer, Callers, address, undone
from tests.matrix.readers import SIGNED_IN, W, Who
from tests.matrix.registry import UNSAFE
from tests.matrix.routes import API, PAGES
from tests.matrix.routes_pages_more import ENTRANCE
from tests.matrix.shared import MatrixCase
from tests.matrix.table import Do, Row

# Those of the library answer what it answers.
THEIRS = {*ENTRANCE, *routes_signin.PAGES} - {"session"}
OURS = {name: row for name, row in {**API, **PAGES}.items() if name not in THEIRS}
METHODS = ("get", *UNSAFE)
NOT_THERE, FOREIGN = 405, 403


@pytest.mark.usefixtures("bundle")
class TheMethods(MatrixCase):
    def test_what_is_not_declared_is_not_there(self) -> None:
        for name, row in OURS.items():
            for method in (*METHODS, *(("options",) if name in API else ())):
                if method in row.methods:
                    continue
                with self.subTest(address=name, method=method), undone():
                    answer = self.callers.ask(W.OWNER, method, self._some(name, row), {})
                    assert answer.status == NOT_THERE
                    assert answer.wrote == frozenset()

    def test_no_write_comes_from_another_site(self) -> None:
        """With the cookie alone, as a form on a stranger's page would send it."""
        strict = Callers(self.world, enforce_csrf=True)
        for name, row in OURS.items():
            for method, tries in row.do.items():
                with self.subTest(address=name, method=method), undone():
                    answer = self._send(strict, name, row, method, tries[0])
                    assert answer.status == FOREIGN
                    assert answer.wrote == frozenset()

    def _send(self, callers: Callers, name: str, row: Row, method: str, attempt: Do) -> Answer:
        who = next(who for who in Who if who in attempt.may and who in SIGNED_IN)
        target = self.world.targets[attempt.on] if row.kind else None
        url = address(self.world, name, row, target, query=attempt.query)
        as_form = name in PAGES and not attempt.as_json
        return callers.ask(who, method, url, {}, form=as_form)

    def _some(self, name: str, row: Row) -> str:
        """The address of something of the owner's."""
        named = self.world.named(row.kind) if row.kind else {}
        return address(self.world, name, row, next(iter(named.values()), None))
