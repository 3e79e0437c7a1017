"""``.ci/audit`` on what the tools really answer: silence is not an answer."""

import json
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / ".ci" / "audit"
CLEAN, WEAK, UNKNOWN = 0, 1, 3
DJANGO = {"name": "django", "version": "5.2.1", "vulns": []}
FLAWED = DJANGO | {"vulns": [{"id": "PYSEC-2025-47", "fix_versions": ["5.2.2"]}]}
SKIPPED = {"name": "argon2-cffi", "skip_reason": "Dependency not found on PyPI"}
FINE = "No known vulnerabilities found\n"
# What npm prints when a registry takes no question about weaknesses.
NOT_TAKEN = (
    '{"message": "request to /-/npm/v1/security/audits/quick failed", "statusCode": 405}'
)


@pytest.fixture(scope="module")
def audit() -> Any:
    loader = SourceFileLoader("dependency_audit", str(SCRIPT))
    spec = spec_from_loader("dependency_audit", loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def packages(*found: dict[str, Any]) -> str:
    return json.dumps({"dependencies": list(found), "fixes": []})


def npm(total: int, **weak: dict[str, Any]) -> str:
    counted = {"vulnerabilities": {"total": len(weak)}, "dependencies": {"total": total}}
    said = {"auditReportVersion": 2, "vulnerabilities": weak, "metadata": counted}
    return json.dumps(said)


@pytest.mark.parametrize(
    ("code", "out", "err", "wanted", "expected"),
    [
        (0, packages(DJANGO), FINE, 1, CLEAN),
        (1, packages(FLAWED), "Found 1 known vulnerability\n", 1, WEAK),
        (0, packages(SKIPPED), FINE, 1, UNKNOWN),
        (0, packages(DJANGO, SKIPPED), FINE, 2, UNKNOWN),
        (1, packages(FLAWED, SKIPPED), "", 2, WEAK),
        (0, packages(), FINE, 0, UNKNOWN),
        (0, packages(DJANGO), FINE, 2, UNKNOWN),
        (1, packages(DJANGO), "ERROR:pip_audit._cli: no answer\n", 1, UNKNOWN),
        (1, "", "ERROR:pip_audit._cli:argon2-cffi: Dependency not found on PyPI\n", 1, UNKNOWN),
        (0, "", FINE, 1, UNKNOWN),
        (0, "[]", "", 1, UNKNOWN),
    ],
)
def test_packages_of_pypi(
    audit: Any, code: int, out: str, err: str, wanted: int, expected: int
) -> None:
    verdict = audit.judge_python(code, out, err, wanted)

    assert verdict.code == expected
    assert bool(verdict.lines) == (expected != CLEAN)


@pytest.mark.parametrize(
    ("code", "out", "err", "expected"),
    [
        (0, npm(33), "", CLEAN),
        (1, npm(33, vite={"severity": "high"}), "", WEAK),
        (1, npm(33), "", UNKNOWN),
        (0, npm(0), "", UNKNOWN),
        (1, NOT_TAKEN, "npm error A complete log of this run can be found in: …\n", UNKNOWN),
        (1, "", "npm error audit endpoint returned an error\n", UNKNOWN),
        (0, "", "", UNKNOWN),
        (0, "{}", "", UNKNOWN),
    ],
)
def test_packages_of_npm(audit: Any, code: int, out: str, err: str, expected: int) -> None:
    verdict = audit.judge_npm(code, out, err)

    assert verdict.code == expected
    assert bool(verdict.lines) == (expected != CLEAN)


@pytest.mark.parametrize(
    ("python", "pages", "exits"),
    [(CLEAN, CLEAN, 0), (CLEAN, UNKNOWN, 3), (UNKNOWN, WEAK, 1), (WEAK, CLEAN, 1)],
)
def test_one_that_was_not_checked_is_a_failure(
    audit: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    python: int,
    pages: int,
    exits: int,
) -> None:
    def answer(code: int) -> Callable[[], Any]:
        return lambda: audit.Verdict(code, 5, ["a line"] if code else [])

    monkeypatch.setattr(audit, "python_packages", answer(python))
    monkeypatch.setattr(audit, "npm_packages", answer(pages))

    assert audit.main() == exits
    said = capsys.readouterr().out
    assert said.startswith("PyPI: ")
    unchecked = UNKNOWN in (python, pages)
    assert ("could not be checked, which counts as a failure" in said) == unchecked
