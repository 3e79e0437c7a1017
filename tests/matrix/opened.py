"""The policy layer forced open: every rule says yes, and every list is the whole table.

What then still keeps two clinics apart is not in Python.
"""

import ast
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any, Final

from django.db.models import Model

from tests.matrix.mutate import forget_prepared

LISTS: Final = (
    *("cases.access", "cases.decision_access", "cases.group_access", "cases.audit_access"),
    *("supervision.access", "supervision.concern_access"),
)
CHECKS: Final = (
    *("cases.policy", "cases.decision_policy", "cases.audit_policy", "cases.export_policy"),
    *("cases.handover_policy", "cases.retention_policy"),
    *("supervision.policy", "supervision.concern_policy", "supervision.cover_policy"),
)
YES: Final = "def opened(*_said, **_named):\n    return None\n"
ALL: Final = (
    "def opened(*_said, **_named):\n"
    "    from django.apps import apps\n"
    "    return apps.get_model({label!r})._default_manager.all()\n"
)


@contextmanager
def opened() -> Iterator[int]:
    """How many rules and lists say yes meanwhile."""
    undo: list[tuple[FunctionType, Any]] = []
    for name in (*LISTS, *CHECKS):
        module = import_module(name)
        for function, source in _openings(module):
            undo.append((function, function.__code__))
            function.__code__ = _code(source)
    forget_prepared()
    try:
        yield len(undo)
    finally:
        for function, code in undo:
            function.__code__ = code
        forget_prepared()


def _openings(module: ModuleType) -> Iterator[tuple[FunctionType, str]]:
    for node in ast.parse(inspect.getsource(module)).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        function = getattr(module, node.name)
        if not isinstance(function, FunctionType) or function.__closure__:
            continue  # compiled once, from a list that is opened here
        if node.name.startswith("check_"):
            yield function, YES
        elif (model := _listed(module, node)) is not None:
            yield function, ALL.format(label=model._meta.label)


def _listed(module: ModuleType, node: ast.FunctionDef) -> type[Model] | None:
    """Of what it lists the rows: the one name in ``-> QuerySet[…]``."""
    match node.returns:
        case ast.Subscript(value=ast.Name(id="QuerySet"), slice=ast.Name(id=name)):
            found: type[Model] = getattr(module, name)
            return found
    return None


def _code(source: str) -> Any:
    made: dict[str, Any] = {}
    exec(source, made)  # noqa: S102 - the two lines above
    return made["opened"].__code__
