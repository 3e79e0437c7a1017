"""Every address of the API: what its ids name, who may, what the others hear.

A body names things of the world by ``Id``; nothing here is taken from the code under test.
"""

from collections.abc import Mapping
from typing import Any, Final

from tests.factories_cases import TERMS
from tests.matrix.readers import (
    ANNOTATIONS,
    BOTH,
    CIRCLE,
    COVERED,
    HANDED,
    HERE,
    MAIN,
    NOBODY,
    NOTES,
    OWN,
    SIGNED_IN,
    SUPERVISEES,
    VERSIONS,
    People,
    W,
    only,
)
from tests.matrix.table import Address, Do, Id, InDays, Look, Revision, Row, Version

ALL: Final = Look(SIGNED_IN)
DATA: Final = Look(SIGNED_IN, is_the_same_for_all=True)
ITS_READERS: Final = Look()

# The author of a note reads its draft and who opened it.
AUTHORS: Final = dict.fromkeys(NOTES, OWN) | {
    "note former": NOBODY,
    "note peer": only(W.PEER),
    "note there": only(W.SUPERVISEE_THERE),
}
OWNERS: Final = {
    "case main": OWN,
    "case solo": OWN,
    "case old": OWN,
    "case handed": OWN,
    "case former": NOBODY,
    "case peer": only(W.PEER),
    "case there": only(W.SUPERVISEE_THERE),
    "case group": OWN,
    "case shy": OWN,
    "case covered": OWN,
}
# The room is for the author and for the supervisor in her time; a grant is for reading.
CLOSED: Final = ("draft", "recalled", "retracted", "former", "disowned")
ROOMS: Final[Mapping[str, People]] = {
    note: NOBODY
    if note.removeprefix("note ") in CLOSED
    else readers - {W.READER, W.BREAKER, W.PAST, W.WANING, W.RELIEVED}
    for note, readers in NOTES.items()
} | {
    "note handed": only(W.OWNER, W.SECONDARY),
    "note presented": CIRCLE,
    "note passed": COVERED,
    "note hidden": OWN,
    "note astray": OWN,
    "note masked": OWN,
}
# What a supervisor's own acts amount to is for her alone, in her time.
SUPERVISED: Final = {
    note: readers & {W.SUPERVISOR, W.COLLEAGUE, W.SECONDARY, W.SUPERVISOR_THERE, W.COVER}
    for note, readers in NOTES.items()
} | {
    "note former": NOBODY,
    "note handed": only(W.SECONDARY),
    "note passed": only(W.COVER),
}
# What is said to a group stays in its room: a member takes nothing out.
TAKEN_OUT: Final = {name: readers - {W.FELLOW} for name, readers in ANNOTATIONS.items()}
# Whoever reads at least the first version.
SHOWN: Final = {
    version.replace("version", "note").removesuffix(" 1"): readers
    for version, readers in VERSIONS.items()
    if version.endswith(" 1")
}
# Whoever reads any.
SHOWN_ANY: Final = SHOWN | {"note handed": HANDED}
# A peer is shown its threads, of those that were said to the group.
TALKED_OF: Final = SHOWN_ANY | {"note presented": CIRCLE}
ORDER: Final = {
    "number": 1,
    "act": "directive",
    "body": "Ring.",
    "directive": TERMS,
}
CONCERN: Final = {"number": 1, "act": "concern", "body": "Is that safe?"}
RESTS_ON_NOTHING: Final = {"version": Version("note open")}


def move(on: str, may: People, **said: Any) -> Row:
    return Row("note", do={"post": (Do(on, may, {"version": Version(on)} | said),)})


def remark(on: str, may: People, *further: Do, **said: Any) -> Row:
    return Row("annotation", do={"post": (on_remark(on, may, **said), *further)})


def on_remark(on: str, may: People, **said: Any) -> Do:
    name = f"annotation {on}"
    return Do(name, may, {"version": Version(name)} | said)


def supervision(name: str, may: People, **said: Any) -> Row:
    on = f"relationship {name}"
    return Row("relationship", do={"post": (Do(on, may, {"version": Version(on)} | said),)})


