"""A peer consultation in two browsers: one presents, one reads, and then it is closed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Demo, Enter

pytestmark = pytest.mark.e2e

SHOWN = "my own praise for every dry week"
PRESENTED = re.compile("case presentation", re.IGNORECASE)
NOT_SHOWN = "A house where nobody slept"


def test_a_peer_reads_what_is_presented_until_it_is_closed(
    enter: Enter, demo: Demo, assert_accessible: Callable[..., None]
) -> None:
    presenter = _presenter(enter(), demo)
    peer, supervisor = enter("supervisee"), enter("supervisor")
    peer.goto("/cases/")
    peer.get_by_role("region", name="Presented to your group").get_by_role("link").click()
    steps.expect_live(peer)
    for page in (presenter, supervisor):
        page.goto(peer.url)
        steps.expect_live(page)

    expect(steps.note(peer)).to_contain_text(SHOWN)
    expect(peer.get_by_role("main")).not_to_contain_text(NOT_SHOWN)
    expect(presenter.get_by_role("list", name="In the room")).to_contain_text("group member")
    expect(peer.get_by_role("list", name="In the room")).to_contain_text("Ruth Adeyemi")

    steps.say(steps.comment_on(supervisor, "Alcohol, shame"), "Between the two of us.")
    expect(presenter.get_by_text("Between the two of us.")).to_be_visible()
    form = steps.comment_on(presenter, "shame")
    form.get_by_role("radio", name=steps.beginning("The group as well")).check()
    steps.say(form, "What do you hear in that?")
    expect(peer.get_by_text("What do you hear in that?")).to_be_visible()
    steps.reply(steps.thread(peer, "What do you hear in that?"), "A child on a landing.")
    expect(presenter.get_by_text("A child on a landing.")).to_be_visible()
    expect(peer.get_by_role("main")).not_to_contain_text("Between the two of us.")
    assert_accessible(peer)
    assert_accessible(presenter)

    presenter.get_by_role("button", name="Close it to the group").click()
    expect(peer.get_by_role("heading", name="Nothing is shown here now")).to_be_visible()
    assert SHOWN not in peer.content()
    expect(presenter.get_by_text("A child on a landing.")).to_be_visible()


def test_the_presenter_chooses_what_is_read(
    enter: Enter, demo: Demo, assert_accessible: Callable[..., None]
) -> None:
    presenter, peer = _presenter(enter(), demo), enter("supervisee")
    presenter.goto("/cases/")
    presenter.get_by_role("link", name=re.compile("R., night shifts")).first.click()
    presenter.get_by_role(
        "link", name=re.compile("5P formulation|case presentation", re.IGNORECASE)
    ).click()
    presenter.get_by_role("link", name="Present in a group").click()
    assert_accessible(presenter)

    presenter.get_by_role("checkbox", name="Protective").check()
    presenter.get_by_role("button", name="Present it").click()
    expect(presenter.get_by_text("can read what you chose.")).to_be_visible()

    peer.goto("/cases/")
    peer.get_by_role("region", name="Presented to your group").get_by_role("link").click()
    expect(steps.note(peer)).to_contain_text("A dog, a sister")
    expect(peer.get_by_role("main")).not_to_contain_text(SHOWN)


def _presenter(page: Page, demo: Demo) -> Page:
    email = "priya@harbour.example"
    steps.sign_in(page, email, demo.give_password(email))
    expect(page.get_by_role("heading", name="My cases")).to_be_visible()
    return page
