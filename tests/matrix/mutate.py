"""Does the matrix notice? Every rule is switched off in turn, and somebody has to see more.

Not part of the suite; run it when a rule or the matrix changes:

    just mutate-policy
    SUPERVISION_RULES=supervision.cover just mutate-policy
    SUPERVISION_PART=2/3 just mutate-policy

The second tries only the rules of modules whose names begin so, the third every third one, from
the second on: all of them take more than an hour. In the end everything is asked once more, so
that no rule stays off unnoticed.

A rule is switched off by compiling its module with one edit and giving the new code to the
functions that are already imported everywhere.
"""

import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from itertools import chain
from types import FunctionType, ModuleType
from typing import Any, Final

import pytest

from supervision.prepared import Remembered
from tests.matrix.attempts import Attempts
from tests.matrix.conflicts import partial_people
from tests.matrix.probing import READERS_OF_PAGES, is_asked, is_opened
from tests.matrix.readers import W, Who
from tests.matrix.routes import API, PAGES
from tests.matrix.rule import Rule
from tests.matrix.rules import RULES
from tests.matrix.shared import MatrixCase
from tests.matrix.sweep import Sweep
from tests.matrix.table import TO_SIGN_IN, UNAUTHENTICATED, Row
from tests.matrix.test_matrix_nested import FOREIGN, tried

CHOSEN: Final = os.environ.get("SUPERVISION_RULES", "")
PART, PARTS = (int(each) for each in os.environ.get("SUPERVISION_PART", "1/1").split("/"))
# Who is likeliest to see what is not theirs comes first.
FIRST: Final = (W.SUPERVISOR, W.LEAD, W.PAST, W.READER, W.LEAD_THERE, W.LEFT, W.COLLEAGUE)

# Where a module of rules is asked whose name is not that of the addresses.
NEAR: Final = {
    "audit": "audit|finding|trends",
    "carry_over": "carry",
    "decision": "decision|referral|boundary",
    "excerpts": "presentation|note|version|event|compare",
    "handed": "note|cover|queue|event",
    "handover": "cover|note_give",
    "concern": "help",
    "room": "room|event|note",
    "access": "",
    "policy": "",
}
LONG: Final = 4  # letters, of a word that says something
_SORT_OF_MODULE: Final = re.compile(r"_(policy|access|reading|selectors)$")
_FUNCTION: Final = re.compile(r"^ *def (\w+)", re.MULTILINE)


@pytest.mark.usefixtures("bundle")
class TheRules(MatrixCase):
    def test_every_rule_is_held_by_the_matrix(self) -> None:
        chosen = [rule for rule in RULES if rule.module.startswith(CHOSEN)]
        for rule in chosen[PART - 1 :: PARTS]:
            with self.subTest(rule=f"{rule.module}: {rule.old}"), without(rule):
                noticed = next(self._noticed(rule), "")
                _tell(rule, noticed)
                assert noticed, "The matrix does not notice that this rule is gone."
        assert not next(self._everywhere(), ""), "A rule was not switched on again."

    def _noticed(self, rule: Rule) -> Iterator[str]:
        """What is wrong now; first where this rule is likeliest to be missed."""
        near, ways = _near(rule), self._ways(rule)
        there = [way(near) for way in ways] if near else []
        elsewhere = [way("") for way in ways]
        return chain(*there, self._first(rule), self._partial(), self._named(), *elsewhere)

    def _ways(self, rule: Rule) -> Sequence[Callable[[str], Iterator[str]]]:
        if rule.module.startswith("frontend."):
            return (self._opened, self._sent)
        if rule.module.endswith("policy") or ".actions." in rule.module:
            return (self._tried, self._sent, self._read, self._opened)
        return (self._read, self._tried, self._opened, self._sent)

    def _everywhere(self) -> Iterator[str]:
        ways = (self._read, self._opened, self._tried, self._sent)
        return chain(self._partial(), self._named(), *(way("") for way in ways))

    def _first(self, rule: Rule) -> Iterator[str]:
        if rule.who != W.SUPERVISOR:
            yield from self._swept(rule.who, API, is_asked, UNAUTHENTICATED)

    def _partial(self) -> Iterator[str]:
        yield from partial_people(self.world)

    def _read(self, near: str) -> Iterator[str]:
        for who in (*FIRST, *(who for who in Who if who not in FIRST)):
            yield from self._swept(who, _those(API, near), is_asked, UNAUTHENTICATED)

    def _opened(self, near: str) -> Iterator[str]:
        for who in (*FIRST, *(who for who in Who if who in READERS_OF_PAGES - {*FIRST})):
            self.callers.confirm_anew()  # else who has to say it again is taken for a finding
            yield from self._swept(who, _those(PAGES, near), is_opened, TO_SIGN_IN)

    def _swept(
        self,
        who: Who,
        rows: Mapping[str, Row],
        asked: Callable[[Who, str], bool],
        stranger: int,
    ) -> Iterator[str]:
        sweep = Sweep(self.callers, who, stranger=stranger, asked=asked)
        for name, row in rows.items():
            sweep.look_at(name, row)
            yield from sweep.wrong

    def _tried(self, near: str) -> Iterator[str]:
        yield from self._attempted(Attempts(self.callers, stranger=UNAUTHENTICATED), API, near)

    def _sent(self, near: str) -> Iterator[str]:
        forms = Attempts(self.callers, stranger=TO_SIGN_IN, form=True)
        yield from self._attempted(forms, PAGES, near)

    def _attempted(
        self, attempts: Attempts, rows: Mapping[str, Row], near: str
    ) -> Iterator[str]:
        for name, row in _those(rows, near).items():
            attempts.at(name, row)
            yield from attempts.wrong

    def _named(self) -> Iterator[str]:
        for foreign in FOREIGN:
            if (status := tried(self.callers, foreign).status) != foreign.status:
                yield f"{foreign.who} is answered {status} at {foreign.address}"


