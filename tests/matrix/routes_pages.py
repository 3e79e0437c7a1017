"""The pages of cases, notes, rooms and flags: what their ids name, and who may do what."""

from typing import Any, Final
from uuid import uuid4

from tests.matrix.readers import (
    BOTH,
    CIRCLE,
    MAIN,
    NOT_SIGNED_IN,
    NOTES,
    OWN,
    SIGNED_IN,
    SUPERVISEES,
    People,
    W,
    only,
)
from tests.matrix.routes_api import AUTHORS, OWNERS, SHOWN_ANY, TALKED_OF
from tests.matrix.table import Day, Do, Id, Look, Revision, Row, Version

ALL: Final = Look(SIGNED_IN)
SUPERVISOR: Final = only(W.SUPERVISOR)
# Some pages send on to where the thing is now; some say that it cannot be written at present.
SENT_ON: Final = (200, 302)
NOT_NOW: Final = (200, 409)
DONE: Final = (302,)
# Whoever is signed out while writing gets the words back, to send them again.
WORDS_BACK: Final = dict.fromkeys(NOT_SIGNED_IN, 401)
# Whoever is in a room leaves a bookmark of their own.
BOOKMARK: Final = frozenset({"cases_roomvisit"})
# Before it is opened a note is a question to its supervisor; to a reader it is not there yet.
ROOM_PAGES: Final = NOTES | {"note waiting": BOTH, "note presented": CIRCLE}


def do(on: str, may: People, body: Any = None, **more: Any) -> tuple[Do, ...]:
    return (Do(on, may, body, **({"ok": DONE} | more)),)


def on_version(on: str, **said: Any) -> dict[str, Any]:
    return {"version": Version(on)} | said


def once(**said: Any) -> dict[str, Any]:
    return {"op_id": str(uuid4())} | said


