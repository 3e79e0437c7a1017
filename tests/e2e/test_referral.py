"""Referrals as the two of them do them: to the end, held and let go on, and in an emergency."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Demo, Enter

pytestmark = pytest.mark.e2e

HAPPENED = "He counts the steps to the door. I count them with him, every week."
REFLECTION = "I have begun to wait for him to be somebody else's."
EVIDENCE = "Fourteen hours, and the count has grown."
REVIEWED = "Both ways were weighed, and the client has a say in it."
FOUND = "Goes there twice a week, and has stopped counting aloud."
MAKE_DUE = """
from django.utils import timezone
from cases.models import FollowUp
row = FollowUp.objects.filter(decision__reference={!r}).earliest("due")
row.due = timezone.localdate()
row.save()
"""
CLINICAL = ("referral", "client", "supervis", "therap", "boundary", "decision about", "OCD")


def test_a_referral_from_a_flag_to_its_end_with_a_follow_up(enter: Enter, demo: Demo) -> None:
    author, supervisor = enter("supervisee"), enter("supervisor")
    _write_and_flag(author)
    reference = _begin_from_the_note(author)
    _argue(author)
    _answer_before_the_review(author)
    steps.move(author, "Propose", "Proposed")
    steps.move(author, "Ask for review", "With the supervisor")

    _find(supervisor, reference)
    expect(supervisor.get_by_role("link", name="A flag is linked")).to_be_visible()
    _judge(supervisor, "No values issue")
    supervisor.get_by_label("Reasons").fill(REVIEWED)
    steps.move(supervisor, "Approve", "Approved")

    author.reload()
    _tell_the_client(author)
    steps.move(author, "Client informed", "Client informed")
    _nobody_is_sent_into_nothing(author)
    steps.move(author, "Send", "Sent")
    _waits_with_the_receiver(author)
    steps.move(author, "Receiver accepted", "Accepted")
    steps.move(author, "First contact made", "First contact made")
    _say_what_came_of_it(author)

    _is_asked_again(author, demo, reference)
    _find(author, reference)
    steps.move(author, "Close", "Closed, completed")
    expect(_part(author, "Follow-ups")).to_contain_text(FOUND)
    expect(_part(author, "History")).to_contain_text("First contact made")


def test_values_alone_are_held_and_another_ground_lets_it_go_on(enter: Enter) -> None:
    author, supervisor = enter("supervisee"), enter("supervisor")
    _begin_on_a_new_case(author, "The preacher")
    ground = author.get_by_role("group", name="Another ground")
    ground.get_by_label("Ground", exact=True).select_option("Conflict of values")
    ground.get_by_label("What you see that speaks for it").fill("He prays for my children.")
    ground.get_by_label("This is the main ground").check()
    _weigh(author)
    _answer_before_the_review(author, differ="Unsure")
    steps.move(author, "Propose", "Proposed")

    held = "A conflict of values is the only ground with evidence so far"
    expect(author.get_by_role("note").filter(has_text=held)).to_be_visible()
    expect(author.get_by_role("button", name="Ask for review")).to_be_disabled()
    supervisor.goto(author.url)
    expect(supervisor.get_by_role("main")).to_contain_text("Talk it through together")

    author.reload()
    steps.unfold(author, "Grounds")
    another = author.get_by_role("group", name="Another ground")
    another.get_by_label("Ground", exact=True).select_option(
        "Client asks for another therapist"
    )
    another.get_by_label("What you see that speaks for it").fill(
        "“Somebody who knows the Psalms.”"
    )
    author.get_by_role("button", name="Save", exact=True).click()
    steps.move(author, "Ask for review", "With the supervisor")

    history = _part(author, "History")
    expect(history).to_contain_text("Held: it rests on values alone")
    expect(history).to_contain_text("Let go on")
    expect(history).to_contain_text("Conflict of values; Client asks for another therapist")
    supervisor.reload()
    _judge(supervisor, "Refer on other grounds")
    supervisor.get_by_label("Reasons").fill("He asked, and in his own words.")
    steps.move(supervisor, "Approve", "Approved")
    expect(_part(supervisor, "History")).to_contain_text("Refer on other grounds")


def test_an_emergency_is_recorded_in_two_fields_and_looked_at_together(enter: Enter) -> None:
    author, supervisor = enter("supervisee"), enter("supervisor")
    steps.open_case(author, "The bridge keeper")
    author.get_by_role("link", name="Think about a referral").click()
    author.get_by_role("link", name="Record an emergency referral").click()
    expect(author.get_by_text("Call first, write afterwards.")).to_be_visible()
    author.get_by_label("What was done").fill(
        "Went with him to the ward; he signed in himself."
    )
    author.get_by_label("To which service").fill("Crisis ward of the city hospital")
    author.get_by_role("button", name="Record it").click()
    expect(author.locator(".head .tag").first).to_have_text("Emergency referral made")
    reference = author.get_by_role("heading", level=1).inner_text().rpartition(" ")[2]

    supervisor.goto("/queue/")
    waiting = supervisor.get_by_role("region", name="Decisions to review")
    line = (
        waiting.get_by_role("link")
        .filter(has_text="emergency")
        .filter(has_text=reference.rpartition("-")[0])
    )
    line.click()
    steps.move(supervisor, "Start the retrospective review", "Retrospective review")
    supervisor.goto("/queue/")
    expect(waiting.get_by_role("link").filter(has_text="emergency")).not_to_have_count(0)

    author.reload()
    _look_back(author)
    supervisor.goto(author.url)
    _judge(supervisor, "No values issue")
    supervisor.get_by_label("Reasons").fill("Right, and in time. The ward was called first.")
    steps.move(supervisor, "Finish the retrospective review", "Sent")
    expect(_part(supervisor, "Follow-ups")).to_contain_text("after 2 weeks")
    supervisor.goto("/queue/")
    expect(line).to_have_count(0)


# --- The supervisee's part ---


def _write_and_flag(page: Page) -> None:
    steps.open_case(page, "The step counter")
    steps.start_note(page)
    steps.section(page, "What happened").fill(HAPPENED)
    steps.expect_saved(page)
    panel = steps.flag_by_mouse(
        page, "What happened", "I count them with him", "Countertransference"
    )
    panel.get_by_label("In your words").fill(REFLECTION)
    panel.get_by_role("radio", name=steps.beginning("My supervisor and me")).check()
    panel.get_by_role("button", name="Raise the flag").click()
    expect(steps.flags(page)).to_have_count(1)
    steps.answer(
        page, help_wanted="Think with me", risk="No new risk", question="Am I still the one?"
    )
    steps.submit(page)


def _begin_from_the_note(page: Page) -> str:
    page.goto("/cases/")
    cases = page.get_by_role("region", name="Cases")
    cases.get_by_role("link", name=steps.beginning("The step counter")).click()
    page.get_by_role("region", name="Notes").get_by_role("link").click()
    page.get_by_text("Record decision").click()
    page.get_by_role("link", name="Referral decision").click()
    return _begin(page)


def _begin_on_a_new_case(page: Page, pseudonym: str) -> str:
    steps.open_case(page, pseudonym)
    page.get_by_role("link", name="Think about a referral").click()
    return _begin(page)


def _begin(page: Page) -> str:
    page.get_by_label("Where to").select_option("Out, full transfer")
    page.get_by_label("Situation").fill("We have come as far as we can here.")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("Only you see this")).to_be_visible()
    return page.get_by_role("heading", level=1).inner_text().rpartition(" ")[2]


def _argue(page: Page) -> None:
    ground = page.get_by_role("group", name="Another ground")
    ground.get_by_label("Ground", exact=True).select_option("Countertransference not managed")
    ground.get_by_label("What you see that speaks for it").fill(EVIDENCE)
    ground.get_by_text("What it grew from").click()
    ground.get_by_label("A flag of yours it grew from").select_option(index=1)
    ground.get_by_label("This is the main ground").check()
    _weigh(page)


def _weigh(page: Page) -> None:
    steps.unfold(page, "Options and proposal")
    options = page.get_by_role("group", name="Another option")
    first, second = options.nth(0), options.nth(1)
    first.get_by_label("Option", exact=True).fill("A colleague who has the training")
    first.get_by_label("What speaks for it").fill("Knows the work, and is not tired of it.")
    first.get_by_text("The client's view, waiting time, cost, fit").click()
    first.get_by_label("Waiting time").fill("Three weeks")
    first.get_by_label("Cost, and who bears it").fill("The insurance")
    first.get_by_label("This is the chosen option").check()
    second.get_by_label("Option", exact=True).fill("Go on here, with more supervision")
    second.get_by_label("This is to continue here").check()
    steps.choose(page, "What you propose", "Refer, with care until then")
    page.get_by_label("Rationale").fill("The need has outgrown what I can give.")


def _answer_before_the_review(page: Page, differ: str = "No") -> None:
    steps.unfold(page, "Values check", "Care until then")
    steps.choose(page, "Risk at present", "No new risk")
    steps.choose(page, "Do you and the client differ", differ)
    if differ != "No":
        page.get_by_label("The same need without the difference").fill("I do not know.")
        page.get_by_label("What is missing here?").select_option("Unsure")
        page.get_by_label("What you have done about it").fill("Read, and spoken about it.")
    page.get_by_label("Who cares until then").fill("The weekly hour stays.")
    steps.choose(page, "The client has a crisis plan", "Yes")


def _tell_the_client(page: Page) -> None:
    steps.unfold(page, "The client's part", "Receiver")
    page.get_by_label("Client told on").fill("2026-11-20")
    page.get_by_label("How the client was told").fill("In the session, with time for it.")
    page.get_by_label("What the client prefers").fill("“Somebody new might count differently.”")
    steps.choose(page, "Client's consent to share information", "Given")
    page.get_by_label("Receiving service").fill("Practice by the harbour")


def _nobody_is_sent_into_nothing(page: Page) -> None:
    """Sending is refused until somebody is there, and the page says what is missing."""
    with page.expect_navigation():  # what is missing stood there before, too
        page.get_by_role("button", name="Send", exact=True).click()
    missing = page.get_by_role("region", name="Next step").get_by_role("listitem")
    expect(missing.filter(has_text="Nobody is left alone")).to_be_visible()
    steps.unfold(page, "Care until then", "The client's part")
    for words in ("What the client needs", "There was time", "Other ways", "The client knows"):
        page.get_by_role("checkbox", name=re.compile(words)).check()
    steps.choose(page, "The ending was talked about", "Yes")


def _waits_with_the_receiver(page: Page) -> None:
    page.get_by_role("link", name="They keep a waiting list").click()
    page.get_by_role("radio", name="On the waiting list").check()
    page.get_by_label("On", exact=True).fill("2026-11-24")
    page.get_by_label("In which words").fill("“In January at the latest.”")
    page.get_by_role("button", name="Put on record").click()
    expect(_part(page, "Who was asked")).to_contain_text("On the waiting list")


def _say_what_came_of_it(page: Page) -> None:
    steps.unfold(page, "What came of it")
    steps.choose(page, "The client arrived there", "Yes")
    page.get_by_label("What came of it").fill(
        "He wrote to say that it is another kind of door."
    )
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def _is_asked_again(page: Page, demo: Demo, reference: str) -> None:
    """On the desk and by a mail without clinical words; only then can it be closed."""
    made = demo.manage("shell", "-v", "0", "-c", MAKE_DUE.format(reference))
    assert made.returncode == 0, made.stderr
    mailed = demo.manage("send_reminders")
    assert mailed.returncode == 0, mailed.stderr
    assert "Due to be looked at again" in mailed.stdout
    bodies = " ".join(re.findall(r"Hello .*?details\.", mailed.stdout, re.DOTALL)).lower()
    assert bodies
    assert [word for word in (*CLINICAL, reference) if word.lower() in bodies] == []
    assert "Hello" not in demo.manage("send_reminders").stdout

    page.reload()
    page.get_by_role("button", name="Close", exact=True).click()
    # The tag alone would be that of the page before the answer.
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator(".head .tag").first).to_have_text("First contact made")
    page.goto("/cases/")
    desk = page.get_by_role("region", name="Follow-ups")
    desk.get_by_role("link", name=re.compile(reference)).click()
    page.get_by_role("radio", name="As hoped").check()
    page.get_by_label("What you found").fill(FOUND)
    page.get_by_role("button", name="Put on record").first.click()
    expect(page.get_by_text("On record.", exact=True)).to_be_visible()


def _look_back(page: Page) -> None:
    page.get_by_label("Where to").select_option("Higher level of care")
    page.get_by_label("Situation").fill("He had set a day, and said so.")
    steps.choose(page, "Risk at present", "Urgent")
    steps.unfold(page, "Grounds", "Values check", "The client's part", "Care until then")
    page.locator("#situation details summary").click()
    page.get_by_label("What the risk is, and what is done about it").fill("A day and a means.")
    ground = page.get_by_role("group", name="Another ground")
    ground.get_by_label("Ground", exact=True).select_option("Level of care")
    ground.get_by_label("What you see that speaks for it").fill(
        "He could not promise the night."
    )
    ground.get_by_label("This is the main ground").check()
    steps.choose(page, "Do you and the client differ", "No")
    page.get_by_label("Client told on").fill("2026-11-20")
    page.get_by_label("How the client was told").fill("On the way, and he nodded.")
    page.get_by_label("What the client prefers").fill("“Not to be alone tonight.”")
    page.get_by_label("Who cares until then").fill("The ward; I call on Monday.")
    page.locator("#care details summary").click()
    page.get_by_label("What of this is not so, and why").fill("No goodbye: it could not wait.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()


# --- The supervisor's part ---


def _find(page: Page, reference: str) -> None:
    page.goto("/decisions/")
    page.get_by_role("link", name=re.compile(reference)).first.click()


def _judge(page: Page, outcome: str) -> None:
    steps.unfold(page, "Values check")
    steps.choose(page, "Outcome of the values check", outcome)


def _part(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)