def placed(kind: str, address: str, **said: Any) -> dict[str, Row]:
    """Of a thread both sides say where it belongs, of a flag whoever it belongs to."""
    may = BOTH if kind == "annotation" else OWN
    again, handed = f"{kind} again", f"{kind} handed"
    tries = [Do(again, may, {"version": Version(again)} | said)]
    if address == "place":
        tries.append(Do(handed, OWN, {"version": Version(handed)} | said))
    return {f"{kind}-{address}": Row(kind, do={"post": tuple(tries)})}


HERE_NOW: Final = {"number": 2, "start": 0, "end": 10}
OWN_THINGS: Final = {
    "me": Row(look=ALL, do={"patch": (Do("", SIGNED_IN, {"theme": "dark"}),)}),
    "tokens": Row(look=ALL, do={"post": (Do("", SIGNED_IN, {}),)}),
    "token": Row("token", do={"delete": (Do("token owner", OWN),)}),
}
CASES: Final = {
    "note-formats": Row(look=DATA),
    "attestations": Row(look=DATA),
    "directives": Row(look=ALL),
    "dimensions": Row(look=DATA),
    "cases": Row(
        look=ALL,
        do={
            "post": (
                Do(
                    "",
                    SUPERVISEES,
                    {
                        "clinic": Id("clinic here"),
                        "pseudonym": "K.",
                        "age_band": "40-64",
                        "modality": "couple",
                    },
                    exists_for=HERE,
                ),
            )
        },
    ),
    "case": Row(
        "case",
        ITS_READERS,
        {
            "patch": (
                Do("case main", OWN, {"version": Version("case main"), "pseudonym": "L."}),
            )
        },
    ),
    "consents": Row(
        "case",
        ITS_READERS,
        {"post": (Do("case main", OWN, {"form": "discussion", "status": "declined"}),)},
        like_another=True,
    ),
    "grants": Row(
        "case",
        Look(OWNERS),
        {
            "post": (
                Do(
                    "case main",
                    OWN,
                    {
                        "reader": Id("person supervisor"),
                        "reason": "To think along.",
                        "expires_at": InDays(30),
                    },
                ),
            )
        },
    ),
    "grant-end": Row("grant", do={"post": (Do("grant reader", OWN, {}),)}),
}
NOTES_ROWS: Final = {
    "notes": Row(
        look=ALL,
        do={
            "post": (
                Do(
                    "",
                    OWN,
                    {
                        "case": Id("case main"),
                        "kind": "session_reflection",
                        "format": "reflective_short",
                    },
                    exists_for=MAIN,
                ),
            )
        },
    ),
    "queue": Row(look=ALL),
    "ledger": Row(look=ALL),
    "flags-of-all-notes": Row(look=ALL),
    "note": Row("note", ITS_READERS),
    "draft": Row(
        "note",
        Look(AUTHORS),
        {
            "put": (
                Do(
                    "note draft",
                    OWN,
                    {"revision": Revision("note draft"), "sections": {"happened": "Other."}},
                ),
                Do(
                    "note returned",
                    OWN,
                    {"revision": Revision("note returned"), "sections": {"happened": "Other."}},
                ),
            ),
            "delete": (Do("note draft", OWN),),
        },
    ),
    "draft-copy": Row(
        "copy", do={"post": (Do("copy redraft", OWN, {"keep": True}, exists_for=MAIN),)}
    ),
    "note-identifiers": Row(
        "note",
        Look(AUTHORS),
        {"post": (Do("note draft", OWN, {"phrase": "the tall one"}),)},
    ),
    "note-submit": Row(
        "note",
        do={
            "post": (
                Do(
                    "note draft",
                    OWN,
                    {
                        "relationship": Id("relationship main"),
                        "revision": Revision("note draft"),
                    },
                ),
            )
        },
    ),
    "note-amend": Row(
        "note",
        do={
            "post": (
                Do(
                    "note reviewed",
                    OWN,
                    {
                        "relationship": Id("relationship main"),
                        "revision": Revision("note reviewed"),
                        "change_note": "A word was wrong.",
                        "amend_kind": "correction",
                    },
                ),
            )
        },
    ),
    "note-recall": move("note waiting", OWN),
    "note-open": move("note waiting", only(W.SUPERVISOR)),
    "note-return": move("note open", only(W.SUPERVISOR), text="Say more."),
    "note-discuss": move("note open", only(W.SUPERVISOR)),
    "note-resume": move("note talk", only(W.SUPERVISOR)),
    "note-complete": move("note open", only(W.SUPERVISOR), attestation="reviewed"),
    "note-close": move("note reviewed", BOTH),
    "note-retract": move("note open", OWN, reason="wrong_case"),
    "versions": Row("note", ITS_READERS),
    "version": Row("version", Look(known=404)),
    "compare": Row("note", Look(SHOWN, known=404, query="?from=1&to=1")),
    "steps": Row("note", ITS_READERS),
    "reads": Row("note", Look(AUTHORS)),
    "balance": Row("note", Look(SUPERVISED)),
    "takeaway": Row(
        "takeaway",
        Look(known=404),
        {
            "put": (
                Do(
                    "takeaway shared",
                    OWN,
                    {"version": Version("takeaway shared"), "lines": "To wait longer."},
                ),
                Do(
                    "takeaway private",
                    OWN,
                    {"version": Version("takeaway private"), "lines": "To wait longer."},
                    exists_for=MAIN,  # they know of the note, and that the page is its author's
                ),
            )
        },
    ),
    "events": Row("note", Look(ROOMS)),
    "visit": Row(
        "note", Look(ROOMS), {"post": (Do("note open", BOTH, {"seq": 0}),)}, like_another=True
    ),
}
REMARKS: Final = {
    "annotations": Row(
        "note",
        Look(TALKED_OF, known=404),
        {
            "post": (
                *(
                    Do(f"note {note}", may, {"number": 1, "act": "question", "body": "Why?"})
                    for note, may in (
                        ("open", BOTH),
                        ("presented", CIRCLE),
                        ("unwilling", BOTH),
                        ("over", BOTH),
                        ("deserted", BOTH),
                        ("planned", BOTH),
                        ("talk", BOTH),
                        ("old", OWN),
                        ("waning", OWN),
                        ("suspended", OWN),
                    )
                ),
                # Peers have no authority, and in a group without a leader nobody has.
                Do("note presented", only(W.SUPERVISOR), CONCERN, hears={W.FELLOW: 403}),
                Do("note presented", only(W.SUPERVISOR), ORDER, hears={W.FELLOW: 403}),
                Do(
                    "note presented",
                    NOBODY,
                    ORDER | {"visibility": "group"},
                    hears={W.FELLOW: 403},
                ),
            )
        },
    ),
    "web-annotations": Row(
        "note",
        Look(SHOWN_ANY, known=404, query="?page=0"),
        {
            "post": tuple(
                Do(
                    f"note {note}",
                    may,
                    {
                        "@context": "http://www.w3.org/ns/anno.jsonld",
                        "type": "Annotation",
                        "motivation": "questioning",
                        "bodyValue": "Why?",
                        "target": Address(f"version {note} 1"),
                    },
                )
                for note, may in (("open", BOTH), ("talk", BOTH), ("old", OWN), ("waning", OWN))
            )
        },
    ),
    # Of a withdrawn one its readers hear that it is gone.
    "web-annotation": Row("annotation", Look(TAKEN_OUT, known=404, ok=(200, 410))),
    "annotation": Row(
        "annotation",
        Look(known=404),
        {
            "patch": (
                Do(
                    "annotation question",
                    only(W.SUPERVISOR),
                    {"version": Version("annotation question"), "body": "Said otherwise."},
                ),
                Do(
                    "annotation own",
                    OWN,
                    {"version": Version("annotation own"), "body": "Said otherwise."},
                ),
                Do(
                    "annotation circle fellow",
                    only(W.FELLOW),
                    {"version": Version("annotation circle fellow"), "body": "Otherwise."},
                ),
                Do(
                    "annotation circle strayed",
                    NOBODY,
                    {"version": Version("annotation circle strayed"), "body": "Otherwise."},
                ),
                Do(
                    "annotation old",
                    NOBODY,
                    {"version": Version("annotation old"), "body": "Said otherwise."},
                ),
            )
        },
    ),
    "annotation-answer": remark("question", OWN),
    # What becomes of a thread is up to the pair, whoever began it.
    "annotation-settle": remark(
        "question", BOTH, on_remark("circle fellow", BOTH), on_remark("pair", BOTH)
    ),
    "annotation-reopen": remark("settled", BOTH),
    "annotation-acknowledge": remark("directive", OWN),
    "annotation-dispute": remark("directive", OWN, reason="I see it otherwise."),
    "annotation-uphold": remark("disputed", only(W.SUPERVISOR), reason="It stands."),
    "annotation-modify": remark(
        "disputed",
        only(W.SUPERVISOR),
        reason="Half of it.",
        directive={"what": "Ring them together."},
    ),
    "annotation-report-done": remark("acknowledged", OWN),
    "annotation-report-not-done": remark("acknowledged", OWN, reason="She was ill."),
    "annotation-verify": remark("done", only(W.SUPERVISOR)),
    "annotation-lapse": remark("old directive", OWN),
    "annotation-withdraw": remark(
        "question",
        only(W.SUPERVISOR),
        on_remark("circle fellow", only(W.FELLOW)),
        on_remark("circle strayed", NOBODY),
    ),
    **placed("annotation", "place", **HERE_NOW),
    **placed("annotation", "confirm-place"),
    **placed("annotation", "refuse-place"),
    **placed("flag", "place", **HERE_NOW),
    **placed("flag", "confirm-place"),
    **placed("flag", "refuse-place"),
    "flags": Row(
        "note",
        ITS_READERS,
        {
            "post": (
                Do(
                    "note open",
                    BOTH,
                    {"dimension": "power", "visibility": "with_supervisor", "number": 1},
                ),
                Do(
                    "note presented",
                    BOTH,
                    {"dimension": "power", "visibility": "with_group", "number": 1},
                    hears={W.FELLOW: 403},
                ),
                Do("note draft", OWN, {"dimension": "power", "visibility": "private"}),
                Do(
                    "note old",
                    OWN,
                    {"dimension": "power", "visibility": "with_supervisor", "number": 1},
                ),
            )
        },
    ),
    "flag": Row(
        "flag",
        Look(known=404),
        {
            "patch": (
                Do(
                    "flag shared",
                    OWN,
                    {"version": Version("flag shared"), "narrative": "Other."},
                ),
                Do(
                    "flag asked",
                    only(W.SUPERVISOR),
                    {"version": Version("flag asked"), "narrative": "Other."},
                ),
                Do(
                    "flag circle",
                    OWN,
                    {"version": Version("flag circle"), "narrative": "Other."},
                ),
                Do(
                    "flag lead", OWN, {"version": Version("flag lead"), "visibility": "private"}
                ),
            ),
            "delete": (Do("flag draft", OWN),),
        },
    ),
    "flag-move": Row(
        "flag",
        do={
            "post": (
                Do(
                    "flag shared",
                    OWN,
                    {"version": Version("flag shared"), "status": "exploring"},
                ),
                Do(
                    "flag private",
                    OWN,
                    {"version": Version("flag private"), "status": "exploring"},
                ),
            )
        },
    ),
    # Taken on, it is one's own with all that was written in it.
    "flag-accept": Row(
        "flag",
        do={
            "post": (
                Do(
                    "flag asked",
                    OWN,
                    {"version": Version("flag asked")},
                    opens=frozenset({"flag asked: aside"}),
                ),
            )
        },
    ),
    "flag-leave": Row(
        "flag", do={"post": (Do("flag asked", OWN, {"version": Version("flag asked")}),)}
    ),
}
