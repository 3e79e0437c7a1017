"""What cannot wait reaches supervisor and lead at once, and their mailboxes learn nothing."""

from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from cases.models import BoundaryDecision
from supervision.enums import RelationshipStatus, Role
from tests.factories_cases import World, make_case
from tests.factories_decisions import (
    WEIGHED,
    make_boundary,
    move_boundary,
    write_boundary,
)

pytestmark = pytest.mark.django_db
CRITICAL: dict[str, Any] = {"domain": "sexual_romantic", "summary": "He kissed me."}
TOLD = ["lead@harbour.example", "supervisor@harbour.example"]
# Of the case, of the work and of what it is about.
UNSAID = ("boundary", "sexual", "romantic", "client", "case", "supervis", "kissed", "wedding")


def told() -> list[str]:
    return sorted(address for letter in mail.outbox for address in letter.to)


def test_supervisor_and_lead_are_told_at_once_and_each_alone(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        boundary = make_boundary(world, **CRITICAL)
        assert mail.outbox == []

    assert told() == TOLD
    assert [len(letter.to) for letter in mail.outbox] == [1, 1]
    for letter in mail.outbox:
        said = f"{letter.subject}\n{letter.body}"
        names = (world.supervisee.display_name, boundary.reference, boundary.case.pseudonym)
        own = said.replace(letter.to[0], "").replace(settings.SITE_URL, "").lower()
        assert letter.subject == "Please sign in today"
        assert f"{settings.SITE_URL}/" in said
        assert [word for word in (*names, *UNSAID) if word.lower() in own] == []


def test_naming_it_so_later_tells_them_too_and_only_once(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        boundary = make_boundary(world, summary="He asked me out.")
    assert told() == []

    with django_capture_on_commit_callbacks(execute=True):
        write_boundary(world, boundary, domain="sexual_romantic")
    with django_capture_on_commit_callbacks(execute=True):
        write_boundary(world, boundary, choice="stop", rationale="It ends here.")
        move_boundary(world, boundary, "decide")

    assert told() == TOLD


@pytest.mark.parametrize("ended", [True, False])
def test_where_no_supervision_is_running_the_lead_alone_is_told(
    world: World,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ended: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    status = RelationshipStatus.ENDED if ended else RelationshipStatus.SUSPENDED
    world.relationship.status = status
    world.relationship.save(update_fields=["status"])

    with django_capture_on_commit_callbacks(execute=True):
        make_boundary(world, **CRITICAL)

    assert told() == ["lead@harbour.example"]


def test_nobody_is_told_of_ones_own(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    world.supervisee.role_assignments.create(clinic=world.clinic, role=Role.CLINIC_LEAD)

    with django_capture_on_commit_callbacks(execute=True):
        make_boundary(world, **CRITICAL)

    assert told() == TOLD


def test_what_was_not_kept_tells_nobody(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    case = make_case(world)

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        make_boundary(world, case, **CRITICAL)
        transaction.set_rollback(True)

    assert (told(), BoundaryDecision.objects.count()) == ([], 0)


def test_an_ordinary_consultation_waits_in_the_queue(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        move_boundary(world, make_boundary(world, **WEIGHED), "analyse", "consult")

    assert told() == []


class WithoutLead(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        if any("lead" in address for letter in messages for address in letter.to):
            raise SMTPServerDisconnected
        return super().send_messages(messages)


def test_a_mail_that_does_not_go_keeps_no_other(
    world: World,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.WithoutLead"

    with django_capture_on_commit_callbacks(execute=True):
        boundary = make_boundary(world, **CRITICAL)

    assert told() == ["supervisor@harbour.example"]
    boundary.refresh_from_db()
    assert boundary.shared_at is not None
