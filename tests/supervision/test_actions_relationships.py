"""Supervision begins, pauses and ends, and nobody does it behind the others' backs."""

import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from supervision import bell
from supervision.actions.people import deactivate_person
from supervision.actions.relationships import (
    Ending,
    move_relationship,
    propose_relationship,
    start_relationship,
)
from supervision.actions.roles import end_role
from supervision.enums import (
    EndedReason,
    RelationshipKind,
    RelationshipMove,
    RelationshipStatus,
    Role,
)
from supervision.exceptions import (
    Invalid,
    NotAllowed,
    NotFound,
    Refusal,
    StaleVersion,
    WrongState,
)
from supervision.models import (
    Clinic,
    LedgerEntry,
    RelationshipChange,
    SupervisionRelationship,
    User,
)
from supervision.models.sealed import Sealed
from supervision.selectors import live_relationships
from tests.factories import lead_of, make_clinic, make_person, make_proposal, make_relationship

pytestmark = pytest.mark.django_db

ENDED = Ending(EndedReason.COMPLETED, "We worked through the year.")


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic("Riverside")


@pytest.fixture
def supervisor(clinic: Clinic) -> User:
    return make_person(Role.SUPERVISOR, clinic=clinic)


@pytest.fixture
def supervisee(clinic: Clinic) -> User:
    return make_person(Role.SUPERVISEE, clinic=clinic)


@pytest.fixture
def proposed(clinic: Clinic, supervisor: User, supervisee: User) -> SupervisionRelationship:
    return make_proposal(clinic=clinic, supervisor=supervisor, supervisee=supervisee)


@pytest.fixture
def active(clinic: Clinic, supervisor: User, supervisee: User) -> SupervisionRelationship:
    return make_relationship(clinic=clinic, supervisor=supervisor, supervisee=supervisee)


def facts() -> tuple[list[object], ...]:
    models = (SupervisionRelationship, RelationshipChange, LedgerEntry)
    return tuple(list(model.objects.order_by("pk").values()) for model in models)


def move(
    relationship: SupervisionRelationship,
    step: RelationshipMove,
    *,
    by: User,
    ending: Ending | None = None,
    version: int | None = None,
) -> SupervisionRelationship:
    return move_relationship(
        relationship_id=relationship.pk,
        move=step,
        expected_version=version or relationship.version,
        by=by,
        ending=ending,
    )


def start(clinic: Clinic, supervisor: User, supervisee: User, **facts: Any) -> Any:
    said = {"kind": RelationshipKind.PRIMARY, "by": lead_of(clinic), **facts}
    return start_relationship(
        clinic_id=clinic.pk, supervisor_id=supervisor.pk, supervisee_id=supervisee.pk, **said
    )


def test_a_proposal_gives_access_once_the_supervisee_accepts(
    proposed: SupervisionRelationship, supervisee: User
) -> None:
    before = list(live_relationships())

    accepted = move(proposed, RelationshipMove.ACCEPT, by=supervisee)

    assert (before, list(live_relationships())) == ([], [proposed])
    assert (accepted.status, accepted.version) == (RelationshipStatus.ACTIVE, 2)
    steps = proposed.changes.values_list("from_status", "to_status", "by")
    assert list(steps) == [
        ("", "proposed", proposed.proposed_by_id),
        ("proposed", "active", supervisee.pk),
    ]
    entries = LedgerEntry.objects.filter(subject_id=str(proposed.pk)).order_by("occurred_at")
    assert list(entries.values_list("kind", "actor_id")) == [
        ("relationship.proposed", proposed.proposed_by_id),
        ("relationship.moved", supervisee.pk),
    ]


def test_a_declined_proposal_never_gives_access(
    proposed: SupervisionRelationship, supervisor: User
) -> None:
    move(proposed, RelationshipMove.DECLINE, by=supervisor)

    assert list(live_relationships()) == []
    assert proposed.changes.count() == 2


@pytest.mark.parametrize("role", Role)
def test_only_lead_and_administrator_bring_people_together(
    clinic: Clinic, supervisor: User, supervisee: User, role: Role
) -> None:
    by = make_person(role, clinic=clinic)
    before = facts()
    begin = {"supervisor": supervisor, "supervisee": supervisee, "by": by}

    if role in {Role.CLINIC_LEAD, Role.ADMINISTRATOR}:
        assert start(clinic, **begin).status == RelationshipStatus.ACTIVE
    else:
        with pytest.raises(NotAllowed):
            start(clinic, **begin)
        assert facts() == before


