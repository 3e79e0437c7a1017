"""The sealed fields, on the models that use them."""

import copy
import pickle
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.core.serializers import serialize
from django.db import connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test.utils import isolate_apps
from pytest_django import DjangoAssertNumQueries

from cases.models import Case, Note, NoteDraft, ReferralDecision
from supervision import vault
from supervision.models import Clinic, DataKey, SealedTextField, User
from supervision.models.sealed import Sealed
from supervision.vault import SealBroken

pytestmark = pytest.mark.django_db

THEME = "She is afraid of the letter. 她害怕那封信。"


def new_case(**facts: Any) -> Case:
    """Unsaved; its clinic, supervisee and key are in the database."""
    clinic = Clinic.objects.create(name="A clinic")
    number = User.objects.count()
    person = User.objects.create_user(f"p{number}@example.org", "pw", display_name="P")
    given = {"code": f"C-{number}", "pseudonym": "M.", "presenting_theme": THEME}
    return Case(
        clinic=clinic,
        supervisee=person,
        data_key=vault.new_data_key(clinic=clinic),
        age_band="25-39",
        modality="individual",
        opened_month=date(2026, 9, 1),
        **{**given, **facts},
    )


def make_case(**facts: Any) -> Case:
    case = new_case(**facts)
    case.save()
    return case


def make_draft(**facts: Any) -> NoteDraft:
    case = make_case()
    note = Note.objects.create(
        case=case, author=case.supervisee, format="reflective_short", kind="session_reflection"
    )
    return NoteDraft.objects.create(note=note, **facts)


def stored(case: Case, column: str = "presenting_theme") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT pseudonym, presenting_theme FROM "{Case._meta.db_table}"')  # noqa: S608 - a constant
        pseudonym, theme = cursor.fetchall()[-1]
    return bytes(theme if column == "presenting_theme" else pseudonym)


def test_the_attribute_is_the_text_and_the_column_is_not() -> None:
    case = make_case()

    assert case.presenting_theme == THEME
    assert Case.objects.get(pk=case.pk).presenting_theme == THEME
    assert b"afraid" not in stored(case)
    assert vault.key_id(stored(case)) == case.data_key_id


def test_empty_text_is_sealed_too() -> None:
    case = make_case(pseudonym="")

    assert Case.objects.get(pk=case.pk).pseudonym == ""
    assert vault.key_id(stored(case, "pseudonym")) == case.data_key_id


def test_a_list_that_shows_no_text_opens_none() -> None:
    make_case()
    DataKey.objects.update(wrapped=b"this key opens nothing")

    (case,) = Case.objects.all()

    assert case.code
    with pytest.raises(SealBroken):
        _ = case.presenting_theme


