"""The clinic's rules: tightened by one lead, loosened by two, in force from their day."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from supervision.actions.policies import (
    approve_policy_change,
    change_policy,
    refuse_policy_change,
)
from supervision.actions.roles import set_training_level
from supervision.enums import LedgerKind, PolicyChangeStatus, Role, TrainingLevel
from supervision.exceptions import (
    Invalid,
    NotAllowed,
    NotFound,
    Refusal,
    StaleVersion,
    WrongState,
)
from supervision.models import Clinic, LedgerEntry, PolicyChange, User
from supervision.policies import (
    due_hours,
    policies_of,
    policy_changes_visible_to,
    policy_of,
    review_due_for,
)
from supervision.policy_settings import SETTINGS, Loosens, loosens
from tests.factories import lead_of, make_clinic, make_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def second(clinic: Clinic) -> User:
    return make_person(Role.CLINIC_LEAD, clinic=clinic, name="Second Lead")


def change(clinic: Clinic, by: User | None = None, **values: Any) -> PolicyChange:
    return change_policy(clinic_id=clinic.pk, values=values, by=by or lead_of(clinic))


def later(clinic: Clinic, when: datetime, **values: Any) -> PolicyChange:
    return change_policy(
        clinic_id=clinic.pk, values=values, by=lead_of(clinic), effective_from=when
    )


def entries(clinic: Clinic) -> list[str]:
    kinds = LedgerEntry.objects.filter(clinic_id=clinic.pk, kind__startswith="policy.")
    return list(kinds.order_by("pk").values_list("kind", flat=True))


def test_a_clinic_begins_with_what_the_table_says(clinic: Clinic) -> None:
    policy = policy_of(clinic.pk)

    assert dict(policy.values) == {code: each.first for code, each in SETTINGS.items()}
    assert policy.follow_up_weeks == (2, 6, 12)
    assert (policy.min_cell_size, policy.sample_percent) == (5, 10)
    assert policy.checklist_version("referral") == policy.checklist_version("boundary") == 1
    assert policy.review_due() == policy.review_due("student") == timedelta(hours=72)


def test_one_lead_tightens_at_once(clinic: Clinic) -> None:
    made = change(clinic, review_due_hours=48, referral_follow_up_weeks=[1, 4, 8, 12])

    assert (made.status, made.loosens) == (PolicyChangeStatus.APPROVED, False)
    assert policy_of(clinic.pk).review_due() == timedelta(hours=48)
    assert policy_of(clinic.pk).follow_up_weeks == (1, 4, 8, 12)
    entry = LedgerEntry.objects.get(clinic_id=clinic.pk, kind=LedgerKind.POLICY_CHANGED)
    assert '"review_due_hours.from":72,"review_due_hours.to":48' in entry.body


def test_what_loosens_waits_for_a_second_person(clinic: Clinic, second: User) -> None:
    made = change(clinic, min_cell_size=3, review_due_hours=24)  # one of the two loosens
    before = policy_of(clinic.pk)

    approve_policy_change(change_id=made.pk, by=second)

    assert made.status == PolicyChangeStatus.PROPOSED
    assert (before.min_cell_size, before.review_due()) == (5, timedelta(hours=72))
    assert policy_of(clinic.pk).min_cell_size == 3
    assert policy_of(clinic.pk).review_due() == timedelta(hours=24)
    assert entries(clinic) == ["policy.proposed", "policy.changed"]


def test_nobody_is_the_second_person_of_a_change_of_their_own(clinic: Clinic) -> None:
    made = change(clinic, review_due_hours=96)

    with pytest.raises(NotAllowed, match="second person"):
        approve_policy_change(change_id=made.pk, by=lead_of(clinic))

    made.refresh_from_db()
    assert made.status == PolicyChangeStatus.PROPOSED
    assert policy_of(clinic.pk).review_due() == timedelta(hours=72)


def test_the_database_knows_no_loosening_by_one(clinic: Clinic) -> None:
    made = change(clinic, review_due_hours=96)
    wrong = PolicyChange.objects.filter(pk=made.pk)

    for by in (lead_of(clinic), None):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.update(status="approved", decided_by=by, decided_at=timezone.now())


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.CLINIC_LEAD, {"propose", "approve", "refuse"}),
        (Role.ADMINISTRATOR, {"approve", "refuse"}),
        (Role.SUPERVISOR, set()),
        (Role.SUPERVISEE, set()),
    ],
)
def test_who_may_what(clinic: Clinic, role: Role, may: set[str]) -> None:
    person = make_person(role, clinic=clinic)
    tries = {
        "propose": lambda: change(clinic, by=person, audit_sample_percent=20),
        "approve": lambda: approve_policy_change(
            change_id=change(clinic, review_due_hours=100).pk, by=person
        ),
        "refuse": lambda: refuse_policy_change(
            change_id=change(clinic, review_due_hours=101).pk, by=person
        ),
    }

    done = {name for name, attempt in tries.items() if _works(attempt)}

    assert done == may
    assert set(policy_changes_visible_to(person)) == set(PolicyChange.objects.all())


def _works(attempt: Any) -> bool:
    try:
        attempt()
    except NotAllowed:
        return False
    return True


def test_somebody_elsewhere_knows_nothing_of_it(clinic: Clinic) -> None:
    stranger = lead_of(make_clinic())
    made = change(clinic, review_due_hours=96)

    attempts: list[Callable[[], object]] = [
        lambda: change(clinic, by=stranger, review_due_hours=24),
        lambda: approve_policy_change(change_id=made.pk, by=stranger),
        lambda: refuse_policy_change(change_id=made.pk, by=stranger),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    assert not policy_changes_visible_to(stranger).exists()


def test_a_proposer_takes_back_and_a_second_person_refuses(
    clinic: Clinic, second: User
) -> None:
    own, other = change(clinic, review_due_hours=96), change(clinic, review_due_hours=97)

    taken = refuse_policy_change(change_id=own.pk, by=lead_of(clinic))
    refused = refuse_policy_change(change_id=other.pk, by=second)

    assert (taken.status, refused.status) == ("withdrawn", "refused")
    with pytest.raises(WrongState):
        approve_policy_change(change_id=own.pk, by=second)
    assert entries(clinic) == [
        "policy.proposed", "policy.proposed", "policy.withdrawn", "policy.refused",
    ]  # fmt: skip


def test_a_rule_counts_from_its_day_and_never_before(clinic: Clinic) -> None:
    now = timezone.now()
    later(clinic, now + 7 * DAY, review_due_hours=48)

    assert policy_of(clinic.pk).review_due() == timedelta(hours=72)
    assert policy_of(clinic.pk, now + 6 * DAY).review_due() == timedelta(hours=72)
    assert policy_of(clinic.pk, now + 7 * DAY).review_due() == timedelta(hours=48)
    with pytest.raises(Invalid) as refused:
        later(clinic, now - DAY, review_due_hours=24)
    assert refused.value.code == "in_the_past"


def test_no_change_slips_in_before_one_that_is_agreed(clinic: Clinic) -> None:
    """Else a later day could loosen what nobody compared it with."""
    now = timezone.now()
    later(clinic, now + 7 * DAY, review_due_hours=48)

    with pytest.raises(Invalid) as refused:
        change(clinic, review_due_hours=12)
    assert refused.value.code == "before_an_agreed_change"
    assert set(refused.value.fields) == {"effective_from"}
    after = later(clinic, now + 8 * DAY, review_due_hours=60)
    assert after.loosens, "against 48 hours, which will hold then"
    assert change(clinic, min_cell_size=6).status == "approved", "another setting"


def test_a_yes_never_overtakes_what_was_agreed_meanwhile(clinic: Clinic, second: User) -> None:
    waiting = change(clinic, review_due_hours=96)
    change(clinic, review_due_hours=24)

    with pytest.raises(StaleVersion):
        approve_policy_change(change_id=waiting.pk, by=second)

    assert policy_of(clinic.pk).review_due() == timedelta(hours=24)


def test_a_yes_that_comes_late_counts_from_then(clinic: Clinic, second: User) -> None:
    made = later(clinic, timezone.now() + DAY, min_cell_size=4)

    with time_machine.travel(timezone.now() + 3 * DAY, tick=False):
        agreed = approve_policy_change(change_id=made.pk, by=second)
        assert agreed.effective_from == timezone.now()
        assert policy_of(clinic.pk, timezone.now() - DAY).min_cell_size == 5
        assert policy_of(clinic.pk).min_cell_size == 4


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"min_cell_size": 2}, "min_cell_size"),
        ({"min_cell_size": True}, "min_cell_size"),
        ({"min_cell_size": "6"}, "min_cell_size"),
        ({"min_cell_size": [6]}, "min_cell_size"),
        ({"referral_follow_up_weeks": 2}, "referral_follow_up_weeks"),
        ({"referral_follow_up_weeks": []}, "referral_follow_up_weeks"),
        ({"referral_follow_up_weeks": [6, 2]}, "referral_follow_up_weeks"),
        ({"referral_follow_up_weeks": [2, 2]}, "referral_follow_up_weeks"),
        ({"referral_follow_up_weeks": "2"}, "referral_follow_up_weeks"),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    clinic: Clinic, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        change(clinic, **values)

    assert set(refused.value.fields) == {field}
    assert not PolicyChange.objects.exists()


def test_nothing_changed_is_no_version(clinic: Clinic) -> None:
    with pytest.raises(Invalid, match="Nothing would change"):
        change(clinic, review_due_hours=72)


def test_each_level_of_training_has_its_own_time(clinic: Clinic) -> None:
    change(clinic, review_due_hours_student=24)
    person = make_person(Role.SUPERVISEE, clinic=clinic)
    role = person.role_assignments.get()
    before = review_due_for(person.pk, clinic.pk)

    set_training_level(assignment_id=role.pk, level=TrainingLevel.STUDENT, by=lead_of(clinic))

    assert before == timedelta(hours=72)
    assert review_due_for(person.pk, clinic.pk) == timedelta(hours=24)
    assert due_hours(person.pk, clinic.pk) == (24, 4)
    set_training_level(assignment_id=role.pk, level=None, by=lead_of(clinic))
    assert review_due_for(person.pk, clinic.pk) == timedelta(hours=72)
    kept = LedgerEntry.objects.filter(kind=LedgerKind.LEVEL_SET)
    assert kept.count() == 2


def test_only_supervisees_have_a_level_and_only_the_office_says_it(clinic: Clinic) -> None:
    person = make_person(Role.SUPERVISEE, clinic=clinic)
    own, leads = person.role_assignments.get(), lead_of(clinic).role_assignments.get()

    for role, by, refusal in (
        (own, person, NotAllowed),
        (leads, lead_of(clinic), WrongState),
        (own, lead_of(make_clinic()), NotFound),
    ):
        with pytest.raises(refusal):
            set_training_level(assignment_id=role.pk, level=TrainingLevel.STUDENT, by=by)
    own.refresh_from_db()
    assert own.training_level == ""


def test_the_rules_of_many_clinics_cost_one_query(
    clinic: Clinic, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    other = make_clinic()
    change(clinic, review_due_hours=24)
    change(other, review_due_hours=12)

    with django_assert_num_queries(1):
        found = policies_of([clinic.pk, other.pk])

    hours = [found[each.pk].review_due() // timedelta(hours=1) for each in (clinic, other)]
    assert hours == [24, 12]


# --- What loosens ---

WEEKS = st.lists(st.integers(1, 20), min_size=1, max_size=4, unique=True).map(sorted)


@given(old=WEEKS, new=WEEKS)
def test_follow_ups_that_do_not_loosen_leave_nobody_longer_alone(
    old: list[int], new: list[int]
) -> None:
    looser = loosens(SETTINGS["referral_follow_up_weeks"], old, new)

    kept = len(new) >= len(old) and all(new[i] <= old[i] for i in range(len(old)))
    assert looser is not kept


@given(st.data())
def test_there_and_back_always_needs_a_second_person(data: st.DataObject) -> None:
    """Whatever one lead may do alone, she cannot undo alone: nothing is loosened in steps."""
    numbers = [each for each in SETTINGS.values() if not each.is_list]
    setting = data.draw(st.sampled_from(numbers))
    value = st.integers(setting.least, setting.most)
    old, new = data.draw(value), data.draw(value)

    if old != new:
        assert loosens(setting, old, new) or loosens(setting, new, old)
    assert not loosens(setting, old, old)


def test_every_setting_says_what_loosens_it_and_begins_within_its_bounds() -> None:
    for setting in SETTINGS.values():
        values = setting.first if isinstance(setting.first, list) else [setting.first]
        assert setting.loosens in Loosens
        assert all(setting.least <= value <= setting.most for value in values)


@given(steps=st.lists(st.tuples(st.integers(3, 20), st.booleans()), max_size=6))
def test_one_lead_alone_never_gets_below_what_two_agreed(
    steps: list[tuple[int, bool]],
) -> None:
    """Whatever is tried, the cell size falls only with a second person's yes."""
    with transaction.atomic():
        clinic = make_clinic()
        other = make_person(Role.CLINIC_LEAD, clinic=clinic)
        floor = 5
        for value, second_agrees in steps:
            try:
                made = change(clinic, min_cell_size=value)
            except Refusal:
                continue
            if made.status == PolicyChangeStatus.PROPOSED and second_agrees:
                approve_policy_change(change_id=made.pk, by=other)
                floor = value
            floor = max(floor, policy_of(clinic.pk).min_cell_size)
            assert policy_of(clinic.pk).min_cell_size >= floor
        transaction.set_rollback(True)
