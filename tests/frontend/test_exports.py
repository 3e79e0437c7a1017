"""The pages that take decisions out: why is asked, the dossier is whole, the PDF is tagged."""

import json
import re
import zlib
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cases.decision_fields import fields_of
from cases.models import Export, NarrativeRead
from frontend import decision_plans, decision_sections, paper
from frontend.paper import can_make_pdf, pdf_of
from supervision.models import LedgerEntry
from tests.exports import REASON, confirm
from tests.factories_cases import World, make_world
from tests.factories_decisions import (
    approved_referral,
    consulted_boundary,
    followed_boundary,
    make_referral,
)
from tests.frontend.browsing import as_, text

pytestmark = pytest.mark.django_db
SAID = {"purpose": "complaint", "reason": REASON}
needs_pango = pytest.mark.skipif(not can_make_pdf(), reason="WeasyPrint or Pango is not here")


@pytest.fixture
def world() -> World:
    return make_world()


def made_by(client: Client, address: str, form: str, **said: Any) -> Any:
    """What is fetched behind the form."""
    sent: Any = client.post(address, {"form": form, **SAID, **said})
    assert sent.status_code == 302, text(sent)
    return client.get(f"{sent.url}file/")


def lead_of(world: World) -> Client:
    client = as_(world.lead)
    confirm(client)
    return client


# --- The list ---


def test_who_asks_for_many_is_sent_to_confirm_first(world: World) -> None:
    lead = as_(world.lead)

    before: Any = lead.get("/audit/export/?kind=referral")
    lead.post("/accounts/reauthenticate/", {"password": "a long enough password"})
    after = lead.get("/audit/export/?kind=referral")

    assert before.status_code == 302
    assert before.url.startswith("/accounts/reauthenticate/?next=%2Faudit%2Fexport%2F")
    assert after.status_code == 200
    assert "What your filters show" in text(after)


def test_what_was_typed_stays_where_the_confirmation_has_run_out(world: World) -> None:
    approved_referral(world)
    lead = lead_of(world)
    lead.get("/audit/export/")

    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        page = lead.post("/audit/export/", {"form": "decisions:csv", **SAID})

    assert page.status_code == 403
    assert REASON in page.content.decode()
    assert "Confirm in another window" in text(page)
    assert not Export.objects.exists()


def test_the_list_is_taken_out_as_it_was_narrowed(world: World) -> None:
    referral, boundary = approved_referral(world), consulted_boundary(world)

    answer = made_by(lead_of(world), "/audit/export/?kind=boundary", "decisions:csv")

    found = answer.getvalue().decode()
    assert answer["Content-Disposition"].startswith('attachment; filename="decisions-')
    assert (boundary.reference in found, referral.reference in found) == (True, False)
    entry = LedgerEntry.objects.get(kind="decisions.exported")
    assert json.loads(entry.body)["details"]["purpose"] == "complaint"


def test_the_ledger_is_not_narrowed(world: World) -> None:
    approved_referral(world)

    answer = made_by(lead_of(world), "/audit/export/?kind=boundary", "ledger:jsonl")

    assert answer.getvalue().startswith(b'{"clinic"')
    assert Export.objects.get().filters == {}


@pytest.mark.parametrize("missing", ["reason", "purpose", "form"])
def test_what_is_missing_is_said_at_its_field(world: World, missing: str) -> None:
    lead = lead_of(world)

    page = lead.post("/audit/export/", {"form": "decisions:csv", **SAID} | {missing: ""})

    assert page.status_code == 400
    assert not Export.objects.exists()


@pytest.mark.parametrize("who", ["supervisee", "supervisor", "administrator"])
def test_for_others_there_is_no_list(world: World, who: str) -> None:
    client = as_(getattr(world, who))
    confirm(client)

    answers = [client.get("/audit/export/"), client.post("/audit/export/", SAID)]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_who_leads_two_clinics_says_which(world: World) -> None:
    other = make_world("hill")
    other.clinic.role_assignments.create(user=world.lead, role="clinic_lead")
    approved_referral(other)
    lead = lead_of(world)

    page = lead.get("/audit/export/")
    made_by(lead, "/audit/export/", "decisions:csv", clinic=other.clinic.pk)

    assert "Hill" in text(page)
    assert Export.objects.get().clinic == other.clinic


# --- What was taken out ---


def test_the_lead_sees_who_took_out_what_and_why(world: World) -> None:
    referral = approved_referral(world)
    made_by(as_(world.supervisee), f"/decisions/{referral.pk}/dossier/", "decision:jsonl")
    export = Export.objects.get()
    lead = as_(world.lead)

    pages = [lead.get("/exports/"), lead.get(f"/exports/{export.pk}/")]
    others = [
        as_(world.supervisor).get(f"/exports/{export.pk}/"),
        as_(world.colleague).get(f"/exports/{export.pk}/file/"),
    ]

    assert f"Dossier {referral.reference}" in text(pages[0])
    assert "A complaint is looked into" in text(pages[0])
    assert REASON in text(pages[1])
    assert "Download" not in text(pages[1])
    assert lead.get(f"/exports/{export.pk}/file/").status_code == 403
    assert [answer.status_code for answer in others] == [404, 404]


def test_after_an_hour_it_is_gone_and_says_so(world: World) -> None:
    referral = approved_referral(world)
    author = as_(world.supervisee)
    made_by(author, f"/decisions/{referral.pk}/dossier/", "decision:print")
    export = Export.objects.get()

    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        author = as_(world.supervisee)
        page, file = (author.get(f"/exports/{export.pk}/{name}") for name in ("", "file/"))

    assert "An hour has passed" in text(page)
    assert file.status_code == 409


# --- The dossier ---


