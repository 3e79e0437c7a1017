"""What a lead sees of what is kept, held and erased."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import retention as rules
from cases.actions import holds
from cases.actions.erasure import erase_case
from cases.models import Case, LegalHold, RetentionNotice
from supervision.actions.erasure import ask_erasure
from supervision.actions.roles import end_role
from supervision.enums import Role
from supervision.models import KeyEpoch, RoleAssignment, User
from tests.factories_cases import World, make_case
from tests.frontend.browsing import as_, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(world: World) -> User:
    person = User.objects.create_user("pat@harbour.example", display_name="Pat Kwame")
    person.role_assignments.create(clinic=world.clinic, role=Role.PRIVACY_OFFICER)
    return person


def address(world: World) -> str:
    return reverse("clinic_retention", args=[world.clinic.pk])


def page(world: World, person: User) -> str:
    answer = as_(person).get(address(world))
    assert answer.status_code == 200
    return text(answer)


def closed(world: World) -> Case:
    case = make_case(world)
    Case.objects.filter(pk=case.pk).update(status="closed")
    return Case.objects.get(pk=case.pk)


def test_nothing_is_said_as_plainly_as_something(world: World) -> None:
    html = page(world, world.lead)

    assert "kept for 7 years after the last change" in html
    assert all(it in html for it in ("Nothing is due.", "No case is on hold.", "Nothing was"))


@time_machine.travel("2099-03-10T12:00:00Z")  # after everybody's first day here
def test_an_erasure_says_from_when_on_it_is_complete(world: World) -> None:
    case = closed(world)
    erase_case(case_id=case.pk, by=world.lead)

    foreseen = page(world, world.lead)
    now = timezone.now()
    KeyEpoch.objects.create(epoch="2099-03", left_at=now, destroyed_at=now)

    assert f"{case.code}, erased on 10 March 2099." in foreseen
    assert "In backups it is gone on 6 May 2099 at the earliest" in foreseen
    assert "Erasure complete on 10 March 2099: no backup opens it either." in page(
        world, world.lead
    )


def test_what_is_due_says_from_when_it_is_erased(world: World) -> None:
    case = closed(world)
    warned = timezone.now().replace(year=2026, month=6, day=1, hour=12)
    RetentionNotice.objects.create(case=case, due_on=date(2026, 6, 1), warned_at=warned)

    said = "its time was over on 1 June 2026. It is erased on 1 July 2026 or soon after"
    assert said in page(world, world.lead)
    holds.set_hold(
        clinic_id=world.clinic.pk, code=case.code, reason="A complaint.", by=world.lead
    )
    assert "its time was over" not in page(world, world.lead)


def test_two_people_lift_a_hold_on_the_page(world: World, officer: User) -> None:
    case = closed(world)
    said = {"code": case.code.lower(), "reason": "A complaint is open."}

    assert as_(world.lead).post(address(world), said).status_code == 302
    hold = LegalHold.objects.get()
    assert f"{case.code} , by {world.lead.display_name}" in page(world, officer)
    assert "A complaint is open." in page(world, officer)
    as_(officer).post(reverse("hold_ask", args=[hold.pk]))
    assert "You asked to lift it." in page(world, officer)
    own = as_(officer).post(reverse("hold_lift", args=[hold.pk]))
    assert own.status_code == 403
    assert "Pat Kwame asks to lift it." in page(world, world.lead)
    as_(world.lead).post(reverse("hold_lift", args=[hold.pk]))

    assert LegalHold.objects.get().lifted_by == world.lead
    assert "No case is on hold." in page(world, officer)


def test_what_is_wrong_stands_beside_what_was_typed(world: World) -> None:
    answer = as_(world.lead).post(address(world), {"code": "HAR-99", "reason": "A complaint."})

    assert answer.status_code == 400
    assert "This clinic has no case of that code." in text(answer)
    assert "A complaint." in text(answer)


def test_for_the_others_there_is_no_such_page(world: World) -> None:
    for person in (world.supervisee, world.supervisor, world.administrator):
        assert as_(person).get(address(world)).status_code == 404


def test_the_number_of_queries_does_not_grow(world: World) -> None:
    def queries() -> int:
        client = as_(world.lead)
        client.get(address(world))
        with CaptureQueriesContext(connection) as asked:
            client.get(address(world))
        return len(asked)

    def fill(times: int) -> None:
        for _ in range(times):
            held, due, gone = closed(world), closed(world), closed(world)
            holds.set_hold(
                clinic_id=world.clinic.pk, code=held.code, reason="Kept.", by=world.lead
            )
            RetentionNotice.objects.create(
                case=due, due_on=timezone.localdate() - timedelta(days=1)
            )
            erase_case(case_id=gone.pk, by=world.lead)

    fill(1)
    one = queries()
    fill(3)

    assert queries() == one


def test_the_author_reads_until_when_her_case_is_kept(world: World) -> None:
    case = closed(world)
    until = rules.due_on(timezone.now(), 7)

    own = text(as_(world.supervisee).get(reverse("case", args=[case.pk])))
    assert f"until {until.day} {until:%b %Y} at least" in own
    Case.objects.filter(pk=case.pk).update(status="open")
    assert "at least" not in text(as_(world.supervisee).get(reverse("case", args=[case.pk])))


def test_an_account_on_hold_is_not_offered_to_be_erased(world: World) -> None:
    case = closed(world)
    held = holds.set_hold(
        clinic_id=world.clinic.pk, code=case.code, reason="A complaint.", by=world.lead
    )
    ask_erasure(by=world.supervisee)
    for role in RoleAssignment.objects.filter(user=world.supervisee):
        end_role(assignment_id=role.pk, by=world.lead)
    page_of = reverse("account_erase", args=[world.supervisee.pk])
    asking = as_(world.administrator)

    answer = asking.get(page_of)
    assert "must be kept as it is for now (a legal hold)" in text(answer)
    assert b'aria-disabled="true"' in answer.content
    assert "A complaint." not in text(answer)
    refused = asking.post(page_of)
    assert refused.status_code == 409
    assert "must be kept as it is for now (a legal hold)" in text(refused)

    LegalHold.objects.filter(pk=held.pk).delete()
    assert b"aria-disabled" not in asking.get(page_of).content
