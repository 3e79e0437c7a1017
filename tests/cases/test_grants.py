"""A released case is readable until its day, and no longer than its owner wants."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cases import selectors
from cases.actions import grants
from cases.enums import FlagVisibility
from cases.models import CaseGrant
from supervision.exceptions import Invalid, NotFound
from supervision.models import LedgerEntry
from tests.factories_cases import World, make_draft, make_flag, make_room, make_world

pytestmark = pytest.mark.django_db


def give(world: World, case_id: object, **facts: object) -> CaseGrant:
    given = {
        "reader_id": world.colleague.pk,
        "reason": "Second opinion while Ruth is away.",
        "expires_at": timezone.now() + timedelta(days=7),
        "by": world.supervisee,
    } | facts
    return grants.give_grant(case_id=case_id, **given)  # type: ignore[arg-type]


def test_a_grant_opens_the_case_and_its_opened_versions_but_no_draft_and_no_private_flag() -> (
    None
):
    world = make_world()
    version = make_room(world)
    case = version.note.case
    make_draft(world, case)
    make_flag(world, version.note, visibility=FlagVisibility.PRIVATE, number=1)

    give(world, case.pk)

    assert list(selectors.cases_visible_to(world.colleague)) == [case]
    assert list(selectors.versions_visible_to(world.colleague)) == [version]
    assert list(selectors.notes_visible_to(world.colleague)) == [version.note]
    assert list(selectors.flags_visible_to(world.colleague)) == []


def test_a_grant_ends_by_itself() -> None:
    world = make_world()
    case = make_room(world).note.case
    give(world, case.pk)

    with time_machine.travel(timezone.now() + timedelta(days=8)):
        seen = list(selectors.cases_visible_to(world.colleague))

    assert seen == []


def test_a_grant_ends_at_once_when_its_owner_ends_it() -> None:
    world = make_world()
    case = make_room(world).note.case
    grant = give(world, case.pk)

    grants.end_grant(grant_id=grant.pk, by=world.supervisee)

    assert list(selectors.cases_visible_to(world.colleague)) == []
    assert list(
        LedgerEntry.objects.filter(kind__startswith="grant").values_list("kind", flat=True)
    ) == ["grant.given", "grant.ended"]


@pytest.mark.parametrize("who", ["supervisor", "colleague", "lead", "administrator"])
def test_nobody_but_the_owner_releases_a_case(who: str) -> None:
    world = make_world()
    case = make_draft(world).case

    with pytest.raises(NotFound):
        give(world, case.pk, by=getattr(world, who))

    assert not CaseGrant.objects.exists()


def test_a_case_is_not_released_to_somebody_of_another_clinic() -> None:
    world, other = make_world(), make_world("meadow")
    case = make_draft(world).case

    with pytest.raises(Invalid, match="supervisor of this clinic"):
        give(world, case.pk, reader_id=other.supervisor.pk)

    assert not CaseGrant.objects.exists()


def test_a_grant_has_an_end_within_a_year() -> None:
    world = make_world()
    case = make_draft(world).case

    with pytest.raises(Invalid, match="within the next year"):
        give(world, case.pk, expires_at=timezone.now() + timedelta(days=400))

    assert not CaseGrant.objects.exists()
