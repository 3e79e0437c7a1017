"""Taking decisions out: recorded with a reason, as much as its reader gets, in every form."""

import csv
import io
import json
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.actions.exports import hand_out
from cases.decision_fields import fields_of
from cases.decision_policy import Reading
from cases.decision_reading import Shown, shown_to
from cases.decision_selectors import kind_visible_to
from cases.enums import DecisionKind
from cases.export_policy import Asking
from cases.export_selectors import exports_visible_to
from cases.exporting import reading, records
from cases.exporting.records import NOT_RECORD, parts_of
from cases.models import Decision, Export, NarrativeRead
from supervision.exceptions import Invalid, NotAllowed, NotFound, WrongState
from supervision.ledger import merkle, sequencer
from supervision.models import LedgerEntry
from tests.exports import CONFIRMED, REASON, ask_for, lines_of, text_of
from tests.factories_cases import World, make_case, make_world
from tests.factories_decisions import (
    WEIGHED,
    approved_referral,
    consulted_boundary,
    make_boundary,
    make_referral,
    move_boundary,
    move_referral,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


# --- Who, what, why ---


def test_an_export_is_recorded_before_anything_leaves(world: World) -> None:
    approved_referral(world)

    export = ask_for(world.lead, "decisions", "csv", clinic=world.clinic.pk, kind="referral")

    entry = LedgerEntry.objects.get(kind="decisions.exported")
    details = json.loads(entry.body)["details"]
    assert details == {
        "export": str(export.pk),
        "format": "csv",
        "purpose": "board",
        "by_token": False,
        "rows": 1,
        "filters": ["kind"],
    }
    assert entry.actor_id == world.lead.pk
    assert "letter" not in entry.body
    assert Export.objects.get().reason == REASON


def test_a_dossier_stands_among_the_entries_of_its_decision(world: World) -> None:
    referral = approved_referral(world)

    ask_for(world.supervisee, decision=referral.pk)

    entry = LedgerEntry.objects.get(kind="decision.exported")
    assert (entry.subject_type, entry.subject_id) == ("cases.decision", str(referral.pk))


def test_the_reason_is_under_seal(world: World) -> None:
    ask_for(world.lead, "ledger", "jsonl", clinic=world.clinic.pk, reason="A SECRET reason")

    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM cases_export")
        (stored,) = cursor.fetchone()

    assert b"SECRET" not in bytes(stored)


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_without_a_reason_nothing_is_made(world: World, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        ask_for(world.lead, "decisions", "csv", clinic=world.clinic.pk, reason=reason)

    assert list(refused.value.fields) == ["reason"]
    assert not Export.objects.exists()
    assert not LedgerEntry.objects.filter(kind="decisions.exported").exists()


def test_many_need_somebody_who_has_just_confirmed_who_she_is(world: World) -> None:
    for what in ("decisions", "ledger"):
        with pytest.raises(NotAllowed) as refused:
            ask_for(world.lead, what, "jsonl", Asking(), clinic=world.clinic.pk)
        assert refused.value.code == "confirm_identity"

    assert not Export.objects.exists()


def test_one_decision_needs_no_second_sign_in(world: World) -> None:
    referral = approved_referral(world)

    export = ask_for(world.supervisee, "decision", "jsonl", Asking(), decision=referral.pk)

    assert export.rows == 1


def test_the_list_is_the_leads(world: World) -> None:
    approved_referral(world)
    elsewhere = make_world("hill")

    for who in (world.supervisee, world.supervisor, world.administrator):
        with pytest.raises(NotAllowed):
            ask_for(who, "decisions", "csv", clinic=world.clinic.pk)
    with pytest.raises(NotFound):
        ask_for(elsewhere.lead, "decisions", "csv", clinic=world.clinic.pk)

    assert not Export.objects.exists()


def test_a_dossier_is_for_those_who_read_the_decision(world: World) -> None:
    referral = approved_referral(world)

    for who in (world.colleague, world.administrator):
        with pytest.raises(NotFound):
            ask_for(who, decision=referral.pk)

    assert not Export.objects.exists()


def test_a_form_that_is_not_made_is_refused(world: World) -> None:
    with pytest.raises(Invalid):
        ask_for(world.lead, "ledger", "fhir", clinic=world.clinic.pk)
    with pytest.raises(Invalid):
        ask_for(world.lead, "decisions", "pdf", clinic=world.clinic.pk)


# --- Fetching ---


def test_it_is_fetched_by_whoever_asked_and_within_the_hour(world: World) -> None:
    referral = approved_referral(world)
    export = ask_for(world.supervisee, decision=referral.pk)

    with pytest.raises(NotAllowed):
        text_of(world.lead, export)
    with pytest.raises(NotFound):
        text_of(world.colleague, export)
    with (
        time_machine.travel(timezone.now() + timedelta(minutes=61)),
        pytest.raises(WrongState) as late,
    ):
        text_of(world.supervisee, export)

    assert late.value.code == "expired"


def test_who_is_no_lead_any_more_fetches_nothing(world: World) -> None:
    approved_referral(world)
    export = ask_for(world.lead, "decisions", "jsonl", clinic=world.clinic.pk)
    world.lead.role_assignments.update(valid_to=timezone.now())

    with pytest.raises(NotFound):
        text_of(world.lead, export)


def test_how_far_it_has_come_is_on_record(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CHUNK", 2)
    for _ in range(3):
        approved_referral(world)
    export = ask_for(world.lead, "decisions", "csv", clinic=world.clinic.pk)
    seen = []

    for _ in hand_out(export_id=export.pk, by=world.lead, asking=CONFIRMED).parts:
        now = Export.objects.get()
        seen.append((now.handed_out, now.finished_at))
    export.refresh_from_db()

    assert [rows for rows, _ in seen] == [0, 0, 2]
    assert {finished for _, finished in seen} == {None}
    assert (export.rows, export.handed_out) == (3, 3)
    assert export.finished_at is not None


def test_every_chunk_costs_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        approved_referral(world)
        consulted_boundary(world)

    def queries(chunk: int) -> int:
        monkeypatch.setattr(reading, "CHUNK", chunk)
        export = ask_for(world.lead, "decisions", "jsonl", clinic=world.clinic.pk)
        with CaptureQueriesContext(connection) as asked:
            text_of(world.lead, export)
        return len(asked)

    one, two, four = queries(8), queries(4), queries(2)

    assert four - two == 2 * (two - one)


def test_a_list_in_chunks_is_the_list(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case(world)
    for _ in range(5):
        approved_referral(world, case)
    Decision.objects.update(opened_at=timezone.now())  # the same moment for all of them
    for _ in range(2):
        consulted_boundary(world, case)
    made = list(Decision.objects.all())
    monkeypatch.setattr(reading, "CHUNK", 2)

    found = lines_of(
        world.lead, ask_for(world.lead, "decisions", "jsonl", clinic=world.clinic.pk)
    )

    expected = sorted(made, key=lambda row: (row.opened_at, row.pk.int), reverse=True)
    assert [row["id"] for row in found] == [str(row.pk) for row in expected]


# --- As much as its reader gets ---


def test_the_leads_list_holds_decisions_and_nothing_reflective(world: World) -> None:
    weighed = WEIGHED | {"own_unease": "MINE alone"}
    move_boundary(world, make_boundary(world, **weighed), "analyse", "consult")
    make_boundary(world, summary="A PRIVATE thought")
    referral = make_referral(world, values_work="MINE too", rationale="OURS to see")
    move_referral(world, referral, "propose")

    for sort in ("csv", "jsonl", "fhir"):
        text = text_of(
            world.lead, ask_for(world.lead, "decisions", sort, clinic=world.clinic.pk)
        )
        assert "MINE" not in text
        assert "PRIVATE" not in text
        assert "A bond that holds" not in text  # an answer to a lens
        assert ("OURS" in text) == (sort != "csv")


def test_the_pairs_dossier_holds_what_each_may_read(world: World) -> None:
    boundary = consulted_boundary(world)
    texts = {
        who.pk: text_of(who, ask_for(who, decision=boundary.pk))
        for who in (world.supervisee, world.supervisor, world.lead)
    }

    assert "A bond that holds" in texts[world.supervisee.pk]
    assert "A bond that holds" in texts[world.supervisor.pk]
    assert "A bond that holds" not in texts[world.lead.pk]
    assert "wedding" in texts[world.lead.pk]


def test_taking_words_out_is_reading_them(world: World) -> None:
    referral = approved_referral(world)
    NarrativeRead.objects.all().delete()

    text_of(world.lead, ask_for(world.lead, "decisions", "csv", clinic=world.clinic.pk))
    assert not NarrativeRead.objects.exists()

    text_of(world.lead, ask_for(world.lead, "decisions", "jsonl", clinic=world.clinic.pk))
    text_of(world.lead, ask_for(world.lead, "decisions", "fhir", clinic=world.clinic.pk))
    once = (referral.pk, world.lead.pk, "clinic_lead", "decision_export")
    told = NarrativeRead.objects.values_list("object_id", "reader", "role", "what")
    assert list(told) == [once, once], "what is taken out counts each time"


def test_the_dossier_of_a_private_decision_leaves_no_trace_for_others(world: World) -> None:
    draft = make_referral(world)
    ask_for(world.supervisee, decision=draft.pk)

    assert not exports_visible_to(world.lead).exists()
    assert exports_visible_to(world.supervisee).count() == 1

    move_referral(world, draft, "propose")
    assert exports_visible_to(world.lead).count() == 1


# --- The declarations lead ---


def test_every_declared_field_comes_along(world: World) -> None:
    made: list[Any] = [approved_referral(world), consulted_boundary(world)]

    found = {
        row["kind"]: row
        for decision in made
        for row in lines_of(world.supervisee, ask_for(world.supervisee, decision=decision.pk))
    }

    for kind in DecisionKind:
        own = {"across_clients"} if kind == DecisionKind.BOUNDARY else set()
        assert set(found[kind]["content"]) == set(fields_of(kind)) - own
    assert found["referral"]["grounds"][0]["evidence"] == "Eight weeks at the same score."
    assert found["referral"]["options"][0]["label"] == "Trauma service"
    assert [step["move"] for step in found["referral"]["steps"]][:2] == [
        "propose",
        "ask_review",
    ]
    assert found["referral"]["content"]["crisis_plan_given"] is True


def test_every_sort_of_row_that_is_shown_is_exported(world: World) -> None:
    """A further list in ``Shown`` comes along by itself, as long as it is a list of rows."""
    referral = approved_referral(world)
    whole = kind_visible_to(DecisionKind.REFERRAL, world.supervisee, referral.pk)
    shown = shown_to(Reading.AUTHOR, whole)

    lists = {each.name for each in fields(Shown) if "Sequence" in str(each.type)}

    assert {name for name, _ in parts_of(shown)} == lists - NOT_RECORD


def test_the_table_has_a_column_for_every_coded_field(world: World) -> None:
    approved_referral(world)
    consulted_boundary(world)

    text = text_of(world.lead, ask_for(world.lead, "decisions", "csv", clinic=world.clinic.pk))
    boundary, referral = csv.DictReader(io.StringIO(text, newline=""))

    assert referral["referral.direction"] == "Out, full transfer"
    assert referral["referral.crisis_plan_given"] == "yes"
    assert referral["ground"] == "Progress stalls"
    assert referral["boundary.domain"] == ""
    assert boundary["boundary.domain"] == "Attending an event"
    assert not {name for name in referral if name.endswith((".situation", ".rationale"))}


@pytest.mark.parametrize("start", list("=+-@|\t\r\n\uff1d\uff0b\uff0d\uff20"), ids=ascii)
def test_no_cell_is_a_formula(world: World, start: str) -> None:
    world.supervisee.display_name = f"{start}HYPERLINK(1)"
    world.supervisee.save(update_fields=["display_name"])
    approved_referral(world)

    text = text_of(world.lead, ask_for(world.lead, "decisions", "csv", clinic=world.clinic.pk))
    (row,) = csv.DictReader(io.StringIO(text, newline=""))

    assert row["supervisee"].startswith("'")
    assert row["supervisee"].endswith("HYPERLINK(1)")


# --- The ledger ---


def test_the_ledger_comes_out_as_it_was_hashed(world: World) -> None:
    approved_referral(world)
    export = ask_for(world.lead, "ledger", "jsonl", clinic=world.clinic.pk)
    sequencer.sequence(world.clinic.pk)

    head, *entries = lines_of(world.lead, export)

    assert [entry["position"] for entry in entries] == list(range(head["size"]))
    leaves = [merkle.leaf_hash(entry["body"].encode()) for entry in entries]
    assert [leaf.hex() for leaf in leaves] == [entry["leaf"] for entry in entries]
    assert merkle.root_of(leaves).hex() == head["root"]


def test_a_decision_carries_its_entries(world: World) -> None:
    referral = approved_referral(world)

    (row,) = lines_of(world.supervisee, ask_for(world.supervisee, decision=referral.pk))

    kinds = [json.loads(entry["body"])["kind"] for entry in row["ledger"]]
    assert kinds[0] == "decision.opened"
    assert kinds[-1] == "decision.exported"
    assert records.line(row).endswith("\n")