def _near(rule: Rule) -> str:
    """The addresses a rule is about, as a pattern: by the name of its module or function."""
    topic = _SORT_OF_MODULE.sub("", rule.module.rpartition(".")[2])
    topic = NEAR.get(topic, topic)
    if topic and (_those(API, topic) or _those(PAGES, topic)):
        return topic
    source = inspect.getsource(import_module(rule.module))
    function = _FUNCTION.findall(source[: source.index(rule.old) + len(rule.old)])[-1:]
    words = "".join(function).removeprefix("check").split("_")
    return "|".join(word.removesuffix("s") for word in words if len(word) >= LONG)


def _those(rows: Mapping[str, Row], near: str) -> Mapping[str, Row]:
    return {n: row for n, row in rows.items() if re.search(near, n.replace("-", "_"))}


def _tell(rule: Rule, noticed: str) -> None:
    """Beside the result of the test, by what it was noticed: pytest -s."""
    sys.stdout.write(f"{rule.module}: {rule.old!r}\n    {noticed[:140] or 'NOT NOTICED'}\n")
    sys.stdout.flush()


@contextmanager
def without(rule: Rule) -> Iterator[None]:
    module = import_module(rule.module)
    source = inspect.getsource(module)
    assert source.count(rule.old) == 1, f"{rule.old!r} is not the words of one rule any more."
    changed = ModuleType(module.__name__)
    changed.__file__ = module.__file__
    code = compile(source.replace(rule.old, rule.new), str(module.__file__), "exec")
    exec(code, vars(changed))  # noqa: S102 - the project's own source
    undo: list[Any] = []
    _give(vars(module), vars(changed), module, undo)
    forget_prepared()
    try:
        yield
    finally:
        for holder, name, value in undo:
            setattr(holder, name, value)
        forget_prepared()


def _give(old: Any, new: Any, holder: Any, undo: list[Any]) -> None:
    """The code of every function that differs, and every constant, to where it is used."""
    for name, value in list(new.items()):
        mine, theirs = inspect.unwrap(_plain(old.get(name))), inspect.unwrap(_plain(value))
        if isinstance(theirs, FunctionType) and isinstance(mine, FunctionType):
            if mine.__code__ != theirs.__code__:
                undo.append((mine, "__code__", mine.__code__))
                mine.__code__ = theirs.__code__
        elif isinstance(theirs, type) and theirs.__module__ == new.get("__name__", ""):
            _give(vars(mine), vars(theirs) | {"__name__": ""}, mine, undo)
        elif _is_data(name, mine, theirs):
            undo.append((holder, name, mine))
            setattr(holder, name, theirs)


def _is_data(name: str, mine: Any, theirs: Any) -> bool:
    """A constant that the edit has changed; nothing that only is another object now."""
    same_sort = isinstance(theirs, tuple | frozenset) and type(mine) is type(theirs)
    return same_sort and not name.startswith("__") and repr(mine) != repr(theirs)


def _plain(value: Any) -> Any:
    return value.fget if isinstance(value, property) else value


def forget_prepared() -> None:
    """What was compiled with the other code: it would be asked on, in the old words or, worse,
    in those of a rule that has long been switched on again."""
    for kept in vars(import_module("cases.room")).values():
        if isinstance(kept, Remembered):
            kept._kept.clear()  # noqa: SLF001 - nothing but this switches rules
    for name in ("cases.access", "cases.group_access", "supervision.access"):
        for function in vars(import_module(name)).values():
            if hasattr(function, "__wrapped__"):
                for cell in function.__closure__ or ():
                    if isinstance(cell.cell_contents, dict):
                        cell.cell_contents.clear()
