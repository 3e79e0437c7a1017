"""The line is cut: what was typed is kept, and it goes out once."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e import steps
from tests.e2e.conftest import Enter

pytestmark = pytest.mark.e2e

HAPPENED = "The ferry did not come. We waited on the pier."
WORDS = "What did the waiting do to you?"


def meet(enter: Enter, pseudonym: str) -> tuple[Page, Page]:
    author, supervisor = enter("supervisee"), enter("supervisor")
    steps.write_and_submit(author, pseudonym, HAPPENED, "Who waits for whom?")
    steps.open_from_queue(supervisor, pseudonym)
    author.get_by_role("link", name="See it as it was submitted").click()
    steps.expect_live(author)
    return author, supervisor


def test_offline_one_goes_on_writing_and_it_is_sent_once_when_back(enter: Enter) -> None:
    author, supervisor = meet(enter, "The ferryman")
    form = steps.comment_on(supervisor, "We waited on the pier")
    form.get_by_label("Your words", exact=True).fill("What did")
    supervisor.context.set_offline(True)
    banner = supervisor.get_by_text("No connection.")
    expect(banner).to_be_visible()

    form.get_by_label("Your words", exact=True).fill(WORDS)
    form.get_by_role("button", name="Send").click()
    expect(form).to_contain_text("Waits for the connection")
    expect(form.get_by_label("Your words", exact=True)).to_have_value(WORDS)
    expect(author.get_by_role("main")).not_to_contain_text(WORDS)

    supervisor.context.set_offline(False)
    expect(steps.thread(author, WORDS)).to_be_visible()
    steps.expect_live(supervisor)
    expect(banner).to_be_hidden()
    expect(form).to_be_hidden()
    for page in (author, supervisor):
        page.reload()
        expect(page.get_by_role("article").filter(has_text=WORDS)).to_have_count(1)


def test_an_answer_that_is_lost_after_the_commit_says_it_only_once(enter: Enter) -> None:
    author, supervisor = meet(enter, "The pilot of the ferry")
    sent: list[str] = []

    def lose_the_first(route: Route) -> None:
        sent.append(route.request.post_data or "")
        if len(sent) == 1:
            route.fetch()  # the server has done it
            route.abort("connectionreset")
        else:
            route.continue_()

    supervisor.route("**/say/", lose_the_first)
    form = steps.comment_on(supervisor, "We waited on the pier")
    steps.say(form, WORDS)
    expect(steps.thread(author, WORDS)).to_be_visible()
    expect(form).to_be_hidden(timeout=15_000)

    assert len(sent) == 2
    assert sent[0] == sent[1], "the same words under the same id"
    for page in (author, supervisor):
        page.reload()
        expect(page.get_by_role("article").filter(has_text=WORDS)).to_have_count(1)


def test_what_waits_can_be_taken_back_and_a_step_is_not_lost_in_an_error_page(
    enter: Enter,
) -> None:
    _, supervisor = meet(enter, "The stoker")
    form = steps.comment_on(supervisor, "The ferry did not come")
    supervisor.context.set_offline(True)
    steps.say(form, "Which ferry?")
    form.get_by_role("button", name="Take it back").click()
    words = form.get_by_label("Your words", exact=True)
    words.fill("Which ferry did not come?")
    expect(form).not_to_contain_text("Waits for the connection")

    supervisor.get_by_role("button", name="Keep for discussion").click()
    expect(supervisor.get_by_text("There is no connection.")).to_be_visible()
    expect(words).to_have_value("Which ferry did not come?")
    supervisor.context.set_offline(False)
    steps.expect_live(supervisor)
    form.get_by_role("button", name="Send").click()
    card = supervisor.get_by_role("article").filter(has_text="Which ferry did not come?")
    expect(card).to_have_count(1)
