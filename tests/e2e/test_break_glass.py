"""Emergency access: taken by the lead, seen by everybody concerned, ended, reviewed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Demo, Enter

pytestmark = pytest.mark.e2e
WHY = "Neither of the two can be reached, and her neighbour rang this morning."
# So near that a page still opens, and a person need not wait for an hour.
ALMOST_OVER = """
from datetime import timedelta
from django.db.models import F
from django.utils import timezone
from cases.models import BreakGlass
BreakGlass.objects.filter(ended_at=None).update(
    started_at=F("started_at") - timedelta(hours=1),
    expires_at=timezone.now() + timedelta(seconds=8),
)
"""
ASSESSMENT = {
    "What was opened, and how much of it": "One note and what was said about it.",
    "Who received it": "One clinic lead.",
    "Whether it was really read": "Yes, for two minutes.",
    "What was done to lower the risk": "Both have talked about it.",
}
MAKE_OFFICER = """
from supervision.models import Clinic, User
user = User.objects.create_user("officer@example.org", display_name="Petra Officer")
user.role_assignments.create(clinic=Clinic.objects.get(), role="privacy_officer")
from allauth.account.models import EmailAddress
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
"""


def test_a_case_is_opened_in_an_emergency_and_everybody_sees_it(
    enter: Enter, demo: Demo, assert_accessible: Callable[..., None]
) -> None:
    supervisor, lead = enter("supervisor"), enter("clinic_lead")
    code, words, room = _a_note(supervisor)
    assert _status(lead, room) == 404

    _take(lead, code, assert_accessible)
    banner = lead.get_by_role("complementary", name="Emergency access")
    expect(banner).to_contain_text(code)
    assert_accessible(lead)
    lead.goto(room)
    expect(lead.get_by_role("main")).to_contain_text(words)
    expect(lead.get_by_role("button", name="Say it")).to_have_count(0)
    expect(banner).to_be_visible()
    assert words not in steps.all_kept_by(lead)
    assert words not in lead.title()

    supervisor.goto("/queue/")
    expect(supervisor.get_by_text("Emergency access was taken").first).to_be_visible()
    assert_accessible(supervisor)

    banner.get_by_role("button", name="End it now").click()
    expect(banner).to_have_count(0)
    assert _status(lead, room) == 404
    _review(enter, demo, code, assert_accessible)


def test_what_it_opened_leaves_the_screen_when_its_hour_is_over(
    enter: Enter, demo: Demo, assert_accessible: Callable[..., None]
) -> None:
    supervisor, lead = enter("supervisor"), enter("clinic_lead")
    code, words, room = _a_note(supervisor)
    _take(lead, code, assert_accessible)
    made = demo.manage("shell", "-v", "0", "-c", ALMOST_OVER)
    assert made.returncode == 0, made.stderr
    lead.goto(room)
    main = lead.get_by_role("main")
    banner = lead.get_by_role("complementary", name="Emergency access")
    expect(main).to_contain_text(words)
    expect(banner).to_be_visible()

    expect(main).to_contain_text("The emergency access has ended.", timeout=20_000)
    expect(main).not_to_contain_text(words)
    expect(banner).to_have_count(0)
    assert_accessible(lead)


def _a_note(supervisor: Page) -> tuple[str, str, str]:
    supervisor.goto("/queue/")
    steps.queue_line(supervisor, "M., paramedic").get_by_role("link").click()
    steps.expect_live(supervisor)
    room = supervisor.url.partition("?")[0]
    supervisor.get_by_role("link", name="Case", exact=True).click()
    said = supervisor.get_by_role("main").inner_text()
    found = re.search(r"\b[A-Z]+-\d+\b", said)
    assert found, said
    return found[0], "promotion", room


def _take(lead: Page, code: str, assert_accessible: Callable[..., None]) -> None:
    lead.goto("/break-glass/")
    lead.get_by_role("link", name="Open a case in an emergency").click()
    lead.get_by_label("Which case").fill(code)
    lead.get_by_role("radio", name=steps.beginning("A client's safety")).check()
    lead.get_by_label("Why it cannot be done otherwise").fill("Urgent.")
    lead.get_by_role("button", name="Open it for an hour").click()
    expect(lead.get_by_text("at least 30 characters").first).to_be_visible()
    assert_accessible(lead)
    lead.get_by_label("Why it cannot be done otherwise").fill(WHY)
    lead.get_by_role("button", name="Open it for an hour").click()
    expect(lead.get_by_text("The case is open to you for an hour.")).to_be_visible()


def _review(
    enter: Enter, demo: Demo, code: str, assert_accessible: Callable[..., None]
) -> None:
    made = demo.manage("shell", "-v", "0", "-c", MAKE_OFFICER)
    assert made.returncode == 0, made.stderr
    officer = enter()
    steps.sign_in(officer, "officer@example.org", demo.give_password("officer@example.org"))
    officer.goto("/break-glass/")
    newest = officer.get_by_role("row", name=re.compile(code)).first
    newest.get_by_role("link").click()
    expect(officer.get_by_text(WHY)).to_be_visible()
    expect(officer.get_by_text("opened a note").first).to_be_visible()
    officer.get_by_role("radio", name=steps.beginning("Not justified")).check()
    officer.get_by_label("What you looked at").fill("The cover could be reached.")
    assert_accessible(officer)
    officer.get_by_role("button", name="Put it on record").click()
    expect(officer.get_by_text("Not justified: an incident").first).to_be_visible()
    _settle(officer, assert_accessible)


def _settle(officer: Page, assert_accessible: Callable[..., None]) -> None:
    """The incident that it is now: nothing of what was written is lost by what is missing."""
    officer.get_by_role("link", name="Assess it").click()
    for label, words in ASSESSMENT.items():
        officer.get_by_label(label).fill(words)
    save = officer.get_by_role("button", name="Save the assessment")
    save.click()
    expect(officer.get_by_label("Who received it")).to_have_value(ASSESSMENT["Who received it"])
    assert_accessible(officer)
    officer.get_by_role("radio", name="None of them").check()
    officer.get_by_role("radio", name="No", exact=True).check()
    save.click()
    expect(officer.get_by_text("The assessment is on record.")).to_be_visible()
    assert_accessible(officer)
    officer.get_by_role("button", name="Close the incident").click()
    expect(officer.get_by_text("Not justified: an incident, closed").first).to_be_visible()


def _status(page: Page, address: str) -> int:
    answer = page.request.get(address)
    return answer.status