CASE_FACTS: Final = {
    "pseudonym": "K.",
    "age_band": "40-64",
    "modality": "couple",
    "opened_month": "2026-03",
}
CASES: Final = {
    "home": Row(look=Look(SIGNED_IN, ok=SENT_ON)),
    "cases": Row(look=ALL),
    # Who opens no cases is offered no clinic to choose.
    "case_new": Row(
        look=ALL,
        do={"post": do("", SUPERVISEES, CASE_FACTS | {"clinic": Id("clinic here")}, known=400)},
    ),
    "case": Row("case", Look()),
    "case_edit": Row(
        "case",
        Look(OWNERS),
        {"post": do("case main", OWN, CASE_FACTS | on_version("case main", standing="open"))},
    ),
    "case_consent": Row(
        "case", do={"post": do("case main", OWN, {"form": "discussion", "said": "declined"})}
    ),
    "case_release": Row(
        "case",
        Look(OWNERS),
        {
            "post": do(
                "case main",
                OWN,
                {"reader": Id("person supervisor"), "until": Day(30), "reason": "To think."},
            )
        },
    ),
    "release_end": Row("grant", do={"post": do("grant reader", OWN)}),
    "referral_new": Row(
        "case",
        Look(OWNERS),
        {
            "post": do(
                "case main",
                OWN,
                {"initiated_by": "supervisee", "situation": "Stuck."},
                hears=WORDS_BACK,
            )
        },
    ),
    "referral_emergency": Row(
        "case",
        Look(OWNERS),
        {
            "post": do(
                "case main",
                OWN,
                {"emergency_action": "Went with him.", "receiving_service": "City hospital"},
                hears=WORDS_BACK,
            )
        },
    ),
    "boundary_new": Row(
        "case",
        Look(OWNERS),
        {
            "post": do(
                "case main", OWN, {"timing": "planned", "domain": "time"}, hears=WORDS_BACK
            )
        },
    ),
}
WRITING: Final = {
    "note_new": Row(
        look=ALL,
        do={
            "post": do(
                "",
                OWN,
                {
                    "case": Id("case main"),
                    "kind": "session_reflection",
                    "format": "reflective_short",
                },
                known=400,
            )
        },
    ),
    "note_edit": Row(
        "note",
        Look(AUTHORS, ok=SENT_ON),
        {
            "post": (
                *do(
                    "note draft",
                    OWN,
                    {"revision": Revision("note draft"), "sections.happened": "Other."},
                ),
                *do(
                    "note returned",
                    OWN,
                    {"revision": Revision("note returned"), "sections.happened": "Other."},
                ),
                *do(
                    "note draft",
                    OWN,
                    {
                        "revision": Revision("note draft"),
                        "sections.happened": "Other.",
                        "supervision_question": "Why?",
                        "help_wanted": "tell_me",
                        "risk": "reviewed",
                        "relationship": Id("relationship main"),
                        "do": "submit",
                    },
                ),
            )
        },
    ),
    "note_draft": Row(
        "note",
        Look(AUTHORS, ok=NOT_NOW),
        {
            "post": do(
                "note returned",
                OWN,
                {
                    "revision": Revision("note returned"),
                    "texts": {"happened": "Other."},
                    "window": str(uuid4()),
                    "tick": 1,
                },
                as_json=True,
                ok=(200,),
            )
        },
    ),
    "note_identifiers": Row("note", Look(AUTHORS, ok=NOT_NOW)),
    "note_copies": Row("note", Look(AUTHORS, ok=NOT_NOW)),
    "note_copy_settle": Row(
        "copy", do={"post": do("copy redraft", OWN, {"keep": "copy"}, exists_for=MAIN)}
    ),
    "note_sent": Row("note", Look(AUTHORS)),
    "note_recall": Row("note", do={"post": do("note waiting", OWN)}),
    "note_discard": Row("note", Look(AUTHORS, ok=NOT_NOW), {"post": do("note draft", OWN)}),
    "queue": Row(look=ALL),
    "queue_open": Row("note", do={"post": do("note waiting", SUPERVISOR)}),
}
ROOM: Final = {
    "room": Row("note", Look(ROOM_PAGES, known=404, ok=SENT_ON, leaves=BOOKMARK)),
    "room_read": Row("note", do={"post": do("note open", BOTH, {"seq": "0"})}),
    "room_changes": Row("note", Look(TALKED_OF, known=404)),
    "note_compare": Row("note", Look(SHOWN_ANY, known=404)),
    "room_say": Row(
        "note",
        do={
            "post": (
                *do("note open", BOTH, once(number=1, act="question", body="Why?")),
                *do("note waning", OWN, once(number=1, act="question", body="Why?")),
                *do("note presented", CIRCLE, once(number=1, act="question", body="Why?")),
            )
        },
    ),
    "room_flag": Row(
        "note",
        do={
            "post": do(
                "note open",
                BOTH,
                once(number=1, dimension="power", visibility="with_supervisor"),
            )
        },
    ),
    "room_takeaway": Row(
        "note",
        do={"post": do("note open", OWN, once(number=1, version=1, lines="To wait longer."))},
    ),
    "room_move": Row(
        "note",
        do={
            "post": (
                *do("note open", SUPERVISOR, once(move="discuss") | on_version("note open")),
                *do(
                    "note waiting",
                    SUPERVISOR,
                    once(move="open") | on_version("note waiting"),
                    hears={W.READER: 404},  # there is no page yet to say it on
                ),
                *do(
                    "note open",
                    OWN,
                    once(move="retract", reason="wrong_case") | on_version("note open"),
                ),
            )
        },
    ),
    "room_annotation_edit": Row(
        "annotation",
        do={
            "post": (
                *do(
                    "annotation question",
                    SUPERVISOR,
                    once(body="Otherwise.") | on_version("annotation question"),
                ),
                *do(
                    "annotation circle fellow",
                    only(W.FELLOW),
                    once(body="Otherwise.") | on_version("annotation circle fellow"),
                ),
            )
        },
        within="note",
    ),
    "room_annotation_move": Row(
        "annotation",
        do={
            "post": (
                *do(
                    "annotation question",
                    BOTH,
                    once(move="settle") | on_version("annotation question"),
                ),
                *do(
                    "annotation circle fellow",
                    BOTH,
                    once(move="settle") | on_version("annotation circle fellow"),
                ),
            )
        },
        within="note",
    ),
    "room_annotation_place": Row(
        "annotation",
        do={
            "post": (
                *do(
                    "annotation again",
                    BOTH,
                    once(answer="yes") | on_version("annotation again"),
                ),
                *do(
                    "annotation handed",
                    OWN,
                    once(number=2, start=0, end=10) | on_version("annotation handed"),
                ),
            )
        },
        within="note",
    ),
    "room_flag_place": Row(
        "flag",
        do={
            "post": (
                *do("flag again", OWN, once(answer="no") | on_version("flag again")),
                *do(
                    "flag handed",
                    OWN,
                    once(number=2, quote="He said it.") | on_version("flag handed"),
                ),
            )
        },
        within="note",
    ),
    "room_flag_step": Row(
        "flag",
        do={
            "post": (
                *do("flag asked", OWN, once(accept="yes") | on_version("flag asked")),
                *do("flag shared", OWN, once(visibility="private") | on_version("flag shared")),
            )
        },
        within="note",
    ),
}
FLAGS: Final = {
    "flag_new": Row(
        "note",
        Look(AUTHORS, ok=NOT_NOW, query="?dimension=power"),
        {"post": do("note draft", OWN, {"visibility": "private"}, query="?dimension=power")},
    ),
    "flag": Row(
        "flag",
        Look(),
        {
            "post": (
                *do(
                    "flag shared", OWN, on_version("flag shared", visibility="with_supervisor")
                ),
                *do("flag draft", OWN, on_version("flag draft", visibility="private")),
            )
        },
    ),
    "flag_move": Row(
        "flag",
        do={"post": do("flag shared", OWN, on_version("flag shared", status="exploring"))},
    ),
    "flag_answer": Row(
        "flag", do={"post": do("flag asked", OWN, on_version("flag asked", answer="accept"))}
    ),
    "flag_remove": Row("flag", do={"post": do("flag draft", OWN)}),
    "flags_shared": Row(look=ALL),
    # The flag and not the note: for the lead of the clinic alone.
    "flag_shared": Row(
        "flag",
        Look(
            {
                "flag lead": only(W.LEAD),
                "flag circle and lead": only(W.LEAD),
                "flag there": only(W.LEAD_THERE),
            },
            known=404,
        ),
    ),
}
