"""Emergency access where somebody reads a part already, was erased, or is not told it all."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.utils import timezone

from cases import access
from cases.actions.break_glass import break_glass, end_break_glass, review_break_glass
from cases.actions.erasure import erase_case
from cases.actions.reads import record_case_read, record_version_read, record_words_read
from cases.break_glass_enums import BreakGlassOutcome, BreakGlassPurpose
from cases.break_glass_selectors import break_glass_known_to
from cases.enums import CaseStatus, NoteMove
from cases.models import BreakGlass, Case, NarrativeRead, NoteVersion
from supervision.enums import RelationshipKind, RelationshipStatus, Role
from supervision.exceptions import WrongState
from supervision.models import LedgerEntry, SupervisionRelationship, User
from tests.factories_cases import World, make_draft, make_room, make_world, move, submit

pytestmark = pytest.mark.django_db
REASON = "Neither of the two can be reached, and it cannot wait until Monday."


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


def _take(version: NoteVersion, by: User, purpose: str = "complaint") -> BreakGlass:
    return break_glass(
        code=version.note.case.code,
        purpose=BreakGlassPurpose(purpose),
        reason=REASON,
        by=by,
        confirmed=True,
    )


def _end_supervision(world: World) -> None:
    SupervisionRelationship.objects.filter(pk=world.relationship.pk).update(
        status=RelationshipStatus.ENDED, valid_to=timezone.now()
    )


def _another_supervision(world: World) -> World:
    """The supervisee goes on with somebody else."""
    following = SupervisionRelationship.objects.create(
        clinic=world.clinic,
        supervisee=world.supervisee,
        supervisor=world.colleague,
        kind=RelationshipKind.PRIMARY,
        status=RelationshipStatus.ACTIVE,
        proposed_by=world.lead,
    )
    facts = vars(world) | {"relationship": following, "supervisor": world.colleague}
    return World(**facts)


@pytest.fixture
def former(world: World) -> User:
    """Was the supervisor, and leads the clinic now."""
    world.supervisor.role_assignments.create(clinic=world.clinic, role=Role.CLINIC_LEAD)
    return world.supervisor


def test_a_lead_who_reads_only_the_time_before_can_open_what_came_since(
    world: World, version: NoteVersion, former: User
) -> None:
    with pytest.raises(WrongState):
        _take(version, former)
    _end_supervision(world)
    since = _submit_and_open(_another_supervision(world), version)
    assert list(access.readable_versions(former)) == [version]

    _take(version, former)

    assert set(access.readable_versions(former)) == {version, since}
    record_version_read(version=since, by=former)
    record_words_read(note=since.note, by=former)
    record_case_read(case=since.note.case, by=former)
    rows = NarrativeRead.objects.filter(reader=former)
    assert set(rows.values_list("role", flat=True)) == {"break-glass"}


def _submit_and_open(world: World, version: NoteVersion) -> NoteVersion:
    note = make_draft(world, version.note.case)
    made = submit(world, note)
    made.note = move(world, note, NoteMove.OPEN)
    return made


def test_a_case_is_not_erased_before_the_review(world: World, version: NoteVersion) -> None:
    officer = User.objects.create_user("officer@harbour.example", display_name="Officer")
    officer.role_assignments.create(clinic=world.clinic, role=Role.PRIVACY_OFFICER)
    taken = _take(version, world.lead)
    end_break_glass(break_glass_id=taken.pk, by=world.lead)
    case = version.note.case
    Case.objects.filter(pk=case.pk).update(status=CaseStatus.CLOSED)

    with pytest.raises(WrongState) as refused:
        erase_case(case_id=case.pk, by=world.lead)
    assert refused.value.code == "not_reviewed"

    review_break_glass(
        break_glass_id=taken.pk,
        outcome=BreakGlassOutcome.JUSTIFIED,
        note="It was needed.",
        by=officer,
    )
    erase_case(case_id=case.pk, by=world.lead)
    case.data_key.refresh_from_db()
    assert case.data_key.destroyed_at is not None


def test_its_supervisor_does_not_learn_that_it_was_for_a_complaint(
    world: World, version: NoteVersion, former: User
) -> None:
    _take(version, world.lead)

    def told(user: User) -> list[str]:
        rows: Iterable[Any] = break_glass_known_to(user)  # with what is told of each
        return [it.told_purpose for it in rows]

    assert told(former) == [""]
    for other in (world.lead, world.supervisee):
        assert told(other) == ["complaint"]


@pytest.mark.parametrize(
    ("purpose", "code"),
    [
        ("client_safety", "ETREAT"),
        ("legal", "HLEGAL"),
        ("complaint", "HOPERAT"),
        ("absence_emergency", "ETREAT"),
    ],
)
def test_the_ledger_says_for_what_use_in_the_codes_of_others(
    world: World, version: NoteVersion, purpose: str, code: str
) -> None:
    _take(version, world.lead, purpose)

    body = LedgerEntry.objects.get(kind="break_glass.started").body
    assert f'"purpose":"{purpose}","purpose_of_use":"{code}"' in body