@pytest.mark.parametrize("role", [Role.CLINIC_LEAD, Role.ADMINISTRATOR])
def test_another_clinics_people_cannot_be_brought_together(
    clinic: Clinic, supervisor: User, supervisee: User, role: Role
) -> None:
    stranger, other = make_person(role), make_clinic()
    before = facts()

    with pytest.raises(NotFound):
        start(clinic, supervisor, supervisee, by=stranger)
    with pytest.raises(Invalid) as refusal:
        start(other, supervisor, supervisee)

    assert (refusal.value.code, facts()) == ("no_supervisor", before)


def test_a_lead_cannot_start_his_own_supervision_but_propose_it(
    clinic: Clinic, supervisee: User
) -> None:
    lead = make_person(Role.CLINIC_LEAD, Role.SUPERVISOR, clinic=clinic)
    before = facts()

    with pytest.raises(NotAllowed) as refusal:
        start(clinic, lead, supervisee, by=lead)

    assert (refusal.value.code, facts()) == ("own_supervision", before)
    proposal = propose_relationship(
        clinic_id=clinic.pk,
        supervisor_id=lead.pk,
        supervisee_id=supervisee.pk,
        kind=RelationshipKind.PRIMARY,
        by=lead,
    )
    with pytest.raises(NotAllowed, match="Only the supervisee"):
        move(proposal, RelationshipMove.ACCEPT, by=lead)


def test_nobody_supervises_himself(clinic: Clinic) -> None:
    both = make_person(Role.SUPERVISOR, Role.SUPERVISEE, clinic=clinic)

    _refused(lambda: start(clinic, both, both), Invalid, "own_supervisor")


def test_both_must_hold_their_roles(clinic: Clinic, supervisor: User, supervisee: User) -> None:
    office = make_person(Role.ADMINISTRATOR, clinic=clinic)

    _refused(lambda: start(clinic, office, supervisee), Invalid, "no_supervisor")
    _refused(lambda: start(clinic, supervisor, office), Invalid, "no_supervisee")


def test_a_closed_account_is_no_supervisor(
    clinic: Clinic, supervisor: User, supervisee: User
) -> None:
    deactivate_person(user_id=supervisor.pk, by=lead_of(clinic))

    _refused(lambda: start(clinic, supervisor, supervisee), Invalid, "no_supervisor")


def test_two_people_do_not_supervise_each_other_in_the_same_time(clinic: Clinic) -> None:
    one, two = (make_person(Role.SUPERVISOR, Role.SUPERVISEE, clinic=clinic) for _ in range(2))
    first = start(clinic, one, two)
    later = timezone.now() + timedelta(days=30)

    _refused(lambda: start(clinic, two, one), WrongState, "supervision_cycle")
    _refused(lambda: start(clinic, two, one, valid_from=later), WrongState, "supervision_cycle")
    move(
        first,
        RelationshipMove.GIVE_NOTICE,
        by=lead_of(clinic),
        ending=Ending(EndedReason.COMPLETED, on=later),
    )

    _refused(lambda: start(clinic, two, one), WrongState, "supervision_cycle")
    assert start(clinic, two, one, valid_from=later).status == RelationshipStatus.ACTIVE


def test_one_pair_has_one_supervision_of_a_kind_but_may_have_two_kinds(
    clinic: Clinic, active: SupervisionRelationship
) -> None:
    pair = (clinic, active.supervisor, active.supervisee)

    _refused(lambda: start(*pair), WrongState, "already_supervised")
    second = start(*pair, kind=RelationshipKind.SECONDARY)
    assert second.kind == RelationshipKind.SECONDARY
    move(active, RelationshipMove.END, by=lead_of(clinic), ending=ENDED)
    assert start(*pair).status == RelationshipStatus.ACTIVE


def test_a_cover_is_planned_on_what_it_covers(
    clinic: Clinic, active: SupervisionRelationship
) -> None:
    """It would begin without an end, and without anybody being away."""
    pair = (clinic, active.supervisor, active.supervisee)

    _refused(lambda: start(*pair, kind=RelationshipKind.COVER), Invalid, "planned_elsewhere")


