"""A decision is handed over as a dossier; the lead takes the list out, and sees who did."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter

pytestmark = pytest.mark.e2e
WHY = "The board asks for it, letter of 3 March."


def test_a_supervisee_hands_a_decision_over(
    enter: Enter, assert_accessible: Callable[..., None]
) -> None:
    page = enter("supervisee")
    page.goto("/decisions/")
    mine = page.get_by_role("region", name="My decisions")  # above it, follow-ups that are due
    mine.get_by_role("link", name=re.compile("-R1")).first.click()
    page.get_by_role("link", name="Dossier").click()
    page.get_by_role("button", name="Make it").click()

    expect(page.get_by_text("Say why: who is it for").first).to_be_visible()
    page.get_by_label("Why").fill(WHY)
    assert_accessible(page)
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", name="Ready")).to_be_visible()
    expect(page.get_by_text(WHY)).to_be_visible()
    page.get_by_role("link", name="Open it").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Referral decision")
    expect(page.get_by_role("heading", name="In the ledger")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    assert_accessible(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_role("heading", name="Its course")).to_be_visible()


def test_a_lead_takes_the_narrowed_list_out(
    enter: Enter, assert_accessible: Callable[..., None]
) -> None:
    page = enter("clinic_lead")
    page.goto("/audit/?kind=boundary")
    page.get_by_role("link", name="Take out").click()
    expect(page.get_by_text("What your filters show.")).to_be_visible()

    page.get_by_role("radio", name=re.compile("JSON Lines")).check()
    page.get_by_label("What it is for").select_option("The clinic's own audit")
    page.get_by_label("Why").fill(WHY)
    assert_accessible(page)
    page.get_by_role("button", name="Make it").click()
    lines = _downloaded(page)

    assert lines
    assert {json.loads(line)["kind"] for line in lines} == {"boundary"}
    page.reload()
    expect(page.get_by_text(f"{len(lines)} of {len(lines)} handed out")).to_be_visible()
    page.get_by_role("link", name="Taken out").click()
    expect(page.get_by_role("row", name=re.compile("JSON Lines")).first).to_be_visible()
    assert_accessible(page)


def _downloaded(page: Page) -> list[str]:
    with page.expect_download() as waited:
        page.get_by_role("link", name="Download").click()
    # Not splitlines(): what people write may hold other ends of lines than JSON Lines knows.
    return Path(waited.value.path()).read_text(encoding="utf-8").removesuffix("\n").split("\n")
