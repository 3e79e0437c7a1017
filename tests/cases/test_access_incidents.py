"""An emergency access that was not justified: judged, closed, and what waits for that."""

import json
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from cases import retention
from cases.actions.access_incidents import assess_access, close_access
from cases.actions.assessing import Judgement
from cases.actions.break_glass import break_glass, end_break_glass, review_break_glass
from cases.actions.erasure import destroy_case
from cases.break_glass_enums import BreakGlassOutcome, BreakGlassPurpose
from cases.break_glass_selectors import open_incidents, told_lately
from cases.models import AccessIncident, BreakGlass, Case
from supervision.enums import Role
from supervision.exceptions import Invalid, NotAllowed, NotFound, StaleVersion, WrongState
from supervision.models import LedgerEntry, User
from tests.factories_cases import World, make_room
from tests.factories_incidents import ASSESSMENT, make_officer

pytestmark = pytest.mark.django_db
REASON = "Neither of the two can be reached, and it cannot wait until Monday."


@pytest.fixture
def officer(world: World) -> User:
    return make_officer(world)


@pytest.fixture
def ended(world: World) -> BreakGlass:
    """By the lead, who had supervised nobody there."""
    taken = break_glass(
        code=make_room(world).note.case.code,
        purpose=BreakGlassPurpose.LEGAL,
        reason=REASON,
        by=world.lead,
        confirmed=True,
    )
    return end_break_glass(break_glass_id=taken.pk, by=world.lead)


@pytest.fixture
def wrong(ended: BreakGlass, officer: User) -> BreakGlass:
    return _review(ended, officer, BreakGlassOutcome.NOT_JUSTIFIED)


def _review(ended: BreakGlass, by: User, outcome: BreakGlassOutcome) -> BreakGlass:
    return review_break_glass(
        break_glass_id=ended.pk, outcome=outcome, note="They could be reached.", by=by
    )


def _assess(wrong: BreakGlass, by: User, version: int = 1, **said: Any) -> AccessIncident:
    judgement = Judgement(**ASSESSMENT | said)
    return assess_access(break_glass_id=wrong.pk, version=version, judgement=judgement, by=by)


def _close(wrong: BreakGlass, by: User, version: int = 2) -> AccessIncident:
    return close_access(break_glass_id=wrong.pk, version=version, by=by)


def _moves() -> list[tuple[str, str]]:
    entries = LedgerEntry.objects.filter(kind="break_glass.judged").order_by("pk")
    said = [json.loads(entry.body)["details"] for entry in entries]
    return [(each["old"], each["new"]) for each in said]


def test_only_what_was_not_justified_is_an_incident(ended: BreakGlass, officer: User) -> None:
    _review(ended, officer, BreakGlassOutcome.JUSTIFIED)

    assert not AccessIncident.objects.exists()
    with pytest.raises(NotFound):
        _assess(ended, officer)


def test_it_is_assessed_as_often_as_something_is_learned_and_closed(
    wrong: BreakGlass, officer: User
) -> None:
    _assess(wrong, officer)
    _assess(wrong, officer, version=2, notifiable="yes", mitigation="The role was taken back.")

    closed = _close(wrong, officer, version=3)

    closed.refresh_from_db()
    assert (closed.status, closed.closed_by, closed.notifiable) == ("closed", officer, "yes")
    assert closed.mitigation == "The role was taken back."
    assert _moves() == [("open", "assessed"), ("assessed", "assessed"), ("assessed", "closed")]
    for step in (_assess, _close):
        with pytest.raises(WrongState):
            step(wrong, officer, version=4)


def test_no_word_of_the_assessment_is_in_the_ledger(wrong: BreakGlass, officer: User) -> None:
    _assess(wrong, officer)

    (entry,) = LedgerEntry.objects.filter(kind="break_glass.judged")
    assert ASSESSMENT["nature_extent"] not in entry.body


def test_who_goes_on_with_it(world: World, wrong: BreakGlass, officer: User) -> None:
    for somebody in (world.lead, world.supervisee, world.supervisor):
        with pytest.raises(NotAllowed):
            _assess(wrong, somebody)
    with pytest.raises(NotFound):
        _assess(wrong, world.colleague)
    _assess(wrong, officer)
    with pytest.raises(NotAllowed):
        _close(wrong, world.lead)

    another = User.objects.create_user("another@harbour.example", display_name="Another")
    another.role_assignments.create(clinic=world.clinic, role=Role.CLINIC_LEAD)
    assert _close(wrong, another).status == "closed"


def test_nothing_is_closed_before_it_is_assessed(wrong: BreakGlass, officer: User) -> None:
    with pytest.raises(WrongState, match="Write the assessment first"):
        _close(wrong, officer, version=1)


@pytest.mark.parametrize(
    "missing", [{"exception": "luck"}, {"notifiable": "perhaps"}, {"who_received": " "}]
)
def test_what_is_missing_is_said(
    wrong: BreakGlass, officer: User, missing: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refused:
        _assess(wrong, officer, **missing)

    assert set(refused.value.fields) == set(missing)
    assert AccessIncident.objects.get().status == "open"


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(
    wrong: BreakGlass, officer: User
) -> None:
    _assess(wrong, officer)

    with pytest.raises(StaleVersion):
        _assess(wrong, officer, version=1)


def test_people_are_told_when_it_is_closed_and_not_of_what(
    world: World, wrong: BreakGlass, officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    _assess(wrong, officer)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        _close(wrong, officer)

    told = {sent.to[0] for sent in mail.outbox}
    assert told == {world.supervisee.email, world.supervisor.email, officer.email}
    whole = "".join(f"{sent.subject}{sent.body}" for sent in mail.outbox)
    for word in (wrong.case.code, world.lead.display_name, ASSESSMENT["nature_extent"]):
        assert word not in whole


def test_it_stays_in_sight_until_it_is_closed(
    world: World, wrong: BreakGlass, officer: User
) -> None:
    BreakGlass.objects.update(started_at="2020-01-01T00:00:00Z")
    assert list(open_incidents(officer)) == [wrong]
    assert list(told_lately(world.supervisee)) == [wrong]

    _assess(wrong, officer)
    _close(wrong, officer)

    assert not open_incidents(officer).exists()
    assert not told_lately(world.supervisee).exists()


def test_no_case_is_erased_under_it(world: World, wrong: BreakGlass, officer: User) -> None:
    Case.objects.filter(pk=wrong.case_id).update(status="closed")
    day = date(2190, 1, 1)
    assert list(retention.due_cases(world.clinic.pk, day)) == []
    _assess(wrong, officer)
    assert list(retention.due_cases(world.clinic.pk, day)) == []

    _close(wrong, officer)

    (due,) = retention.due_cases(world.clinic.pk, day)
    assert due.case == wrong.case


def test_the_judgement_outlives_the_case(wrong: BreakGlass, officer: User) -> None:
    _assess(wrong, officer)
    _close(wrong, officer)

    destroy_case(Case.objects.get(pk=wrong.case_id), by=officer)

    assert AccessIncident.objects.get().mitigation == ASSESSMENT["mitigation"]


def test_the_database_keeps_the_order(wrong: BreakGlass) -> None:
    for status in ("assessed", "closed"):
        with pytest.raises(IntegrityError), transaction.atomic():
            AccessIncident.objects.update(status=status)