def test_a_supervisee_can_have_several_supervisors(
    clinic: Clinic, active: SupervisionRelationship
) -> None:
    second = make_relationship(clinic=clinic, supervisee=active.supervisee)

    assert set(live_relationships()) == {active, second}


def test_a_relationship_may_begin_later(clinic: Clinic, supervisor: User) -> None:
    begin = timezone.now() + timedelta(days=10)
    later = make_relationship(clinic=clinic, supervisor=supervisor, valid_from=begin)

    assert list(live_relationships()) == []
    with time_machine.travel(begin, tick=False):
        assert list(live_relationships()) == [later]


@pytest.mark.parametrize("years", [-80, 30])
def test_a_mistyped_year_is_noticed(
    clinic: Clinic, supervisor: User, supervisee: User, years: int
) -> None:
    moment = timezone.now() + timedelta(days=365 * years)

    _refused(
        lambda: start(clinic, supervisor, supervisee, valid_from=moment),
        Invalid,
        "date_out_of_range",
    )


@pytest.mark.parametrize("who", ["supervisor", "supervisee", "lead", "administrator"])
def test_each_of_them_can_end_it_and_access_ends_at_once(
    clinic: Clinic, active: SupervisionRelationship, who: str
) -> None:
    by = _people(clinic, active)[who]

    ended = move(active, RelationshipMove.END, by=by, ending=ENDED)

    assert list(live_relationships()) == []
    ended = SupervisionRelationship.objects.get(pk=ended.pk)
    assert ended.valid_to is not None
    assert ended.valid_to <= timezone.now()
    assert (ended.status, ended.ended_reason, ended.ended_note) == (
        "ended",
        "completed",
        "We worked through the year.",
    )
    assert ended.changes.count() == 2


def test_notice_runs_out_by_itself(active: SupervisionRelationship, supervisee: User) -> None:
    day = timezone.now() + timedelta(days=14)
    notice = Ending(EndedReason.SUPERVISEE_REQUEST, on=day)

    move(active, RelationshipMove.GIVE_NOTICE, by=supervisee, ending=notice)

    assert list(live_relationships()) == [active]
    with time_machine.travel(day, tick=False):
        assert list(live_relationships()) == []
        ended = move(active, RelationshipMove.END, by=supervisee, ending=ENDED, version=2)
    assert ended.valid_to == day


@pytest.mark.parametrize("days", [None, -1, 0])
def test_notice_needs_a_day_to_come(
    active: SupervisionRelationship, supervisee: User, days: int | None
) -> None:
    day = None if days is None else timezone.now() + timedelta(days=days)
    notice = Ending(EndedReason.COMPLETED, on=day)

    _refused(
        lambda: move(active, RelationshipMove.GIVE_NOTICE, by=supervisee, ending=notice),
        Invalid,
        "not_in_future",
    )


def test_supervision_that_has_not_begun_ends_without_a_day(
    clinic: Clinic, supervisor: User
) -> None:
    begin = timezone.now() + timedelta(days=10)
    later = make_relationship(clinic=clinic, supervisor=supervisor, valid_from=begin)

    ended = move(later, RelationshipMove.END, by=supervisor, ending=ENDED)

    assert (ended.valid_from, ended.valid_to) == (begin, begin)


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("supervisee", None),
        ("supervisee", EndedReason.SUPERVISOR_REQUEST),
        ("supervisor", EndedReason.SUPERVISEE_REQUEST),
        ("supervisor", EndedReason.CONCERN_UPHELD),
    ],
)
def test_the_end_needs_a_reason_of_ones_own(
    clinic: Clinic, active: SupervisionRelationship, who: str, reason: EndedReason | None
) -> None:
    by = _people(clinic, active)[who]

    _refused(
        lambda: move(active, RelationshipMove.END, by=by, ending=Ending(reason)),
        Invalid,
        "reason_needed",
    )


def test_suspension_takes_access_until_it_is_resumed(
    clinic: Clinic, active: SupervisionRelationship
) -> None:
    lead = lead_of(clinic)

    paused = move(active, RelationshipMove.SUSPEND, by=lead)
    while_paused = list(live_relationships())
    move(paused, RelationshipMove.RESUME, by=lead)

    assert (while_paused, list(live_relationships())) == ([], [active])


