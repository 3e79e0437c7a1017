"""The second line between clinics: what PostgreSQL shows to whom, whatever the query forgot."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as installed
from django.db import DataError, ProgrammingError, connection, transaction
from django.db.models import F, Model, Value
from pytest_django import Settings

from cases.actions.own_data import erase_person
from cases.models import Annotation, Case, Note, NoteVersion
from supervision import row_scope, row_security
from supervision.checks import refusal_to_start
from supervision.ledger import sequencer
from supervision.models import Clinic, DataKey, LedgerEntry, LedgerPosition, RoleAssignment
from supervision.streaming import as_file
from supervision.vault import new_data_key
from tests.factories_cases import World, make_annotation, make_case, make_room, make_world

# Who works where, and with whom, is asked across clinics by the rules themselves; a queue of
# numbers; answers to one's own writes.
LEFT_OUT = {
    *("Clinic", "User", "RoleAssignment", "Invitation", "ErasureRequest", "AuditToken"),
    *("SupervisionRelationship", "RelationshipChange", "Absence", "CoverAssignment"),
    *("SupervisionGroup", "GroupMembership", "PolicyChange", "KeyEpoch", "LedgerPending"),
    *("Credential", "Operation", "SupervisorChange", "CarryOver"),
    *(
        "SupervisionAgreement",
        "AgreementOffer",
        "AgreementSignature",
        "AgreementStep",
        "AgreementReminder",
    ),
}
postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="row security is PostgreSQL's: set DATABASE_URL"
)


@pytest.fixture
def guarded() -> Iterator[None]:
    """As an installation that asks for it, whatever this run of the suite asks for."""
    row_security.install(connection)
    with row_scope.attached(connection):
        yield
    if not installed.ROW_SECURITY and not connection.in_atomic_block:
        row_security.remove(connection)


@pytest.fixture
def here(db: None, guarded: None) -> World:
    return make_world("here")


@pytest.fixture
def there(db: None, guarded: None) -> World:
    return make_world("there")


# --- On paper ---


def test_every_table_is_guarded_or_left_out_for_a_reason() -> None:
    ours = {
        model
        for application in ("supervision", "cases")
        for model in apps.get_app_config(application).get_models()
    }
    guarded = {each.model for each in row_security.guarded()}

    assert {model.__name__ for model in ours - guarded} == LEFT_OUT
    for each in row_security.guarded():
        assert row_scope.OURS.search(f'"{each.table}"')


def test_every_way_up_ends_at_a_clinic() -> None:
    guards = {each.model: each for each in row_security.guarded()}

    def top(model: type[Model]) -> str:
        above = guards[model].above
        return guards[model].field if above is None else top(above)

    assert {top(model) for model in guards} == {"clinic", "clinic_id"}


# --- In the database ---


@postgresql
def test_a_forgotten_filter_shows_nothing_of_another_clinic(here: World, there: World) -> None:
    version, other = make_room(here), make_room(there)
    make_annotation(here, version)
    make_annotation(there, other)

    with row_scope.of_person(here.supervisor.pk):
        assert set(Case.objects.values_list("clinic", flat=True)) == {here.clinic.pk}
        assert list(NoteVersion.objects.all()) == [version]
        assert Annotation.objects.count() == 1
        assert not Note.objects.filter(pk=other.note_id).exists()
        keys = set(DataKey.objects.values_list("clinic", flat=True))
        entries = set(LedgerEntry.objects.values_list("clinic_id", flat=True))
        assert keys == entries == {here.clinic.pk}
    with row_scope.nobody():
        assert not Case.objects.exists()
        assert not LedgerEntry.objects.exists()
    assert Case.objects.count() == 2


@postgresql
def test_one_session_serves_all_clinics_of_its_person(here: World, there: World) -> None:
    make_case(here)
    make_case(there)
    with row_scope.of_person(here.lead.pk):
        assert Case.objects.count() == 1

    RoleAssignment.objects.create(user=here.lead, clinic=there.clinic, role="supervisor")

    with row_scope.of_person(here.lead.pk):
        assert Case.objects.count() == 2
    with row_scope.of_people([here.supervisee.pk, there.supervisee.pk]):
        assert Case.objects.count() == 2
    with row_scope.of_clinic(there.clinic.pk):
        assert Case.objects.get().clinic_id == there.clinic.pk


@postgresql
def test_nothing_is_written_into_another_clinic(here: World, there: World) -> None:
    case = make_case(there)

    with row_scope.of_person(here.supervisee.pk):
        assert Case.objects.filter(pk=case.pk).update(minor=True) == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            new_data_key(clinic=there.clinic)
        mine = make_case(here)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Case.objects.filter(pk=mine.pk).update(clinic=there.clinic)


@postgresql
def test_a_scope_goes_back_with_its_savepoint_and_is_told_again(
    here: World, there: World
) -> None:
    make_case(here)
    make_case(there)

    def seen() -> int:
        return Case.objects.count()

    with row_scope.of_person(here.lead.pk):
        assert seen() == 1
        with transaction.atomic():
            with row_scope.everywhere():
                assert seen() == 2
            transaction.set_rollback(True)
        assert seen() == 1
    with row_scope.nobody():
        assert seen() == 0
        with pytest.raises(DataError), transaction.atomic(), row_scope.everywhere():
            Case.objects.annotate(none=Value(1) / Value(0)).order_by("none").first()
        assert seen() == 0
    assert seen() == 2


@postgresql
@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_on_the_connection(here: World, there: World) -> None:
    """In between there is no transaction: each statement is told for itself."""
    make_case(here)
    make_case(there)

    with row_scope.of_person(here.lead.pk):
        assert Case.objects.count() == 1
        assert len(list(Case.objects.iterator(chunk_size=1))) == 1
        with transaction.atomic():
            assert here.lead.role_assignments.exists()  # not told for what is not guarded
            assert Case.objects.count() == 1
        with transaction.atomic():
            assert here.lead.role_assignments.exists()
            assert Case.objects.count() == 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('supervision.scope', true)")
            assert cursor.fetchone() == ("",)
    connection.close()
    with row_scope.attached(connection):
        assert Case.objects.count() == 2


@postgresql
@pytest.mark.django_db(transaction=True)
def test_whoever_forgets_to_tell_is_shown_nothing(here: World) -> None:
    make_case(here)

    with connection.cursor() as cursor:  # past Django's own cursors
        rows = cursor.connection.execute("SELECT count(*) FROM cases_case").fetchone()

    assert rows == (0,)


def test_a_server_that_was_told_nothing_asks_for_nobody(settings: Settings) -> None:
    assert row_scope.current() == row_scope.EVERYWHERE
    settings.SERVING = True
    assert row_scope.current() == row_scope.NOBODY


@postgresql
def test_the_ledger_is_written_whoever_acts(here: World, there: World) -> None:
    """Somebody who left is erased by a lead of one of their clinics. The ledgers of the others
    say so too, and each entry gets its place."""
    person = there.supervisee
    RoleAssignment.objects.create(user=person, clinic=here.clinic, role="supervisee")
    person.erasure_requests.create()
    RoleAssignment.objects.filter(user=person).update(valid_to=F("valid_from"))

    with row_scope.of_person(here.lead.pk):
        erase_person(user_id=person.pk, by=here.lead)
        for clinic in (here.clinic, there.clinic):
            sequencer.sequence(clinic.pk)

    told = LedgerEntry.objects.filter(kind="person.erased")
    assert set(told.values_list("clinic_id", flat=True)) == {here.clinic.pk, there.clinic.pk}
    assert LedgerPosition.objects.filter(entry__in=told).count() == 2


@postgresql
def test_what_is_sent_after_the_request_is_still_in_its_scope(here: World) -> None:
    make_case(here)

    with row_scope.of_person(here.lead.pk):
        answer = as_file(
            (str(count()) for count in [Case.objects.count, Case.objects.count]),
            name="a.txt",
            content_type="text/plain",
        )
    with row_scope.nobody():
        assert b"".join(answer) == b"11"


# --- Putting it up ---


@postgresql
@pytest.mark.django_db
def test_what_was_taken_away_is_noticed(guarded: None) -> None:
    assert row_security.missing(connection) == []

    def after(*statements: str) -> list[str]:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            found = row_security.missing(connection)
            transaction.set_rollback(True)
        return found

    assert after("ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY") == ["cases_case"]
    assert after("ALTER TABLE cases_note DISABLE ROW LEVEL SECURITY") == ["cases_note"]
    assert after("CREATE POLICY more ON cases_note USING (true)") == ["cases_note"]
    assert after("DROP POLICY supervision_clinic ON cases_note") == ["cases_note"]
    changed = "LANGUAGE sql STABLE AS 'SELECT array_agg(id) FROM supervision_clinic'"
    assert after(
        f"CREATE OR REPLACE FUNCTION supervision_clinics() RETURNS uuid[] {changed}"
    ) == ["supervision_clinics"]


@postgresql
@pytest.mark.django_db
def test_it_goes_without_a_trace(guarded: None) -> None:
    row_security.remove(connection)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relrowsecurity")
        assert cursor.fetchone() == (0,)
    assert not row_security.is_there(connection)
    Clinic.objects.create(name="Harbour")
    with row_scope.nobody():
        assert Clinic.objects.count() == 1


@postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "said"),
    [("postgres", "is a superuser"), ("pg_read_all_data", ""), ("", "owns the tables")],
)
def test_a_role_that_passes_by_does_not_serve(guarded: None, role: str, said: str) -> None:
    assert row_security.passes_by(connection, role).endswith(said)
    assert bool(row_security.passes_by(connection, role)) == bool(said)


@postgresql
@pytest.mark.django_db
def test_no_server_starts_as_the_owner(guarded: None, settings: Any) -> None:
    settings.ROW_SECURITY = False
    assert "does not ask for it. Set it" in refusal_to_start()

    settings.ROW_SECURITY = True

    assert "owns the tables, for whom row security holds nothing" in refusal_to_start()
