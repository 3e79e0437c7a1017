"""Releasing a case on its page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import CaseGrant
from tests.factories_cases import make_room, make_world
from tests.frontend.browsing import as_

pytestmark = pytest.mark.django_db


def test_a_case_is_released_shown_as_released_and_taken_back() -> None:
    world = make_world()
    case = make_room(world).note.case
    mine = as_(world.supervisee)
    until = timezone.localdate() + timedelta(days=3)

    released = mine.post(
        reverse("case_release", args=[case.pk]),
        {"reader": world.colleague.pk, "until": until.isoformat(), "reason": "Leave."},
    )
    grant = CaseGrant.objects.get()
    page = mine.get(reverse("case", args=[case.pk])).content.decode()
    theirs = as_(world.colleague).get(reverse("case", args=[case.pk]))
    mine.post(reverse("release_end", args=[grant.pk]))
    after = as_(world.colleague).get(reverse("case", args=[case.pk]))

    assert released.headers["Location"] == reverse("case", args=[case.pk])
    assert f"{world.colleague.display_name} <span" in page
    assert (theirs.status_code, after.status_code) == (200, 404)


def test_what_was_typed_stays_when_the_end_is_too_far() -> None:
    world = make_world()
    case = make_room(world).note.case
    far = timezone.localdate() + timedelta(days=500)

    answer = as_(world.supervisee).post(
        reverse("case_release", args=[case.pk]),
        {"reader": world.colleague.pk, "until": far.isoformat(), "reason": "A long leave."},
    )

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Choose an end within the next year." in page
    assert "A long leave." in page
    assert not CaseGrant.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("supervisor", 403), ("colleague", 404), ("lead", 404)]
)
def test_nobody_else_is_offered_the_release(who: str, status: int) -> None:
    world = make_world()
    case = make_room(world).note.case

    answer = as_(getattr(world, who)).get(reverse("case_release", args=[case.pk]))

    assert answer.status_code == status
