"""My cases, a case and its form: what they show, what they keep, what they cost."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cases.actions.flags import raise_flag
from cases.actions.reads import record_read
from cases.enums import NoteMove
from cases.models import Case, SupervisionConsent
from supervision.models import User
from tests.factories_cases import (
    World,
    make_case,
    make_draft,
    make_room,
    move,
    submit,
)
from tests.frontend.browsing import as_

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bundle")]

FACTS = {
    "pseudonym": "The gardener",
    "age_band": "40-64",
    "modality": "couple",
    "treatment_approach": "Systemic",
    "presenting_theme": "A move.",
    "opened_month": "2026-03",
}


def page(person: User, name: str, *args: object, **query: Any) -> str:
    response = as_(person).get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


# --- My cases ---


def test_an_empty_desk_says_what_to_do(world: World) -> None:
    html = page(world.supervisee, "cases")

    assert "No cases yet" in html
    assert reverse("case_new") in html
    assert "read by\n          supervisor@harbour.example" in html


def test_somebody_without_the_role_learns_why_there_is_nothing(world: World) -> None:
    html = page(world.supervisor, "cases")

    assert "You hold no such role" in html
    assert reverse("case_new") not in html


def test_a_desk_without_supervision_says_that_nobody_reads(world: World) -> None:
    world.relationship.status = "ended"
    world.relationship.save()

    assert "Nobody supervises you at present" in page(world.supervisee, "cases")


def test_a_case_stands_with_the_state_of_its_latest_note(world: World) -> None:
    case = make_case(world, pseudonym="<b>The gardener</b>")
    submit(world, make_draft(world, case))

    html = page(world.supervisee, "cases")

    assert "&lt;b&gt;The gardener&lt;/b&gt;" in html
    assert '<span class="tag accent">Submitted</span>' in html


def test_what_waits_for_the_author_is_at_hand(world: World) -> None:
    note = make_room(world).note
    raise_flag(
        note_id=note.pk,
        dimension="power",
        visibility="with_supervisor",
        number=1,
        by=world.supervisor,
    )
    move(world, note, NoteMove.RETURN, text="Look again.")

    html = page(world.supervisee, "cases")

    assert "wrote back" in html
    assert reverse("note_edit", args=[note.pk]) in html
    assert "Asked by your supervisor" in html


def test_pages_follow_each_other_without_gap_or_repetition(world: World) -> None:
    codes = [make_case(world).code for _ in range(60)]
    seen: list[str] = []
    after = ""
    for _ in range(3):
        response = as_(world.supervisee).get(reverse("cases"), {"after": after})
        shown = response.context["page"]
        seen += [case.code for case in shown.items]
        after = shown.next

    assert seen == codes[::-1]
    assert after == ""


@pytest.mark.parametrize("after", ["x", "éé", "MjAyNg", "MjAyNi0wMS0wMXw", "a" * 5000])
def test_a_place_that_makes_no_sense_is_the_beginning(world: World, after: str) -> None:
    case = make_case(world)

    assert case.code in page(world.supervisee, "cases", after=after)


def test_the_desk_costs_the_same_however_full_it_is(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    costs = []
    client = as_(world.supervisee)
    for rows in (1, 9, 50):
        for _ in range(rows):
            make_draft(world)
        client.get(reverse("cases"))
        with django_assert_max_num_queries(13) as asked:
            client.get(reverse("cases"))
        costs.append(len(asked))

    assert costs == costs[:1] * 3


# --- A case ---


def test_a_case_shows_its_facts_its_notes_and_who_has_read(world: World) -> None:
    case = make_case(world, presenting_theme="A letter.", opened_month=date(2026, 3, 9))
    note = make_draft(world, case)
    submit(world, note)
    move(world, note, NoteMove.OPEN)
    record_read(
        case=case, what="note", object_id=note.pk, by=world.supervisor, role="supervisor"
    )

    html = page(world.supervisee, "case", case.pk)

    assert "A letter." in html
    assert "March 2026" in html
    assert "In review" in html
    assert "Nobody but you has opened" not in html


def test_a_supervisor_sees_the_case_without_what_is_the_authors(world: World) -> None:
    version = make_room(world)
    make_draft(world, version.note.case)

    html = page(world.supervisor, "case", version.note.case_id)

    assert html.count("Session reflection") == 1
    assert "Who has read" not in html
    assert reverse("case_edit", args=[version.note.case_id]) not in html
    assert "Draft" not in html


@pytest.mark.parametrize("who", ["colleague", "lead", "administrator"])
@pytest.mark.parametrize("name", ["case", "case_edit"])
def test_a_case_does_not_exist_for_others(world: World, who: str, name: str) -> None:
    case = make_room(world).note.case

    response = as_(getattr(world, who)).get(reverse(name, args=[case.pk]))

    assert response.status_code == 404
    assert case.pseudonym not in response.content.decode()


def test_a_case_costs_the_same_however_many_notes(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case, costs = make_case(world), []
    client = as_(world.supervisee)
    for rows in (1, 19):
        for _ in range(rows):
            submit(world, make_draft(world, case))
        client.get(reverse("case", args=[case.pk]))
        with django_assert_max_num_queries(13) as asked:
            client.get(reverse("case", args=[case.pk]))
        costs.append(len(asked))

    assert costs == costs[:1] * 2


# --- The form ---


def test_a_case_is_opened_with_its_month(world: World) -> None:
    response = as_(world.supervisee).post(
        reverse("case_new"), FACTS | {"clinic": world.clinic.pk, "minor": "on"}
    )

    case = Case.objects.select_related("data_key").get()
    assert response.status_code == 302
    assert (case.pseudonym, case.opened_month, case.minor, case.mandated) == (
        "The gardener",
        date(2026, 3, 1),
        True,
        False,
    )


def test_the_form_has_no_field_for_who_the_client_is(world: World) -> None:
    html = page(world.supervisee, "case_new")

    assert "No real names" in html
    assert 'type="month"' in html
    for forbidden in ('type="date"', 'name="name"', 'name="birth', 'name="address', "record_"):
        assert forbidden not in html


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"pseudonym": ""}, "This field is required."),
        ({"opened_month": "2026-03-09"}, "Write the month like 2026-03."),
        ({"age_band": "34"}, "Select a valid choice."),
        ({"presenting_theme": "x" * 2_001}, "at most 2,000 fit"),
        ({"presenting_theme": "a\x01b"}, "cannot be stored"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    world: World, wrong: dict[str, str], sentence: str
) -> None:
    response = as_(world.supervisee).post(
        reverse("case_new"), FACTS | {"clinic": world.clinic.pk} | wrong
    )

    html = response.content.decode()
    assert (response.status_code, Case.objects.count()) == (400, 0)
    assert sentence in html
    assert "Systemic" in html


def test_a_supervisor_cannot_open_a_case(world: World) -> None:
    response = as_(world.supervisor).post(
        reverse("case_new"), FACTS | {"clinic": world.clinic.pk}
    )

    assert (response.status_code, Case.objects.count()) == (400, 0)


def test_a_case_changed_elsewhere_is_compared_and_saved_again(world: World) -> None:
    case = make_case(world)
    client = as_(world.supervisee)
    sent = FACTS | {"standing": "paused", "version": 1}
    url = reverse("case_edit", args=[case.pk])
    client.post(url, sent | {"pseudonym": "First"})

    late = client.post(url, sent | {"pseudonym": "Second"})

    html = late.content.decode()
    assert late.status_code == 409
    assert "As it is saved now" in html
    assert "First" in html
    assert 'name="version" value="2"' in html
    assert client.post(url, sent | {"pseudonym": "Second", "version": 2}).status_code == 302
    assert Case.objects.select_related("data_key").get().pseudonym == "Second"


def test_a_consent_is_recorded_by_its_month(world: World) -> None:
    case = make_case(world)
    client = as_(world.supervisee)

    asked = client.get(reverse("case", args=[case.pk]), {"consent": "recording_audio"})
    done = client.post(
        reverse("case_consent", args=[case.pk]),
        {"form": "recording_audio", "said": "given", "given_by": "client",
         "obtained_month": "2026-02"},
    )  # fmt: skip

    assert '<option value="recording_audio" selected>' in asked.content.decode()
    assert done.status_code == 302
    assert list(SupervisionConsent.objects.values_list("status", "obtained_month")) == [
        ("given", date(2026, 2, 1))
    ]


def test_a_consent_half_said_stays_on_the_page(world: World) -> None:
    case = make_case(world)

    response = as_(world.supervisee).post(
        reverse("case_consent", args=[case.pk]), {"form": "recording_audio"}
    )

    assert response.status_code == 400
    assert "What was said: This field is required." in response.content.decode()


def test_somebody_elses_case_takes_no_consent(world: World) -> None:
    case = make_room(world).note.case
    said = {"form": "discussion", "said": "given"}

    response = as_(world.supervisor).post(reverse("case_consent", args=[case.pk]), said)

    assert response.status_code == 403
    assert not SupervisionConsent.objects.exists()


def test_dates_are_told_by_the_month(world: World) -> None:
    """The day of opening means nothing and is not shown."""
    case = make_case(world, opened_month=timezone.localdate() - timedelta(days=400))

    html = page(world.supervisee, "case", case.pk)

    assert f"{case.opened_month:%B %Y}" in html
