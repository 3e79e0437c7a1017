"""Writing a decision is bearable: begun anywhere, kept half-done, read beside its passage."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import (
    BoundaryDecision,
    Decision,
    DecisionDraft,
    NarrativeRead,
    ReferralDecision,
)
from supervision.models import LedgerEntry, User
from tests.factories_cases import World, make_case, make_flag, make_room
from tests.factories_decisions import (
    WEIGHED,
    consulted_boundary,
    followed_boundary,
    make_boundary,
    make_referral,
    move_boundary,
    write_boundary,
)
from tests.frontend.browsing import as_

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bundle")]


def page_of(user: User, decision: Decision, query: str = "") -> str:
    address = reverse(decision.kind, args=[decision.pk])
    return as_(user).get(address + query).content.decode()


def type_into(client: Client, decision: Decision, **more: Any) -> Any:
    said = {
        "based_on": decision.version,
        "typed": {},
        "window": str(uuid4()),
        "tick": 1,
        "draft": None,
        "taken_revision": 0,
    }
    return client.post(
        reverse("decision_draft", args=[decision.pk]),
        json.dumps(said | more),
        content_type="application/json",
    )


# --- Half-done ---


def test_what_was_typed_is_there_on_another_device(world: World) -> None:
    boundary = make_boundary(world, summary="Saved words")

    answer = type_into(
        as_(world.supervisee), boundary, typed={"summary": "Half a thou", "domain": "time"}
    )
    page = page_of(world.supervisee, boundary)

    assert answer.json() | {"saved_at": ""} == {
        "revision": 1,
        "saved_at": "",
        "elsewhere": False,
    }
    assert "You were not finished here." in page
    assert "Half a thou" in page
    boundary.refresh_from_db()
    assert (boundary.summary, boundary.domain) == ("Saved words", "attendance_at_event")


def test_rows_of_a_referral_are_kept_half_done_too(world: World) -> None:
    referral = make_referral(world, grounds=(), options=())
    typed = {
        "situation": "Half",
        "grounds-TOTAL_FORMS": "1",
        "grounds-INITIAL_FORMS": "0",
        "grounds-0-ground": "practical",
        "grounds-0-evidence": "Only half of",
        "options-TOTAL_FORMS": "1",
        "options-INITIAL_FORMS": "0",
        "options-0-label": "Away, or",
    }

    type_into(as_(world.supervisee), referral, typed=typed)

    page = page_of(world.supervisee, referral)
    assert "Only half of" in page
    assert "Away, or" in page


def test_saving_it_ends_it_and_leaves_the_other_windows_text(world: World) -> None:
    boundary, author = make_boundary(world), as_(world.supervisee)
    here, there = str(uuid4()), str(uuid4())
    type_into(author, boundary, window=there, typed={"summary": "Typed there"})
    type_into(author, boundary, window=here, typed={"summary": "Typed here"})

    author.post(
        f"/boundaries/{boundary.pk}/", {"version": 1, "window": here, "summary": "Typed here"}
    )

    boundary.refresh_from_db()
    assert boundary.summary == "Typed here"
    assert [row.typed["summary"] for row in DecisionDraft.objects.all()] == ["Typed there"]
    page = page_of(world.supervisee, boundary)
    assert "Typed there" in page
    assert "Stored now:" in page
    assert "Typed here" in page


def test_two_windows_are_told_of_each_other_and_one_chooses(world: World) -> None:
    boundary, author = make_boundary(world), as_(world.supervisee)
    type_into(author, boundary, typed={"summary": "From the tablet"})
    other = DecisionDraft.objects.get()

    answer = type_into(author, boundary, typed={"summary": "From the desk"})
    page = page_of(world.supervisee, boundary, f"?draft={other.pk}")
    author.post(reverse("decision_draft", args=[boundary.pk]), {"let_go": other.pk})

    assert answer.json()["elsewhere"] is True
    assert "It was written in more than one window." in page
    assert "From the tablet" in page
    assert [row.typed["summary"] for row in DecisionDraft.objects.all()] == ["From the desk"]


def test_a_refusal_keeps_what_was_typed_also_for_another_device(world: World) -> None:
    boundary, author = make_boundary(world), as_(world.supervisee)
    window = str(uuid4())
    type_into(author, boundary, window=window, typed={"summary": "Not lost"})
    write_boundary(world, boundary, summary="Saved by another tab")

    refused = author.post(
        f"/boundaries/{boundary.pk}/", {"version": 1, "window": window, "summary": "Not lost"}
    )

    assert (refused.status_code, "Not lost" in refused.content.decode()) == (409, True)
    page = page_of(world.supervisee, boundary)
    assert "Not lost" in page
    assert "Saved by another tab" in page


def test_unsaved_words_are_their_authors_alone(world: World) -> None:
    boundary = consulted_boundary(world)
    before = LedgerEntry.objects.count()

    type_into(as_(world.supervisee), boundary, typed={"client_view": "TOKEN-unsaved"})

    for person in (world.supervisor, world.lead):
        assert "TOKEN-unsaved" not in page_of(person, boundary)
    assert LedgerEntry.objects.count() == before


@pytest.mark.parametrize(
    "wrong", [{"typed": []}, {"window": "x"}, {"tick": -1}, {"typed": {"summary": 7}}]
)
def test_what_is_no_writing_is_refused(world: World, wrong: dict[str, Any]) -> None:
    answer = type_into(as_(world.supervisee), make_boundary(world), **wrong)

    assert answer.status_code == 400
    assert not DecisionDraft.objects.exists()


# --- Begun from a case, a passage, a flag ---


def test_it_grows_from_a_passage_and_the_supervisor_reads_it_beside(world: World) -> None:
    version = make_room(world, happened="He gave me a ring. I took it.")
    start = version.text.index("He gave me a ring")
    author = as_(world.supervisee)
    address = reverse("boundary_new", args=[version.note.case_id])
    asked = f"{address}?from_version={version.pk}&start={start}&end={start + 17}"
    page = author.get(asked).content.decode()

    author.post(
        address,
        {
            "timing": "spontaneous",
            "domain": "gifts_services",
            "from_version": version.pk,
            "start": start,
            "end": start + 17,
            **{name: said for name, said in WEIGHED.items() if name == "summary"},
        },
    )

    boundary = BoundaryDecision.objects.get()
    assert re.search(r'<span class="typed">He gave me a ring</span>', page)
    assert (boundary.from_version, boundary.from_start) == (version, start)
    move_boundary(world, boundary, "consult_urgently")
    beside = page_of(world.supervisor, boundary)
    assert re.search(r'<mark class="flag grew-from"[^>]*>He gave me a ring</mark>', beside)
    assert NarrativeRead.objects.filter(what="note", reader=world.supervisor).exists()
    assert (
        "He gave me a ring"
        not in as_(world.lead).get(f"/audit/{boundary.pk}/").content.decode()
    )


def test_without_a_script_the_words_are_pasted(world: World) -> None:
    version = make_room(world, happened="He gave me a ring. I took it.")
    author, case_id = as_(world.supervisee), version.note.case_id
    said = {"initiated_by": "supervisee", "situation": "Kept", "from_version": version.pk}
    address = reverse("referral_new", args=[case_id])

    refused = author.post(address, said | {"quote": "not in the note"})
    author.post(address, said | {"quote": "I took it."})

    assert (refused.status_code, "Kept" in refused.content.decode()) == (400, True)
    referral = ReferralDecision.objects.get()
    start, end = referral.from_start, referral.from_end
    assert version.text[start:end] == "I took it."


@pytest.mark.parametrize("kind", ["boundary_new", "referral_new"])
def test_of_a_flag_nothing_goes_along_unless_its_owner_says_so(world: World, kind: str) -> None:
    version = make_room(world)
    flag = make_flag(
        world, version.note, narrative="TOKEN-flag", visibility="private", number=version.number
    )
    address, author = reverse(kind, args=[version.note.case_id]), as_(world.supervisee)
    said = {"timing": "planned", "domain": "time", "summary": "Mine"}
    said |= {"initiated_by": "supervisee", "situation": "Mine", "from_flag": str(flag.pk)}
    asked = author.get(f"{address}?from_flag={flag.pk}").content.decode()

    author.post(address, said)
    without = Decision.objects.get()
    author.post(address, said | {"take_words": "on"})
    taken = Decision.objects.exclude(pk=without.pk).get()

    assert "TOKEN-flag" in asked
    assert 'name="take_words"' in asked
    assert "checked" not in asked[asked.index('name="take_words"') :][:200]
    assert without.from_version is None
    assert taken.from_version == version
    texts = [
        each.summary if isinstance(each, BoundaryDecision) else each.situation
        for model in (BoundaryDecision, ReferralDecision)
        for each in model.objects.order_by("opened_at")
    ]
    assert texts == ["Mine", "Mine\n\nTOKEN-flag"]


def test_somebody_elses_flag_is_not_there(world: World) -> None:
    version = make_room(world)
    flag = make_flag(world, version.note, by=world.supervisor, number=version.number)
    author = as_(world.supervisee)
    address = reverse("boundary_new", args=[version.note.case_id])

    answers = [
        author.get(f"{address}?from_flag={flag.pk}"),
        author.post(
            address,
            {
                "timing": "planned",
                "domain": "time",
                "from_flag": str(flag.pk),
                "take_words": "on",
            },
        ),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not Decision.objects.exists()


# --- The stop, the question, the words ---


def test_before_the_critical_path_there_is_a_stop_and_nothing_is_lost(world: World) -> None:
    case, author = make_case(world), as_(world.supervisee)
    address = reverse("boundary_new", args=[case.pk])
    said = {"timing": "discovered", "domain": "sexual_romantic", "summary": "Kept words"}

    stopped = author.post(address, said)
    nothing = Decision.objects.exists()
    author.post(address, said | {"stop_seen": "1"})

    page = stopped.content.decode()
    assert "Stop here for a moment" in page
    assert "Call first, write afterwards." in page
    assert "Kept words" in page
    assert nothing is False
    boundary = BoundaryDecision.objects.get()
    assert (boundary.status, boundary.emergency) == ("urgent_consult", True)
    assert boundary.reference in as_(world.lead).get("/audit/").content.decode()
    assert "Not saved" not in page_of(world.supervisor, boundary)


def test_naming_it_later_stops_too(world: World) -> None:
    boundary, author = make_boundary(world), as_(world.supervisee)
    said = {"version": 1, "domain": "sexual_romantic", "summary": "Kept words"}

    stopped = author.post(f"/boundaries/{boundary.pk}/", said)
    boundary.refresh_from_db()
    before = boundary.status
    author.post(f"/boundaries/{boundary.pk}/", said | {"stop_seen": "1"})

    assert "Stop here for a moment" in stopped.content.decode()
    assert "Kept words" in stopped.content.decode()
    boundary.refresh_from_db()
    assert (before, boundary.status) == ("noticed", "urgent_consult")


@pytest.mark.parametrize(
    ("timing", "first", "label"),
    [
        ("contemplated", "There is time to think.", "What is thought of"),
        ("spontaneous", "Thank you for bringing this.", "What happened"),
        ("client_initiated", "The client took a step.", "What happened"),
        ("historical", "It lies further back", "What happened"),
    ],
)
def test_the_page_speaks_of_its_timing(
    world: World, timing: str, first: str, label: str
) -> None:
    page = page_of(world.supervisee, make_boundary(world, timing=timing))

    assert first in page
    assert f">{label}<" in re.sub(r"\s*([<>])\s*", r"\1", page)


def test_the_question_about_a_pattern_is_for_the_pair(world: World) -> None:
    case = make_case(world)
    for _ in range(3):
        boundary = move_boundary(
            world, make_boundary(world, case, **WEIGHED), "analyse", "consult"
        )

    asked = "What is it telling you both?"
    assert asked in page_of(world.supervisee, boundary)
    assert asked in page_of(world.supervisor, boundary)
    for address in (f"/audit/{boundary.pk}/", "/audit/", "/decisions/"):
        assert asked not in as_(world.lead).get(address).content.decode()


def test_classifications_and_dissent_stay_in_the_history(world: World) -> None:
    boundary = followed_boundary(world)
    for words in ("crossing_neutral", "crossing_adverse"):
        write_boundary(
            world,
            boundary,
            by=world.supervisor,
            classification=words,
            context_considered="A village.",
        )
    move_boundary(world, boundary, "review")
    write_boundary(world, boundary, dissent="I see a gift, and no debt.")
    write_boundary(world, boundary, dissent="")

    history = page_of(world.supervisor, boundary).partition('id="history"')[2]
    for said in ("Crossing, neutral", "Crossing, adverse", "I see a gift, and no debt."):
        assert said in history


# --- On paper ---


def test_on_paper_everything_is_text_and_what_is_private_is_not_there(world: World) -> None:
    boundary = followed_boundary(world)
    write_boundary(world, boundary, across_clients="TOKEN-own")
    type_into(as_(world.supervisee), boundary, typed={"client_view": "TOKEN-unsaved"})
    address = reverse("decision_print", args=[boundary.pk])

    author, supervisor = (
        as_(person).get(address).content.decode()
        for person in (world.supervisee, world.supervisor)
    )

    for page in (author, supervisor):
        assert "The frame holds." in page
        assert "A bond that holds." in page
        assert "data-print-head" in page
        assert "<textarea" not in page
        assert "TOKEN" not in page
    assert as_(world.lead).get(address)["Location"] == f"/audit/{boundary.pk}/"


# --- Signed out ---


def test_a_form_sent_after_the_session_ended_comes_back_with_its_words(world: World) -> None:
    address = reverse("boundary_new", args=[make_case(world).pk])
    said = {"timing": "planned", "domain": "time", "summary": "Ten \nminutes “longer”."}

    answer = Client().post(address, said)

    page = answer.content.decode()
    assert answer.status_code == 401
    assert 'name="summary" value="Ten \nminutes “longer”."' in page
    assert "Sign in in another window" in page
    assert not Decision.objects.exists()
    elsewhere = Client().post(reverse("note_new"), {"case": "x"})
    assert elsewhere["Location"].startswith("/accounts/login/")


def test_a_token_from_before_signing_in_costs_one_press_and_no_word(world: World) -> None:
    address = reverse("boundary_new", args=[make_case(world).pk])
    said = {"timing": "planned", "domain": "time", "summary": "Ten minutes longer."}
    author = Client(enforce_csrf_checks=True)
    author.force_login(world.supervisee)

    refused = author.post(address, said, headers={"Origin": "http://testserver"})
    page = refused.content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    foreign = author.post(address, said, headers={"Origin": "https://evil.example"})
    again = author.post(
        address,
        said | {"csrfmiddlewaretoken": token[1]},
        headers={"Origin": "http://testserver"},
    )

    assert (refused.status_code, "Ten minutes longer." in page) == (403, True)
    assert (foreign.status_code, b"Ten minutes" in foreign.content) == (403, False)
    assert again.status_code == 302
    assert BoundaryDecision.objects.get().summary == "Ten minutes longer."


def test_an_answered_lens_keeps_its_questions_when_it_is_written_into(
    world: World,
) -> None:
    boundary = make_boundary(
        world,
        **WEIGHED
        | {"lens_answers": {"dual_role_risk": {"version": "1", "answers": {"needed": "No."}}}},
    )
    page = page_of(world.supervisee, boundary)
    assert "lens-dual_role_risk-written" not in page
    new = make_boundary(world, summary="Words")
    assert "lens-dual_role_risk-written" in page_of(world.supervisee, new)

    as_(world.supervisee).post(
        f"/boundaries/{boundary.pk}/",
        {"version": 1, "lens-dual_role_risk-needed": "Never."},
    )

    boundary.refresh_from_db()
    assert boundary.lens_answers["dual_role_risk"]["version"] == "1"
    assert boundary.lens_answers["dual_role_risk"]["answers"]["needed"] == "Never."
