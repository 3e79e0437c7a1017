"""A concern: whose it is while it is a draft, to whom it goes, what must never be."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from supervision.actions import concerns
from supervision.actions.roles import end_role
from supervision.concern_access import free_handlers, is_frozen
from supervision.concern_enums import (
    ConcernStatus,
)
from supervision.concern_selectors import (
    concern_shown_to,
    concerns_brought_to,
    concerns_of,
    people_to_name,
)
from supervision.concern_workflow import (
    OWN,
    ConcernParty,
    acknowledge_due,
)
from supervision.enums import RelationshipKind, Role
from supervision.exceptions import Invalid, NotFound
from supervision.models import (
    Concern,
    ConcernRecord,
    LedgerEntry,
    SupervisionRelationship,
)
from tests.factories import make_person, make_relationship
from tests.factories_concerns import (
    Cast,
    bring_to,
    concern_of,
    make_cast,
    make_concern,
    refused,
    send,
)

pytestmark = pytest.mark.django_db
S = ConcernStatus


@pytest.fixture
def cast() -> Cast:
    return make_cast()


# --- A draft ---


def test_a_draft_is_its_reporters_alone_and_leaves_no_trace(cast: Cast) -> None:
    ledger = LedgerEntry.objects.count()

    made = concern_of(cast)

    assert list(concerns_of(cast.reporter)) == [made]
    for person in (cast.supervisor, cast.handler, cast.lead):
        assert not concerns_brought_to(person).exists()
        with pytest.raises(NotFound):
            concern_shown_to(person, made.pk, *ConcernParty)
    assert (LedgerEntry.objects.count(), ConcernRecord.objects.count()) == (ledger, 0)
    assert mail.outbox == [] or all("waits" not in it.subject for it in mail.outbox)


def test_a_draft_is_rewritten_and_deleted_with_its_key(cast: Cast) -> None:
    made = concern_of(cast)

    written = concerns.write_concern(
        concern_id=made.pk,
        version=1,
        content={"what_happened": "In other words."},
        by=cast.reporter,
    )
    concerns.delete_concern(concern_id=made.pk, by=cast.reporter)

    assert (written.what_happened, written.version) == ("In other words.", 2)
    assert not Concern.objects.exists()
    made.data_key.refresh_from_db()
    assert made.data_key.destroyed_at is not None


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("about", "weather", "unknown_choice"),
        ("category", "", "unknown_choice"),
        ("wish", "revenge", "unknown_choice"),
    ],
)
def test_a_draft_takes_the_words_of_the_field_alone(
    cast: Cast, field: str, value: str, code: str
) -> None:
    refused(code, concern_of, cast=cast, **{field: value})


def test_one_names_people_one_knows_and_never_oneself(cast: Cast) -> None:
    stranger = make_person(Role.SUPERVISOR)

    known = set(people_to_name(cast.reporter, cast.clinic.pk))

    assert known == {cast.lead, cast.supervisor}
    refused("unknown_person", concern_of, cast=cast, person=stranger)
    refused("unknown_person", concern_of, cast=cast, person=cast.reporter)
    refused("nobody_here", concern_of, cast=cast, about="process")


def test_what_is_written_elsewhere_meanwhile_is_not_overwritten(cast: Cast) -> None:
    made = concern_of(cast)

    refused(
        "stale_version",
        concerns.write_concern,
        concern_id=made.pk,
        version=7,
        content={},
        by=cast.reporter,
    )


# --- Kept for oneself ---


def test_what_is_kept_is_fixed_with_its_day_and_goes_to_nobody(cast: Cast) -> None:
    kept = bring_to(concern_of(cast, wish="record_only"), S.KEPT)

    assert not concerns_brought_to(cast.handler).exists()
    assert not is_frozen(reporter_id=cast.reporter.pk, by_id=cast.supervisor.pk)
    assert ConcernRecord.objects.count() == 1
    refused(
        "wrong_state",
        concerns.write_concern,
        concern_id=kept.pk,
        version=kept.version,
        content={},
        by=cast.reporter,
    )


def test_what_is_kept_is_sent_on_with_a_wish_or_deleted(cast: Cast) -> None:
    kept = bring_to(concern_of(cast, wish="record_only"), S.KEPT)
    known: dict[str, Any] = {
        "concern_id": kept.pk,
        "version": kept.version,
        "by": cast.reporter,
    }

    refused("record_only", concerns.file_concern, **known, handler_id=cast.handler.pk)
    sent = concerns.file_concern(**known, handler_id=cast.handler.pk, wish="advice")

    assert (sent.status, sent.wish, sent.handler) == (S.FILED, "advice", cast.handler)
    refused("wrong_state", concerns.delete_concern, concern_id=sent.pk, by=cast.reporter)


def test_an_empty_one_is_neither_kept_nor_sent(cast: Cast) -> None:
    made = concern_of(cast, what_happened=" ")
    known: dict[str, Any] = {"concern_id": made.pk, "version": 1, "by": cast.reporter}

    refused("required", concerns.keep_concern, **known)
    refused("required", concerns.file_concern, **known, handler_id=cast.handler.pk)


# --- To whom it goes ---


def test_it_goes_to_somebody_who_stands_apart_from_both(cast: Cast) -> None:
    made = concern_of(cast)
    partial = make_person(Role.CONCERN_HANDLER, Role.SUPERVISEE, clinic=cast.clinic)
    make_relationship(clinic=cast.clinic, supervisor=cast.supervisor, supervisee=partial)

    assert set(free_handlers(made)) == {cast.handler, cast.lead}
    for nobody in (cast.reporter, cast.supervisor, partial, cast.other):
        refused(
            "not_free",
            concerns.file_concern,
            concern_id=made.pk,
            version=1,
            handler_id=nobody.pk,
            by=cast.reporter,
        )


def test_who_supervised_one_of_them_within_a_year_does_not_hear_it(cast: Cast) -> None:
    handler = make_person(Role.CONCERN_HANDLER, Role.SUPERVISOR, clinic=cast.clinic)
    pair = make_relationship(
        clinic=cast.clinic,
        supervisor=handler,
        supervisee=cast.reporter,
        kind=RelationshipKind.SECONDARY,
    )
    made = concern_of(cast)

    def ended(days: int) -> bool:
        moment = timezone.now() - timedelta(days=days)
        SupervisionRelationship.objects.filter(pk=pair.pk).update(
            status="ended", valid_from=moment - timedelta(days=1), valid_to=moment
        )
        return handler in free_handlers(made)

    assert handler not in free_handlers(made)
    assert [ended(300), ended(400)] == [False, True]


def test_where_a_lead_is_concerned_no_lead_hears_it(cast: Cast) -> None:
    second = make_person(Role.CLINIC_LEAD, clinic=cast.clinic)
    named = concern_of(cast, about="lead", person=cast.lead)
    unnamed = concern_of(cast, about="lead", person=None)
    as_supervisor = concern_of(cast, person=second)

    for made in (named, unnamed, as_supervisor):
        assert free_handlers(made) == [cast.handler]


def test_somebody_from_outside_is_the_last_resort_and_then_it_says_so(cast: Cast) -> None:
    made = concern_of(cast, about="lead", person=cast.lead)
    outside = make_person(Role.EXTERNAL_REVIEWER, clinic=cast.clinic)
    role = cast.handler.role_assignments.get()

    assert free_handlers(made) == [cast.handler]
    end_role(assignment_id=role.pk, by=cast.lead)
    assert free_handlers(made) == [outside]
    end_role(assignment_id=outside.role_assignments.get().pk, by=cast.lead)
    refused(
        "nobody_free",
        concerns.file_concern,
        concern_id=made.pk,
        version=1,
        handler_id=None,
        by=cast.reporter,
    )
    assert Concern.objects.get().status == S.DRAFT


def test_whoever_gets_it_is_mailed_that_something_waits_and_no_more(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    made = concern_of(cast)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        send(made, cast.handler)

    (letter,) = mail.outbox
    assert letter.to == [cast.handler.email]
    whole = f"{letter.subject} {letter.body}".lower()
    for word in ("concern", "reporter", "supervis", "complain", str(made.pk)):
        assert word not in whole


def test_two_working_days_pass_over_the_weekend() -> None:
    friday = datetime(2026, 11, 27, 15, tzinfo=UTC)

    assert acknowledge_due(friday, "UTC") == datetime(2026, 12, 1, 15, tzinfo=UTC)
    assert acknowledge_due(friday - timedelta(days=2), "UTC") == friday


# --- What must never be false ---


@pytest.mark.parametrize(
    "change",
    [
        {"handler": None},
        {"status": "lost"},
        {"status": "draft"},
        {"appeal_hearer": "handler"},
        {"appeal_hearer": "reporter"},
        {"appeal_hearer": "person"},
        {"handler": "reporter"},
        {"handler": "person"},
        {"person": "reporter"},
        {"status": "appeal"},
    ],
)
def test_the_database_refuses_what_must_never_be(cast: Cast, change: dict[str, Any]) -> None:
    made = send(concern_of(cast), cast.handler)
    values = {
        name: getattr(made, f"{value}_id") if name != "status" and value else value
        for name, value in change.items()
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=made.pk).update(**values)


def test_somebody_of_no_clinic_starts_nothing(cast: Cast) -> None:
    stranger = make_person()

    with pytest.raises(NotFound):
        make_concern(cast.clinic, stranger, None)
    with pytest.raises(Invalid):
        concerns.start_concern(clinic_id=cast.clinic.pk, content={}, by=cast.reporter)


def test_own_states_are_those_without_a_handler() -> None:
    assert {S.DRAFT, S.KEPT} == OWN
