"""The bundle is FHIR R4 by an implementation that is not ours, and holds nobody's name."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.actions.consultations import add_consultation
from cases.decision_enums import BoundaryStatus, ConsentToShare, ReferralStatus
from cases.decision_policy import Reading
from cases.decision_reading import shown_to
from cases.decision_selectors import kind_visible_to, ledger_entries_of
from cases.enums import DecisionKind
from cases.exporting import fhir, fhir_terms
from cases.models import BoundaryDecision, Decision, ReferralDecision
from tests.exports import ask_for, lines_of, text_of
from tests.factories_cases import World, make_case, make_world
from tests.factories_decisions import (
    CLIENT,
    RECEIVER,
    approved_referral,
    followed_boundary,
    make_emergency,
    make_referral,
    move_referral,
    write_referral,
)

pytestmark = pytest.mark.django_db
Json = dict[str, Any]


@pytest.fixture
def world() -> World:
    return make_world()


def sent_referral(world: World) -> ReferralDecision:
    """With all that has a resource of its own."""
    referral = approved_referral(world, make_case(world, pseudonym="NAMED"))
    write_referral(world, referral, **CLIENT, **RECEIVER)
    referral.refresh_from_db()
    add_consultation(
        decision_id=referral.pk,
        version=referral.version,
        by=world.supervisee,
        consulted="peer",
        on="2026-05-01",
        question="Am I too quick?",
        advice="You are not.",
    )
    return move_referral(world, referral, "inform_client", "send")


def bundle(world: World, decision: Decision, by: Any = None) -> Json:
    reader = by or world.lead
    (made,) = lines_of(reader, ask_for(reader, sort="fhir", decision=decision.pk))
    return made


def of_type(made: Json, sort: str) -> list[Json]:
    resources = (entry["resource"] for entry in made["entry"])
    return [resource for resource in resources if resource["resourceType"] == sort]


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from [value["reference"]] if isinstance(value.get("reference"), str) else []
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def check(made: Json) -> None:
    """By fhir.resources; and what it does not look at: ids once, references inside."""
    Bundle.model_validate_json(json.dumps(made))
    addresses = [entry["fullUrl"] for entry in made["entry"]]
    assert not [url for url, times in Counter(addresses).items() if times > 1]
    assert set(references(made)) <= set(addresses)


def test_a_referral_has_every_resource_of_the_mapping(world: World) -> None:
    made = bundle(world, sent_referral(world))

    check(made)
    sorts = Counter(entry["resource"]["resourceType"] for entry in made["entry"])
    once = ("Patient", "ServiceRequest", "Task", "Consent", "CarePlan")
    assert [sorts[sort] for sort in once] == [1] * len(once)
    assert sorts["Communication"] == 2  # the client was told, a colleague was asked
    assert sorts["AuditEvent"] == ledger_entries_of(Decision.objects.get()).count()
    assert sorts["Provenance"] == 6  # what came of the values check stands among the steps
    (request,) = of_type(made, "ServiceRequest")
    assert (request["status"], request["intent"]) == ("active", "order")
    assert request["reasonCode"][0]["text"] == "Progress stalls"
    (consent,) = of_type(made, "Consent")
    assert (consent["status"], consent["provision"]["type"]) == ("active", "permit")


def test_a_boundary_is_a_restricted_composition(world: World) -> None:
    made = bundle(world, followed_boundary(world))

    check(made)
    (composition,) = of_type(made, "Composition")
    assert composition["confidentiality"] == "R"
    assert composition["status"] == "preliminary"
    titles = [section["title"] for section in composition["section"]]
    assert "Rationale" in titles
    assert "Your own unease" not in titles
    assert not of_type(made, "ServiceRequest")


def test_an_emergency_and_a_thought_are_bundles_too(world: World) -> None:
    emergency, thought = make_emergency(world), make_referral(world)

    for decision in (emergency, thought):
        check(bundle(world, decision, world.supervisee))

    (request,) = of_type(bundle(world, emergency, world.supervisee), "ServiceRequest")
    assert request["priority"] == "urgent"


def test_nobody_is_named_in_it(world: World) -> None:
    world.supervisee.display_name = "Ruth NAMED"
    world.supervisee.save(update_fields=["display_name"])
    referral = sent_referral(world)

    text = json.dumps(bundle(world, referral))

    people = (world.supervisee, world.supervisor, world.lead)
    hidden = ["NAMED", "@harbour", *(str(who.pk) for who in people), str(referral.case_id)]
    assert not [word for word in hidden if word in text]


def test_an_id_is_the_same_tomorrow_and_another_for_other_things(world: World) -> None:
    first, second = approved_referral(world), approved_referral(world)

    one, again, other = (bundle(world, row) for row in (first, first, second))

    patients = [of_type(made, "Patient")[0]["id"] for made in (one, again, other)]
    assert patients[0] == patients[1] != patients[2]


def test_everything_is_restricted_and_said_to_be_pseudonymous(world: World) -> None:
    made = bundle(world, sent_referral(world))

    for thing in (made, *(entry["resource"] for entry in made["entry"])):
        assert {label["code"] for label in thing["meta"]["security"]} == {"R", "PSEUDED"}


def test_many_are_a_bundle_on_each_line(world: World) -> None:
    sent_referral(world)
    followed_boundary(world)
    export = ask_for(world.lead, "decisions", "fhir", clinic=world.clinic.pk)

    text = text_of(world.lead, export)

    assert text.endswith("\n")
    made = [json.loads(line) for line in text.splitlines()]
    assert len(made) == 2
    for each in made:
        check(each)


def test_every_status_and_consent_has_a_word_of_fhir(world: World) -> None:
    referral, boundary = sent_referral(world), followed_boundary(world)
    every: list[tuple[Decision, str]] = [(referral, status) for status in ReferralStatus]
    every += [(boundary, status) for status in BoundaryStatus]

    for decision, status in every:
        Decision.objects.filter(pk=decision.pk).update(status=status)
        check(bundle(world, decision, world.supervisee))
        if decision is referral:
            assert fhir_terms.request_status(status) != "unknown"
    for consent in ConsentToShare:
        ReferralDecision.objects.update(consent_to_share=consent)
        made = bundle(world, referral, world.supervisee)
        check(made)
        asked = consent != ConsentToShare.NOT_NEEDED
        assert len(of_type(made, "Consent")) == asked


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60))
def test_whatever_people_write_is_a_valid_bundle(world: World, text: str) -> None:
    referral = ReferralDecision.objects.first() or sent_referral(world)
    boundary = BoundaryDecision.objects.first() or followed_boundary(world)
    for decision in (referral, boundary):
        kind = DecisionKind(decision.kind)
        whole = kind_visible_to(kind, world.supervisee, decision.pk)
        for name in ("situation", "rationale", "outcome", "summary"):
            if hasattr(whole, name):
                setattr(whole, name, text)
        shown = shown_to(Reading.AUTHOR, whole)

        check(json.loads(json.dumps(fhir.bundle_of(shown, ledger_entries_of(whole)))))