def test_reading_a_list_costs_no_query_per_row(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        make_case()

    with django_assert_num_queries(1):
        themes = [case.presenting_theme for case in Case.objects.select_related("data_key")]

    assert themes == [THEME] * 3


def test_values_are_opaque() -> None:
    make_case()

    theme: Any = Case.objects.values_list("presenting_theme", flat=True).get()

    assert isinstance(theme, Sealed)
    assert repr(theme) == f"<sealed, {len(theme)} bytes>"


def test_json_comes_back_as_it_was_and_a_change_in_place_is_saved() -> None:
    sections = {"happened": THEME, "levels": [1, None, {"a": True}]}
    draft = make_draft(sections=sections)

    found = NoteDraft.objects.get(pk=draft.pk)
    assert found.sections == sections
    found.sections["happened"] = "Something else."
    found.save()

    assert NoteDraft.objects.get(pk=draft.pk).sections == {
        **sections,
        "happened": "Something else.",
    }


def test_each_new_instance_has_its_own_empty_json() -> None:
    assert NoteDraft().sections == {}
    assert NoteDraft().sections is not NoteDraft().sections


def test_the_same_text_keeps_its_ciphertext_and_another_does_not() -> None:
    case = make_case()
    before = stored(case)

    found = Case.objects.get(pk=case.pk)
    found.presenting_theme = found.presenting_theme.strip()
    found.save()
    assert stored(case) == before
    found.presenting_theme = "Another theme."
    found.save()

    assert stored(case) != before
    assert Case.objects.get(pk=case.pk).presenting_theme == "Another theme."


def test_saving_other_fields_leaves_the_seal_alone(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    case = make_case()
    before = stored(case)

    found = Case.objects.get(pk=case.pk)
    found.version = 2
    with django_assert_num_queries(1):
        found.save(update_fields=["version"])

    assert stored(case) == before


def test_bulk_create_seals() -> None:
    cases = [new_case(), new_case(pseudonym="K.")]

    Case.objects.bulk_create(cases)

    assert sorted(case.pseudonym for case in Case.objects.all()) == ["K.", "M."]
    assert b"afraid" not in stored(cases[0])


def test_a_deferred_text_is_read_when_it_is_asked_for(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_case()

    case = Case.objects.select_related("data_key").defer("presenting_theme").get()
    with django_assert_num_queries(1):
        assert case.presenting_theme == THEME
    with django_assert_num_queries(0):
        assert case.presenting_theme == THEME


def test_refreshing_reads_what_is_stored_now() -> None:
    case = make_case()
    other = Case.objects.get(pk=case.pk)
    other.presenting_theme = "Changed by somebody else."
    other.save()

    case.refresh_from_db()
    assert case.presenting_theme == "Changed by somebody else."
    case.presenting_theme = "Not saved."
    case.refresh_from_db(fields=["presenting_theme"])
    assert case.presenting_theme == "Changed by somebody else."


def test_copies_and_pickles_still_open() -> None:
    make_case()

    for touch in (False, True):
        case = Case.objects.get()
        if touch:
            assert case.presenting_theme == THEME
        assert copy.copy(case).presenting_theme == THEME
        assert copy.deepcopy(case).presenting_theme == THEME
        assert pickle.loads(pickle.dumps(case)).presenting_theme == THEME  # noqa: S301 - our own


def test_a_text_moved_to_another_key_is_sealed_with_that_key() -> None:
    case = make_case()
    assert case.presenting_theme == THEME

    case.data_key = vault.new_data_key(clinic=case.clinic)
    case.save()

    found = Case.objects.get()
    assert vault.key_id(stored(found)) == case.data_key_id
    assert (found.presenting_theme, found.pseudonym) == (THEME, "M.")


def test_a_row_copied_under_a_new_key_is_sealed_for_its_new_place() -> None:
    case = make_case()
    opened = Case.objects.get()
    texts = (opened.presenting_theme, opened.pseudonym, opened.treatment_approach)
    assert texts == (THEME, "M.", "")

    opened.pk, opened.code, opened._state.adding = new_case().pk, "C-copy", True
    opened.save()

    assert Case.objects.get(pk=opened.pk).presenting_theme == THEME
    assert Case.objects.get(pk=case.pk).presenting_theme == THEME


def test_a_copy_that_was_never_opened_is_refused_rather_than_stored_unreadable() -> None:
    make_case()
    unopened = Case.objects.get()

    unopened.pk, unopened.code, unopened._state.adding = new_case().pk, "C-copy", True
    with pytest.raises(SealBroken), transaction.atomic():
        unopened.save()

    assert Case.objects.count() == 1


def test_texts_swapped_between_rows_behind_our_back_do_not_open() -> None:
    first, second = make_case(), make_case()
    table = Case._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" SET presenting_theme = pseudonym, pseudonym = presenting_theme'  # noqa: S608 - a constant
        )

    for case in (first, second):
        with pytest.raises(SealBroken):
            _ = Case.objects.get(pk=case.pk).presenting_theme


def test_clear_text_put_into_the_column_is_no_text() -> None:
    make_case()
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{Case._meta.db_table}" SET presenting_theme = %s',  # noqa: S608 - a constant
            [b"clear text"],
        )

    with pytest.raises(SealBroken):
        _ = Case.objects.get().presenting_theme


@pytest.mark.parametrize(
    "attempt",
    [
        lambda cases: cases.filter(presenting_theme=THEME),
        lambda cases: cases.filter(presenting_theme__contains="afraid"),
        lambda cases: cases.filter(presenting_theme__isnull=True),
        lambda cases: cases.filter(notes__draft__supervision_question=""),
        lambda cases: cases.exclude(presenting_theme=THEME),
        lambda cases: cases.filter(presenting_theme=F("pseudonym")),
        lambda cases: list(cases.order_by("presenting_theme")),
        lambda cases: list(cases.order_by("notes__draft__supervision_question")),
        lambda cases: cases.annotate(same=F("pseudonym")).filter(same="M."),
        lambda cases: cases.update(presenting_theme="clear"),
        lambda cases: cases.update(presenting_theme=Value("clear")),
        lambda cases: cases.update(presenting_theme=F("pseudonym")),
        lambda cases: cases.update(code=F("pseudonym")),
        lambda cases: cases.update(code=Concat(F("pseudonym"), Value("!"))),
        lambda cases: Case.objects.bulk_update(list(cases), ["presenting_theme"]),
        lambda cases: serialize("json", cases),
    ],
)
def test_what_the_database_cannot_do_with_sealed_text_is_refused(attempt: Any) -> None:
    case = make_case()
    before = stored(case)

    with pytest.raises(FieldError, match="is sealed and cannot be"), transaction.atomic():
        attempt(Case.objects.all())

    assert stored(case) == before
    assert Case.objects.get().code == case.code


@pytest.mark.parametrize("value", [None, b"bytes", 5, ["text"]])
def test_only_text_is_taken_for_text(value: Any) -> None:
    with pytest.raises(TypeError, match="presenting_theme takes text"):
        make_case(presenting_theme=value)


def test_a_model_that_extends_another_keeps_its_parents_seals() -> None:
    texts = [
        field.name
        for field in ReferralDecision._meta.get_fields()
        if isinstance(field, SealedTextField)
    ]

    assert texts
    assert ReferralDecision.check() == []


@isolate_apps("supervision")
def test_the_check_names_what_a_model_lacks() -> None:
    class Careless(models.Model):
        text = SealedTextField(null=True)  # type: ignore[misc]  # the mistake under test

        class Meta:
            app_label = "supervision"

        def __str__(self) -> str:
            return "careless"

    ids = [found.id for found in Careless._meta.get_field("text").check()]

    assert ids == ["supervision.E101", "supervision.E102", "supervision.E103"]
