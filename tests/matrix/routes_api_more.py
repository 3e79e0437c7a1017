"""The addresses of decisions, people and supervision in the API, as in ``routes_api``."""

from typing import Any, Final
from uuid import uuid4

from tests.matrix.readers import (
    BOTH,
    EXPORTERS,
    HERE,
    MAIN,
    MANAGERS,
    OWN,
    SIGNED_IN,
    TAKES_PART,
    People,
    W,
    only,
)
from tests.matrix.readers import DECISIONS as DECISIONS_OF
from tests.matrix.routes_api import ALL, ITS_READERS, supervision
from tests.matrix.table import Day, Do, Id, Link, Look, Row, Version

SUPERVISOR: Final = only(W.SUPERVISOR)


def on_version(name: str, may: People, **said: Any) -> Do:
    return Do(name, may, {"version": Version(name)} | said)


TAKEN_OUT: Final = {"format": "jsonl", "purpose": "board", "reason": "They ask for it."}
TYPED: Final = {
    "based_on": 1,
    "typed": {"client_view": "Half a thought"},
    "window": str(uuid4()),
    "tick": 1,
}
CONSULTED: Final = {"consulted": "peer", "on": "2026-03-01", "question": "Am I too close?"}

DECISIONS: Final = {
    "decisions": Row(look=ALL),
    "decision-summary": Row(look=ALL),
    # For whoever leads the clinic: figures, and nobody's.
    "clinic-trends": Row(
        "clinic",
        Look({"clinic here": only(W.LEAD), "clinic there": only(W.LEAD_THERE)}, known=404),
    ),
    "exports": Row(
        look=ALL,
        do={
            "post": (
                Do(
                    "",
                    only(W.LEAD),
                    {"what": "decisions", "clinic": Id("clinic here"), **TAKEN_OUT},
                    exists_for=HERE,
                ),
                Do(
                    "",
                    DECISIONS_OF["referral brought"],
                    {"what": "decision", "decision": Id("referral brought"), **TAKEN_OUT},
                    exists_for=DECISIONS_OF["referral brought"],
                ),
            )
        },
    ),
    "export": Row("export", Look()),
    # How far it has come is kept meanwhile.
    "export-content": Row("export", Look(EXPORTERS, leaves=frozenset({"cases_export"}))),
    "referrals": Row(
        look=ALL, do={"post": (Do("", OWN, {"case": Id("case main")}, exists_for=MAIN),)}
    ),
    "referral-emergency": Row(
        do={
            "post": (
                Do(
                    "",
                    OWN,
                    {
                        "case": Id("case main"),
                        "emergency_action": "Went with him.",
                        "receiving_service": "City hospital",
                    },
                    exists_for=MAIN,
                ),
            )
        }
    ),
    "referral": Row(
        "referral",
        ITS_READERS,
        {
            "patch": (
                on_version("referral thinking", OWN, situation="Other."),
                on_version("referral brought", SUPERVISOR, values_supervisor_view="Other."),
                on_version("referral brought", OWN, client_preference="Soon."),
                on_version("referral old", OWN, client_preference="Soon."),
            )
        },
    ),
    "referral-move": Row(
        "referral",
        do={
            "post": (
                on_version("referral thinking", OWN, move="propose"),
                on_version("referral brought", SUPERVISOR, move="ask_more", reasons="Not yet."),
                on_version("referral suspended", OWN, move="mark_error", reasons="Not so."),
            )
        },
    ),
    "referral-grounds": Row(
        "referral",
        ITS_READERS,
        {
            "post": (
                on_version("referral thinking", OWN, ground="practical", evidence="Moves."),
            )
        },
        like_another=True,
    ),
    "referral-ground": Row(
        "referral",
        do={"delete": (on_version("referral thinking", OWN),)},
        further=("no_progress",),
    ),
    "referral-options": Row(
        "referral",
        ITS_READERS,
        {"post": (on_version("referral thinking", OWN, label="A third way"),)},
        like_another=True,
    ),
    "referral-option": Row(
        "option",
        do={"delete": (Do("option thinking", OWN, {"version": Version("referral thinking")}),)},
    ),
    "referral-consultations": Row(
        "referral",
        ITS_READERS,
        {"post": (on_version("referral brought", BOTH, **CONSULTED),)},
        like_another=True,
    ),
    "referral-voices": Row(
        "referral",
        ITS_READERS,
        {"post": (on_version("referral thinking", OWN, who="Partner A"),)},
        like_another=True,
    ),
    "referral-voice": Row(
        "voice",
        do={"delete": (Do("voice thinking", OWN, {"version": Version("referral thinking")}),)},
    ),
    "referral-replies": Row(
        "referral",
        ITS_READERS,
        {"post": (on_version("referral sent", OWN, reply="wait_list", on="2026-03-01"),)},
        like_another=True,
    ),
    "referral-follow-ups": Row(
        "referral",
        ITS_READERS,
        {"post": (on_version("referral brought", BOTH, due=Day(30)),)},
        like_another=True,
    ),
    "referral-follow-up": Row(
        "asking",
        do={
            "post": (
                Do(
                    "asking sent",
                    BOTH,
                    {"version": Version("referral sent"), "finding": "as_hoped"},
                ),
            )
        },
    ),
    "boundary-follow-ups": Row(
        "boundary",
        ITS_READERS,
        {"post": (on_version("boundary brought", BOTH, due=Day(30)),)},
        like_another=True,
    ),
    "boundary-follow-up": Row(
        "looking",
        do={
            "post": (
                Do(
                    "looking brought",
                    BOTH,
                    {"version": Version("boundary brought"), "finding": "as_hoped"},
                ),
            )
        },
    ),
    "decision-drafts": Row(
        "decision",
        Look(TAKES_PART, shows=frozenset({"typed brought"})),
        {
            "post": (
                Do("referral thinking", OWN, TYPED),
                Do("boundary brought", BOTH, TYPED),
            )
        },
    ),
    "decision-draft": Row("typed", do={"delete": (Do("typed brought", OWN, {}),)}),
    "boundaries": Row(
        look=ALL,
        do={
            "post": (
                Do(
                    "",
                    OWN,
                    {"case": Id("case main"), "timing": "planned", "domain": "time"},
                    exists_for=MAIN,
                ),
            )
        },
    ),
    "boundary": Row(
        "boundary",
        ITS_READERS,
        {
            "patch": (
                on_version("boundary thinking", OWN, summary="Other."),
                on_version("boundary brought", OWN, client_view="Other."),
                on_version("boundary left", OWN, client_view="Other."),
            )
        },
    ),
    "boundary-move": Row(
        "boundary",
        do={
            "post": (
                on_version("boundary thinking", OWN, move="analyse"),
                on_version("boundary brought", SUPERVISOR, move="ask_more", reasons="Not yet."),
            )
        },
    ),
    "boundary-consultations": Row(
        "boundary",
        ITS_READERS,
        {"post": (on_version("boundary brought", BOTH, **CONSULTED),)},
        like_another=True,
    ),
}
WHY: Final = {"reason": "completed"}
PEOPLE: Final = {
    "clinics": Row(look=ALL),
    "clinic": Row("clinic", ITS_READERS),
    "people": Row(look=ALL),
    "person": Row("person", ITS_READERS),
    "person-close": Row(
        "person",
        do={"post": (Do("person peer", MANAGERS, {}), Do("person former", MANAGERS, {}))},
    ),
    "person-open": Row("person", do={"post": (Do("person inactive", only(W.LEAD), {}),)}),
    "roles": Row(
        look=ALL,
        do={
            "post": (
                Do(
                    "",
                    MANAGERS,
                    {
                        "person": Id("person supervisor"),
                        "clinic": Id("clinic here"),
                        "role": "supervisee",
                    },
                    exists_for=OWN | {W.SUPERVISOR},
                ),
            )
        },
    ),
    "role-end": Row(
        "role",
        do={
            "post": (
                Do("role peer", MANAGERS | {W.PEER}, {}),
                Do("role supervisor", only(W.LEAD, W.SUPERVISOR), {}),
            )
        },
    ),
    "invitations": Row(
        look=ALL,
        do={
            "post": (
                Do(
                    "",
                    MANAGERS,
                    {
                        "clinic": Id("clinic here"),
                        "email": "new@example.org",
                        "role": "supervisee",
                    },
                    exists_for=HERE,
                ),
            )
        },
    ),
    # The link is the proof; it is of no use to anybody but whom it was sent to.
    "invitation-accept": Row(
        do={"post": (Do("", OWN, {"token": Link("invitation")}, exists_for=SIGNED_IN),)}
    ),
    "invitation-revoke": Row("invitation", do={"post": (Do("invitation here", MANAGERS, {}),)}),
    "relationships": Row(
        look=ALL,
        do={
            "post": (
                Do(
                    "",
                    MANAGERS,
                    {
                        "clinic": Id("clinic here"),
                        "supervisor": Id("person supervisor"),
                        "supervisee": Id("person peer"),
                        "kind": "secondary",
                    },
                    exists_for=HERE,
                ),
            )
        },
    ),
    "relationship": Row("relationship", ITS_READERS),
    "relationship-accept": supervision("proposed", only(W.PEER)),
    "relationship-decline": supervision("proposed", MANAGERS | {W.PEER, W.SECONDARY}),
    "relationship-suspend": supervision("main", MANAGERS),
    "relationship-resume": supervision("suspended", MANAGERS),
    "relationship-give-notice": supervision(
        "main", BOTH | MANAGERS, **WHY, valid_to="2028-01-01T00:00:00Z"
    ),
    "relationship-end": supervision("main", BOTH | MANAGERS, **WHY),
}
REST: Final = {
    "schema": Row(look=Look(SIGNED_IN, is_the_same_for_all=True)),
    "docs": Row(look=Look(SIGNED_IN, stranger=302, is_the_same_for_all=True)),
}
