"""How far a concern comes, who reads what of it, how it ends."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from supervision.actions import concern_handling, concerns
from supervision.actions.roles import end_role
from supervision.concern_access import free_handlers
from supervision.concern_chain import problems
from supervision.concern_enums import (
    ConcernEntryKind,
    ConcernMove,
    ConcernStatus,
)
from supervision.concern_selectors import (
    concern_shown_to,
    concerns_brought_to,
    concerns_shared_with,
)
from supervision.concern_workflow import (
    CONCERN_TRANSITIONS,
    ConcernParty,
)
from supervision.enums import Role
from supervision.exceptions import NotAllowed, NotFound, Refusal
from supervision.models import (
    Concern,
    ConcernEntry,
    ConcernRecord,
    User,
)
from tests.factories import make_person
from tests.factories_concerns import (
    Cast,
    bring_to,
    concern_of,
    make_cast,
    move,
    refused,
    say,
    send,
)

pytestmark = pytest.mark.django_db
S = ConcernStatus


@pytest.fixture
def cast() -> Cast:
    return make_cast()


# --- The steps ---


def test_every_step_from_every_state_is_possible_or_refused(cast: Cast) -> None:
    """Whatever the table does not have is refused to everybody, and what it has is done by
    its owners alone."""
    make_person(Role.CONCERN_HANDLER, clinic=cast.clinic)
    for status in ConcernStatus:
        for step in ConcernMove:
            made = bring_to(concern_of(cast), status, cast.handler)
            with transaction.atomic():
                _try_all(cast, made, step)
                transaction.set_rollback(True)


def _try_all(cast: Cast, made: Concern, step: ConcernMove) -> None:
    transition = CONCERN_TRANSITIONS[step]
    owners = {
        ConcernParty.REPORTER: made.reporter,
        ConcernParty.HANDLER: made.handler,
        ConcernParty.HEARER: made.appeal_hearer,
    }
    for person in {cast.reporter, cast.supervisor, cast.handler, cast.lead, cast.other}:
        theirs = any(owners.get(party) == person for party in transition.by)
        done = _takes(made, step, person)
        if not (theirs and made.status in transition.sources):
            assert not done, (made.status, step, person)
        elif step not in {ConcernMove.PASS_ON, ConcernMove.CLOSE}:
            assert done, (made.status, step, person)


def _takes(made: Concern, step: ConcernMove, by: User) -> bool:
    known: dict[str, Any] = {"concern_id": made.pk, "version": made.version, "by": by}
    try:
        with transaction.atomic():
            if step == ConcernMove.KEEP:
                concerns.keep_concern(**known)
            elif step == ConcernMove.FILE:
                handler = free_handlers(made)[0].pk
                concerns.file_concern(**known, handler_id=handler)
            elif step == ConcernMove.PASS_ON:
                free = free_handlers(made, but=[made.handler_id])[0].pk
                concern_handling.pass_on_concern(**known, handler_id=free)
            else:
                concern_handling.move_concern(**known, move=step, words="So.")
            transaction.set_rollback(True)
    except Refusal:
        return False
    return True


def test_an_inquiry_is_opened_when_the_reporter_wishes_it(cast: Cast) -> None:
    made = bring_to(concern_of(cast, wish="mediation"), S.INFORMAL, cast.handler)
    opening: dict[str, Any] = {
        "concern_id": made.pk,
        "move": ConcernMove.OPEN_INQUIRY,
        "words": "Now.",
        "by": cast.handler,
    }

    refused(
        "inquiry_not_wished", concern_handling.move_concern, version=made.version, **opening
    )
    changed = concern_handling.change_wish(
        concern_id=made.pk, wish="formal", version=made.version, by=cast.reporter
    )
    opened = concern_handling.move_concern(version=changed.version, **opening)

    assert opened.status == S.FORMAL_INQUIRY


def test_reasons_are_asked_for_where_the_table_says(cast: Cast) -> None:
    made = bring_to(concern_of(cast), S.INFORMAL, cast.handler)

    refused(
        "required",
        concern_handling.move_concern,
        concern_id=made.pk,
        move=ConcernMove.DECIDE,
        version=made.version,
        by=cast.handler,
    )


def test_an_appeal_is_heard_by_another_within_the_days_of_the_rules(cast: Cast) -> None:
    late = bring_to(concern_of(cast), S.OUTCOME, cast.handler)
    made = bring_to(concern_of(cast), S.OUTCOME, cast.handler)

    appealed = move(made, ConcernMove.APPEAL, cast.reporter)

    assert appealed.appeal_hearer == cast.lead
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        refused(
            "appeal_too_late",
            concern_handling.move_concern,
            concern_id=late.pk,
            version=late.version,
            move=ConcernMove.APPEAL,
            words="No.",
            by=cast.reporter,
        )
    with pytest.raises(NotAllowed):
        move(appealed, ConcernMove.DECIDE_APPEAL, cast.handler)
    closed = move(appealed, ConcernMove.DECIDE_APPEAL, cast.lead, "It is varied.")
    words = [it.words for it in closed.entries.filter(kind=ConcernEntryKind.MOVE)]
    assert words[-3:] == ["So it is.", "So it is.", "It is varied."], "nothing is overwritten"


def test_nobody_to_hear_an_appeal_is_said_and_the_outcome_stands(cast: Cast) -> None:
    made = bring_to(concern_of(cast, about="lead", person=cast.lead), S.OUTCOME, cast.handler)

    refused(
        "nobody_free",
        concern_handling.move_concern,
        concern_id=made.pk,
        move=ConcernMove.APPEAL,
        version=made.version,
        words="No.",
        by=cast.reporter,
    )


def test_the_handler_closes_it_when_the_time_for_an_appeal_is_over(cast: Cast) -> None:
    made = bring_to(concern_of(cast), S.OUTCOME, cast.handler)
    closing: dict[str, Any] = {
        "concern_id": made.pk,
        "move": ConcernMove.CLOSE,
        "version": made.version,
    }

    refused("appeal_possible", concern_handling.move_concern, **closing, by=cast.handler)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        closed = concern_handling.move_concern(**closing, by=cast.handler)

    assert closed.ended_at is not None


def test_it_is_passed_on_by_its_handler_or_when_that_person_has_left(cast: Cast) -> None:
    made = send(concern_of(cast), cast.handler)
    known: dict[str, Any] = {"concern_id": made.pk, "handler_id": cast.lead.pk}

    refused(
        "handler_here",
        concern_handling.pass_on_concern,
        version=made.version,
        by=cast.reporter,
        **known,
    )
    passed = concern_handling.pass_on_concern(version=made.version, by=cast.handler, **known)
    assert list(concerns_brought_to(cast.lead)) == [passed]
    assert not concerns_brought_to(cast.handler).exists()

    back = concern_handling.pass_on_concern(
        concern_id=made.pk, handler_id=cast.handler.pk, version=passed.version, by=cast.lead
    )
    end_role(assignment_id=cast.handler.role_assignments.get().pk, by=cast.lead)
    assert not concerns_brought_to(cast.handler).exists()
    again = concern_handling.pass_on_concern(version=back.version, by=cast.reporter, **known)
    assert again.handler == cast.lead


# --- Who reads what ---


def test_each_reads_what_is_for_them(cast: Cast) -> None:
    made = bring_to(concern_of(cast), S.FORMAL_INQUIRY, cast.handler)
    say(made, "note", cast.handler, "My doubt.")
    say(made, "message", cast.reporter, "To you.")
    assert not concerns_shared_with(cast.supervisor).exists()
    say(made, "shared", cast.handler, "This is said of you.")
    say(made, "reply", cast.supervisor, "It was otherwise.")

    def read(person: User) -> set[str]:
        shown = concern_shown_to(person, made.pk, *ConcernParty)
        return {it.words for it in shown.entries if it.kind != "move"}

    assert read(cast.reporter) == {"To you.", "This is said of you."}
    assert read(cast.supervisor) == {"This is said of you.", "It was otherwise."}
    assert read(cast.handler) == {
        "My doubt.",
        "To you.",
        "This is said of you.",
        "It was otherwise.",
    }
    with pytest.raises(NotFound):
        concern_shown_to(cast.lead, made.pk, *ConcernParty)


def test_nothing_is_shared_with_the_person_concerned_before_an_inquiry(cast: Cast) -> None:
    made = bring_to(concern_of(cast), S.INFORMAL, cast.handler)

    refused(
        "no_inquiry",
        concern_handling.write_entry,
        concern_id=made.pk,
        kind=ConcernEntryKind.SHARED,
        words="x",
        by=cast.handler,
    )
    for kind in ("reply", "shared", "note"):
        with pytest.raises(NotFound):
            say(made, kind, cast.supervisor)
    with pytest.raises(NotAllowed):
        say(made, "note", cast.reporter)


def test_the_person_concerned_appeals_after_an_inquiry_alone(cast: Cast) -> None:
    informal = bring_to(concern_of(cast), S.INFORMAL, cast.handler)
    informal = move(informal, ConcernMove.DECIDE, cast.handler)
    inquired = bring_to(concern_of(cast), S.FORMAL_INQUIRY, cast.handler)
    say(inquired, "shared", cast.handler)
    inquired = move(inquired, ConcernMove.DECIDE, cast.handler)

    with pytest.raises(NotFound):
        move(informal, ConcernMove.APPEAL, cast.supervisor)
    appealed = move(inquired, ConcernMove.APPEAL, cast.supervisor)

    assert appealed.status == S.APPEAL


# --- Taken back, and deleted ---


def test_what_is_taken_back_is_kept_until_its_deletion_is_asked_for(cast: Cast) -> None:
    made = bring_to(concern_of(cast), S.WITHDRAWN, cast.handler)
    known: dict[str, Any] = {"concern_id": made.pk, "by": cast.handler}
    refused("wrong_state", concern_handling.erase_concern, version=made.version, **known)

    asked = concern_handling.ask_deletion(
        concern_id=made.pk, version=made.version, by=cast.reporter
    )
    kept = concern_handling.refuse_deletion(
        version=asked.version, words="A client is at risk.", **known
    )
    again = concern_handling.ask_deletion(
        concern_id=made.pk, version=kept.version, by=cast.reporter
    )
    concern_handling.erase_concern(version=again.version, **known)

    assert not Concern.objects.exists()
    assert not ConcernEntry.objects.exists()
    assert ConcernRecord.objects.count() == 5
    assert list(problems(cast.clinic.pk)) == []


def test_only_what_was_taken_back_can_be_asked_to_be_deleted(cast: Cast) -> None:
    made = send(concern_of(cast), cast.handler)

    refused(
        "wrong_state",
        concern_handling.ask_deletion,
        concern_id=made.pk,
        version=made.version,
        by=cast.reporter,
    )
