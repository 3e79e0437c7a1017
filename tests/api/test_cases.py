"""Cases and consents, as a program meets them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case, SupervisionConsent
from supervision.models import LedgerEntry
from tests.api.clients import ROOT, fields, refusal, signed_in
from tests.factories_cases import World, make_case, make_draft, make_world, submit

pytestmark = pytest.mark.django_db
CASES = f"{ROOT}cases/"


def test_a_case_opened_is_the_case_that_is_read(world: World) -> None:
    client = signed_in(world.supervisee)
    facts = {
        "clinic": str(world.clinic.pk),
        "pseudonym": "Zoë \U0001f98a",
        "age_band": "25-39",
        "modality": "individual",
        "treatment_approach": " psychodynamic ",
        "presenting_theme": "Anger\r\nat home",
        "opened_month": "2026-03",
        "minor": False,
        "mandated": True,
        "interpreter": False,
        "sud_part2": False,
    }

    opened = client.post(CASES, facts)

    shown = opened.json()
    made = {name: shown.pop(name) for name in ("id", "code", "created_at", "updated_at")}
    assert opened.status_code == 201
    assert shown == facts | {
        "presenting_theme": "Anger\nat home",
        "supervisee": {
            "id": str(world.supervisee.pk),
            "name": world.supervisee.display_name,
        },
        "status": "open",
        "version": 1,
        "consents": [],
    }
    assert client.get(f"{CASES}{made['id']}/").json() == shown | made
    assert LedgerEntry.objects.filter(kind="case.opened", subject_id=made["id"]).count() == 1


def test_a_change_names_the_version_it_read(world: World) -> None:
    case, client = make_case(world), signed_in(world.supervisee)
    url = f"{CASES}{case.pk}/"

    changed = client.patch(url, {"version": 1, "status": "paused", "opened_month": "2025-12"})
    late = client.patch(url, {"version": 1, "status": "closed"})

    assert (changed.json()["status"], changed.json()["version"]) == ("paused", 2)
    assert refusal(late) == (409, "stale_version")
    assert client.get(url).json()["status"] == "paused"


def test_only_a_supervisee_of_the_clinic_opens_a_case_there(world: World) -> None:
    other = make_world("elsewhere")
    facts = {"pseudonym": "K.", "age_band": "25-39", "modality": "individual"}
    asked = [
        (world.supervisor, world.clinic, (403, "not_allowed")),
        (world.supervisee, other.clinic, (404, "not_found")),
    ]
    for person, clinic, expected in asked:
        answer = signed_in(person).post(CASES, facts | {"clinic": str(clinic.pk)})
        assert refusal(answer) == expected

    assert Case.objects.count() == 0


def test_the_latest_word_on_a_consent_counts(world: World) -> None:
    case, client = make_case(world), signed_in(world.supervisee)
    url = f"{CASES}{case.pk}/consents/"
    given = {"form": "discussion", "status": "given", "obtained_month": "2026-02"}

    client.post(url, {**given, "given_by": "client"})
    client.post(url, {"form": "discussion", "status": "withdrawn"})

    [consent] = client.get(url).json()
    consent.pop("recorded_at")
    assert consent == {
        "form": "discussion",
        "status": "withdrawn",
        "obtained_month": None,
        "given_by": "",
    }
    assert SupervisionConsent.objects.count() == 1


def test_a_supervisor_meets_a_case_when_something_was_submitted_to_her(world: World) -> None:
    case, hidden = make_case(world), make_case(world)
    client = signed_in(world.supervisor)
    note = make_draft(world, case)
    assert client.get(CASES).json()["results"] == []

    submit(world, note)

    assert [row["id"] for row in client.get(CASES).json()["results"]] == [str(case.pk)]
    assert refusal(client.get(f"{CASES}{hidden.pk}/")) == (404, "not_found")
    answer = client.patch(f"{CASES}{case.pk}/", {"version": 1, "pseudonym": "X."})
    assert refusal(answer) == (403, "not_allowed")


@pytest.mark.parametrize("who", ["lead", "administrator", "colleague"])
def test_nobody_else_meets_it(world: World, who: str) -> None:
    case = make_case(world)
    submit(world, make_draft(world, case))
    client = signed_in(getattr(world, who))

    assert client.get(CASES).json() == {"next": None, "previous": None, "results": []}
    assert refusal(client.get(f"{CASES}{case.pk}/")) == (404, "not_found")


def test_the_list_is_narrowed_by_its_filters(world: World) -> None:
    first, second = make_case(world), make_case(world)
    client = signed_in(world.supervisee)
    client.patch(f"{CASES}{first.pk}/", {"version": 1, "status": "closed"})

    def found(query: str) -> set[str]:
        return {row["id"] for row in client.get(CASES + query).json()["results"]}

    assert found("?status=closed") == {str(first.pk)}
    assert found("?status=closed&status=open") == {str(first.pk), str(second.pk)}
    assert found(f"?supervisee={world.supervisor.pk}") == set()


def test_a_list_costs_the_same_queries_for_one_row_and_for_three(world: World) -> None:
    client = signed_in(world.supervisee)
    make_case(world)
    client.get(CASES)
    with CaptureQueriesContext(connection) as one:
        client.get(CASES)
    make_case(world)
    make_case(world)

    with CaptureQueriesContext(connection) as three:
        rows = client.get(CASES).json()["results"]

    assert len(rows) == 3
    assert len(three) == len(one) <= 6


def test_a_month_is_a_month_and_nothing_finer(world: World) -> None:
    case, client = make_case(world), signed_in(world.supervisee)
    for month in ("2026-03-01", "2026-13", "March", "1899-12", 202603, None):
        answer = client.patch(f"{CASES}{case.pk}/", {"version": 1, "opened_month": month})
        assert refusal(answer)[0] == 400
        assert fields(answer) == {"opened_month"}
