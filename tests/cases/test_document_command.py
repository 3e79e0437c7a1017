from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from cases.management.documents import documents


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    return tmp_path / "docs"


def test_the_documents_are_written(folder: Path) -> None:
    call_command("document")

    assert {path.name: path.read_text("utf-8") for path in folder.iterdir()} == documents()


def test_documents_in_date_are_left_alone(folder: Path) -> None:
    call_command("document")

    call_command("document", "--check")


def test_a_stale_document_fails_the_check_and_stays(folder: Path) -> None:
    call_command("document")
    (folder / "workflow.md").write_text("old")

    with pytest.raises(CommandError, match=r"^Out of date: workflow.md"):
        call_command("document", "--check")

    assert (folder / "workflow.md").read_text() == "old"


def test_moves_and_sentences_are_in_them() -> None:
    told = documents()

    assert (
        "| Return with a reply | In review | Returned | supervisor |  |" in told["workflow.md"]
    )
    assert "Only a clinic lead can give or end the role “…”." in told["permissions.md"]
