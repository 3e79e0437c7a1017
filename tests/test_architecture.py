"""The rules about the shape of the code that no linter of ours can express.

Who may import whom is in pyproject.toml (import-linter); it sees packages such as django as one
piece, so what concerns a part of one is here.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("supervision", "cases", "api", "frontend")
LONGEST_FILE = 400
LONGEST_TEST_FILE = 600  # a test file mirrors one file of the source, with all its refusals
TABLES = {"cases/dimensions.py"}  # the prompts of the field, read from top to bottom
LONGEST_BODY = 30  # lines of a function without its signature and docstring
# The parts of the project package that stand at its edge and speak HTTP.
HTTP_EDGES = {
    "supervision/adapters.py",
    "supervision/devices.py",
    "supervision/health.py",
    "supervision/foreign.py",
    "supervision/middleware.py",
    "supervision/oidc.py",
    "supervision/second_step.py",
    "supervision/stepup.py",
    "supervision/streaming.py",
}
NAMES_WITHOUT_MEANING = {"utils", "helpers", "common", "misc", "manager", "base_utils"}
MAY_ASK_SUPERUSERS = {"supervision/models/people.py"}


def sources(*packages: str) -> Iterator[Path]:
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            if not {"migrations", "node_modules"} & set(path.parts):
                yield path.relative_to(ROOT)


def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def uses(path: Path, *attributes: str) -> list[str]:
    return [
        f"{path}:{node.lineno} {node.attr}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in attributes
    ]


def is_http(name: str) -> bool:
    return name.startswith(("django.http", "django.shortcuts", "django.views"))


def test_the_domain_does_not_speak_http() -> None:
    found = [
        f"{path} imports {name}"
        for path in sources("supervision", "cases")
        if "management" not in path.parts and str(path) not in HTTP_EDGES
        for name in imports(path)
        if is_http(name)
    ]

    assert found == []


def test_edges_start_their_queries_at_a_selector() -> None:
    found = [
        use
        for path in sources("api", "frontend")
        for use in uses(path, "objects", "_base_manager")
    ]

    assert found == []


def test_nobody_asks_django_who_may_do_what() -> None:
    found = [
        use
        for path in sources(*PACKAGES)
        if str(path) not in MAY_ASK_SUPERUSERS
        for use in uses(path, "has_perm", "has_perms", "is_superuser", "is_staff")
    ]

    assert found == []


def test_only_settings_look_at_the_environment() -> None:
    allowed = {"supervision/env.py", "supervision/asgi.py", "frontend/build.py"}
    found = [
        use
        for path in sources(*PACKAGES)
        if str(path) not in allowed
        for use in uses(path, "environ", "getenv")
    ]

    assert found == []


def test_each_module_of_the_domain_has_its_layer() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    layered = {name for layer in layers for name in re.split(r" [|:] ", layer)}

    assert modules("supervision", "cases") - layered == set()


def modules(*packages: str) -> set[str]:
    """The modules and packages directly in these packages."""
    tops = {".".join(path.with_suffix("").parts[:2]) for path in sources(*packages)}
    return {name for name in tops if not name.endswith(".__init__")}


def test_no_file_is_named_for_nothing() -> None:
    assert [path for path in sources(*PACKAGES) if path.stem in NAMES_WITHOUT_MEANING] == []


def too_long(packages: tuple[str, ...], *, limit: int) -> dict[str, int]:
    lengths = {
        str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines())
        for path in sources(*packages)
        if str(path) not in TABLES
    }
    return {path: length for path, length in lengths.items() if length > limit}


def test_no_file_is_too_long() -> None:
    assert too_long(PACKAGES, limit=LONGEST_FILE) == {}
    assert too_long(("tests",), limit=LONGEST_TEST_FILE) == {}


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_function_is_too_long() -> None:
    lengths = {
        f"{path}:{node.name}": body_length(node)
        for path in sources(*PACKAGES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {name: n for name, n in lengths.items() if n > LONGEST_BODY} == {}


@pytest.mark.parametrize("part", ["models", "actions"])
def test_a_package_tells_what_belongs_into_it(part: str) -> None:
    untold = [
        path
        for path in sources(f"cases/{part}", f"supervision/{part}")
        if path.name != "__init__.py" and not ast.get_docstring(tree(path))
    ]

    assert untold == []
