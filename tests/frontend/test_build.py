"""When the builder builds. The tools themselves are run by `python -m frontend.build check`."""

import importlib.util
import json
from pathlib import Path

import pytest

from frontend import build


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small front end of its own, with its bundle built."""
    for name in build.CONFIGURATION:
        (tmp_path / name).write_text("{}")
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.ts").write_text("export {};")
    monkeypatch.setattr(build, "HERE", tmp_path)
    monkeypatch.setattr(build, "SOURCES", tmp_path / "src")
    monkeypatch.setattr(build, "OUTPUT", tmp_path / "static" / "frontend")
    write_bundle(tmp_path)
    return tmp_path


def write_bundle(tree: Path) -> None:
    output = tree / "static" / "frontend"
    output.mkdir(parents=True, exist_ok=True)
    (output / "main-1.js").write_text("")
    (output / "manifest.json").write_text(json.dumps({"src/main.ts": {"file": "main-1.js"}}))
    (output / build.STAMP).write_text(build.digest())


def test_a_bundle_made_from_these_sources_is_not_built_again(tree: Path) -> None:
    assert build.ensure() is False
    assert not (tree / "node_modules").exists()


@pytest.mark.parametrize("name", ["src/main.ts", "src/new.css", *build.CONFIGURATION])
def test_a_changed_source_makes_the_bundle_stale(tree: Path, name: str) -> None:
    (tree / name).write_text("changed")

    assert not build.is_current()


def test_a_renamed_source_makes_the_bundle_stale(tree: Path) -> None:
    (tree / "src" / "main.ts").rename(tree / "src" / "other.ts")

    assert not build.is_current()


def test_a_changed_test_does_not(tree: Path) -> None:
    (tree / "src" / "main.test.ts").write_text("changed")

    assert build.is_current()


@pytest.mark.parametrize("name", ["main-1.js", "manifest.json", build.STAMP])
def test_a_bundle_that_lost_a_file_is_stale(tree: Path, name: str) -> None:
    (tree / "static" / "frontend" / name).unlink()

    assert not build.is_current()


def test_an_installed_wheel_has_no_sources_and_builds_nothing(tree: Path) -> None:
    (tree / "src" / "main.ts").unlink()
    (tree / "src").rmdir()

    assert build.ensure() is False


def test_without_node_the_message_says_what_to_install(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tree / "src" / "main.ts").write_text("changed")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)

    assert build.main([]) == 1
    assert "pip install" in capsys.readouterr().err
    assert build.OUTPUT.joinpath("main-1.js").exists()


def test_what_a_tool_says_reaches_the_person(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tree / "node"
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "node").write_text("#!/bin/sh\necho the disk is full\nexit 3\n")
    (home / "bin" / "node").chmod(0o755)
    monkeypatch.setattr(build, "_node_home", lambda: home)

    with pytest.raises(build.BuildFailed, match="the disk is full"):
        build.install(development=False)

    assert not (tree / "node_modules" / ".installed").exists()


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((build.HERE / "package-lock.json").read_text())

    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert [
        name
        for name, package in lock["packages"].items()
        if name and "integrity" not in package
    ] == []


def test_the_lock_file_serves_every_platform() -> None:
    packages = json.loads((build.HERE / "package-lock.json").read_text())["packages"]

    missing = [
        optional
        for package in packages.values()
        for optional in package.get("optionalDependencies", {})
        if f"node_modules/{optional}" not in packages
    ]

    assert missing == []