def test_what_changed_meanwhile_counts_when_it_resumes(
    clinic: Clinic, active: SupervisionRelationship
) -> None:
    lead = lead_of(clinic)
    paused = move(active, RelationshipMove.SUSPEND, by=lead)
    deactivate_person(user_id=active.supervisee.pk, by=lead)

    _refused(lambda: move(paused, RelationshipMove.RESUME, by=lead), Invalid, "no_supervisee")


@pytest.mark.parametrize("step", RelationshipMove)
def test_a_stranger_finds_no_relationship_to_move(
    active: SupervisionRelationship, step: RelationshipMove
) -> None:
    for stranger in (lead_of(make_clinic()), make_person(Role.ADMINISTRATOR)):
        _refused(
            lambda by=stranger: move(active, step, by=by, ending=ENDED), NotFound, "not_found"
        )


@pytest.mark.parametrize("step", RelationshipMove)
def test_colleagues_without_a_part_find_no_relationship_to_move(
    clinic: Clinic, active: SupervisionRelationship, step: RelationshipMove
) -> None:
    for role in (Role.SUPERVISOR, Role.SUPERVISEE):
        colleague = make_person(role, clinic=clinic)
        _refused(
            lambda by=colleague: move(active, step, by=by, ending=ENDED), NotFound, "not_found"
        )


def test_a_person_who_left_the_clinic_moves_nothing(
    clinic: Clinic, active: SupervisionRelationship
) -> None:
    left = active.supervisee
    end_role(assignment_id=left.role_assignments.get().pk, by=lead_of(clinic))

    _refused(
        lambda: move(active, RelationshipMove.END, by=left, ending=ENDED, version=2),
        NotFound,
        "not_found",
    )


def test_whoever_read_an_older_state_is_told_so(
    clinic: Clinic, active: SupervisionRelationship, supervisee: User
) -> None:
    move(active, RelationshipMove.SUSPEND, by=lead_of(clinic))

    _refused(
        lambda: move(active, RelationshipMove.END, by=supervisee, ending=ENDED, version=1),
        StaleVersion,
        "stale_version",
    )


def test_the_notes_are_sealed(clinic: Clinic, active: SupervisionRelationship) -> None:
    move(active, RelationshipMove.END, by=lead_of(clinic), ending=ENDED)

    stored: Any = SupervisionRelationship.objects.values_list("ended_note", flat=True).get()

    assert isinstance(stored, Sealed)
    assert "We worked" not in repr(bytes(stored))


def test_the_end_rings_for_both_people_after_the_commit(
    active: SupervisionRelationship,
    supervisee: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    rung: list[tuple[str, Any]] = []
    hearer = lambda group, message: rung.append((group, message))  # noqa: E731

    bell.hear(hearer)
    with django_capture_on_commit_callbacks(execute=True):
        move(active, RelationshipMove.END, by=supervisee, ending=ENDED)
        before = list(rung)
    bell.unhear(hearer)

    both = [str(active.supervisor_id), str(active.supervisee_id)]
    assert before == []
    assert rung == [(f"user.{pk}", {"type": "kick", "user": pk}) for pk in both]


@override_settings(
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": ["redis://127.0.0.1:1/0"]},
        }
    }
)
def test_a_dead_channel_layer_fails_no_act(
    active: SupervisionRelationship,
    supervisee: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        move(active, RelationshipMove.END, by=supervisee, ending=ENDED)

    assert SupervisionRelationship.objects.get().status == RelationshipStatus.ENDED
    until = time.monotonic() + 5
    while "did not take" not in caplog.text and time.monotonic() < until:
        time.sleep(0.01)
    assert {record.levelname for record in caplog.records} == {"WARNING"}


def _people(clinic: Clinic, relationship: SupervisionRelationship) -> dict[str, User]:
    return {
        "supervisor": relationship.supervisor,
        "supervisee": relationship.supervisee,
        "lead": lead_of(clinic),
        "administrator": make_person(Role.ADMINISTRATOR, clinic=clinic),
    }


def _refused(act: Any, kind: type[Refusal], code: str) -> None:
    before = facts()

    with pytest.raises(kind) as refusal:
        act()

    assert (refusal.value.code, facts()) == (code, before)