def test_the_dossier_holds_all_that_was_written_and_its_course(world: World) -> None:
    referral = approved_referral(world)
    NarrativeRead.objects.all().delete()

    page = made_by(as_(world.lead), f"/decisions/{referral.pk}/dossier/", "decision:print")

    said = text(page)
    for words in (
        "Nothing has moved since spring.",
        "Eight weeks at the same score.",
        "Trauma service",
        "They have what we lack.",
        "Because of what we know.",
        "Progress stalls",
        "Approve (now “Approved”)",
        "Purpose: a complaint is looked into",
        "How to check it",
        "What you have done about it",  # named among what is not part of it
    ):
        assert words in said, words
    assert "today" not in said
    assert NarrativeRead.objects.filter(object_id=referral.pk, reader=world.lead).exists()


def test_every_field_with_something_in_it_stands_in_it(world: World) -> None:
    for decision in (approved_referral(world), followed_boundary(world)):
        page = made_by(
            as_(world.supervisee), f"/decisions/{decision.pk}/dossier/", "decision:print"
        )
        said = text(page)
        for name, field in fields_of(decision.kind).items():
            written = getattr(decision, name) not in (None, "", {}, [])
            if written and field.kind != "lens":
                assert field.label.replace("'", "&#x27;") in said, name


def test_a_field_without_a_section_stands_in_it_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a field is declared and the page has no place for it yet."""
    referral = approved_referral(world)
    monkeypatch.setattr(decision_sections, "REFERRAL", decision_plans.REFERRAL[1:])

    page = made_by(
        as_(world.supervisee), f"/decisions/{referral.pk}/dossier/", "decision:print"
    )

    assert "Further facts" in text(page)
    assert "Nothing has moved since spring." in text(page)


def test_its_entries_are_those_of_the_ledger(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        boundary = followed_boundary(world)

    page = made_by(
        as_(world.supervisor), f"/decisions/{boundary.pk}/dossier/", "decision:print"
    )

    said = text(page)
    entries = LedgerEntry.objects.filter(subject_id=str(boundary.pk)).exclude(
        kind="decision.exported"
    )
    assert entries
    for entry in entries:
        assert f"{entry.placed.position} " in said
        assert bytes(entry.leaf).hex() in said
    assert f"ledger verify --clinic {world.clinic.pk}" in said
    assert f"ledger prove {boundary.pk} --anchors FOLDER" in said


def test_the_lead_gets_nothing_reflective(world: World) -> None:
    boundary = consulted_boundary(world)
    address = f"/decisions/{boundary.pk}/dossier/"

    lead = text(made_by(as_(world.lead), address, "decision:print"))
    author = text(made_by(as_(world.supervisee), address, "decision:print"))

    assert ("A bond that holds" in lead, "A bond that holds" in author) == (False, True)
    assert "Not part of this document" in lead
    assert "Not part of this document" not in author


def test_no_other_persons_decision_has_a_dossier(world: World) -> None:
    thought, shared = make_referral(world), approved_referral(world)

    answers = [
        as_(who).get(f"/decisions/{decision.pk}/dossier/")
        for who, decision in (
            (world.supervisor, thought),
            (world.lead, thought),
            (world.colleague, shared),
            (world.administrator, shared),
        )
    ]

    assert [answer.status_code for answer in answers] == [404] * 4


def test_what_people_write_is_no_markup(world: World) -> None:
    referral = make_referral(world, situation="<script>alert(1)</script> <b>B</b>")

    page = made_by(
        as_(world.supervisee), f"/decisions/{referral.pk}/dossier/", "decision:print"
    )

    assert b"<script>alert" not in page.content
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in page.content


# --- PDF ---


@needs_pango
def test_the_pdf_is_tagged_and_fetches_nothing(world: World) -> None:
    referral = make_referral(
        world, situation='<img src="file:///etc/passwd"><link rel=stylesheet href=http://x/>'
    )

    answer = made_by(
        as_(world.supervisee), f"/decisions/{referral.pk}/dossier/", "decision:pdf"
    )

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith(
        f'attachment; filename="{referral.reference}-'
    )
    assert answer.content.startswith(b"%PDF-")
    plain = _uncompressed(answer.content)
    assert b"/MarkInfo" in plain
    assert b"/StructTreeRoot" in plain
    assert b"/Lang (en)" in plain
    assert b"pdfuaid" in plain
    tags = set(re.findall(rb"/S /(\w+)", plain))
    assert {b"Document", b"H1", b"H2", b"P", b"L", b"Table", b"TH", b"TD"} <= tags


@needs_pango
def test_nothing_named_in_a_page_is_fetched_for_its_pdf() -> None:
    """A file of the server would stand in it otherwise."""
    html = '<html lang="en"><title>T</title><img alt="" src="file:///etc/hostname"><p>x</p>'

    assert pdf_of(html).startswith(b"%PDF-")


def test_where_no_pdf_can_be_made_none_is_offered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    referral = approved_referral(world)
    address = f"/decisions/{referral.pk}/dossier/"
    author = as_(world.supervisee)
    monkeypatch.setattr(paper, "find_spec", lambda _: None)
    can_make_pdf.cache_clear()
    try:
        page = author.get(address)
        refused = author.post(address, {"form": "decision:pdf", **SAID})
    finally:
        can_make_pdf.cache_clear()

    assert "decision:print" in page.content.decode()
    assert "decision:pdf" not in page.content.decode()
    assert refused.status_code == 400
    assert not Export.objects.exists()


def _uncompressed(pdf: bytes) -> bytes:
    """With what its compressed objects say."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    opened = []
    for stream in streams:
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            opened.append(stream)
    return pdf + b"\n".join(opened)
