"""Documents that name parts of the system name all of them, and none that are gone."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_variable_is_described() -> None:
    named = r'(?:env|identity_providers)\.[a-z]+\(\s*"([A-Z_]+)"'
    used = set(re.findall(named, read("supervision/settings.py")))
    own, _, others = read("docs/configuration.md").partition("## Read by others")

    assert set(re.findall(r"^\| `([A-Z_]+)` \|", own, flags=re.MULTILINE)) == used
    assert "FORWARDED_ALLOW_IPS" in others


def test_every_dependency_earns_its_place() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    groups = [
        *project["dependency-groups"].values(),
        *project["project"]["optional-dependencies"].values(),
    ]
    wanted = [
        *project["project"]["dependencies"],
        *(name for group in groups for name in group),
    ]
    told, _, _ = read("docs/dependencies.md").partition("## What we left out")

    names = {re.split(r"[\[<>=~;]", requirement)[0].strip() for requirement in wanted}

    assert set(re.findall(r"^\| `([a-z0-9-]+)` \|", told, flags=re.MULTILINE)) == names


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]

    assert broken == []


def test_every_recipe_that_is_named_exists() -> None:
    recipes = set(
        re.findall(r"^([a-z][a-z0-9-]*)[^:=\n]*:(?!=)", read("justfile"), re.MULTILINE)
    )
    named = {
        name
        for page in PAGES
        for name in re.findall(r"`just ([a-z][a-z0-9-]*)", page.read_text(encoding="utf-8"))
    }

    assert len(named) > 10
    assert named - recipes == set()


def test_every_proof_that_is_named_exists() -> None:
    """A file, a folder or a test; ``::name`` alone is in the file named before it."""
    named = re.findall(r"`(tests/[\w/.]+)?(?:::(\w+))?`", read("docs/asvs.md"))
    missing, file = [], ""
    for path, name in named:
        file = path or file
        if not (path or name):
            continue
        known = (ROOT / file).exists() and (not name or f"def {name}(" in read(file))
        if not known:
            missing.append(f"{file}::{name}")

    assert len(named) > 25
    assert missing == []
