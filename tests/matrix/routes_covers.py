"""The addresses of being away, of standing in and of handing over, in the API and as pages."""

from typing import Final

from tests.matrix.readers import MANAGERS, NOBODY, NOTES, OWN, PEERS, SUPERVISORS, W, only
from tests.matrix.routes_api import ALL, ITS_READERS
from tests.matrix.routes_pages import DONE, do, on_version
from tests.matrix.table import Day, Do, Id, InDays, Look, Row, Version

# What the cover left open is the supervisor's once it is taken over.
TAKEN: Final = frozenset({"note relieved"})
# Whoever needs somebody to stand in is shown who could: the supervisors of the clinic.
ASKED: Final = frozenset({"person supervisor"})
ARRANGES: Final = only(W.SUPERVISOR, W.LEAD)
PLAN: Final = {
    "covered": Id("relationship peer"),
    "cover": Id("person supervisor"),
    "ends_at": InDays(3),
}


def moved(on: str, may: frozenset[W]) -> Row:
    return Row("cover", do={"post": (Do(on, may, {"version": Version(on)}),)})


API: Final = {
    "covers": Row(
        look=ALL,
        do={
            "post": (
                Do(
                    "",
                    only(W.COLLEAGUE, W.LEAD),
                    PLAN,
                    exists_for=PEERS | MANAGERS,
                ),
            )
        },
    ),
    "cover": Row("cover", ITS_READERS),
    "cover-accept": Row(
        "cover",
        do={
            "post": (
                Do("cover asked", only(W.COLLEAGUE), {"version": Version("cover asked")}),
                # Whom it was for is not told that somebody has said no.
                Do(
                    "cover refused",
                    NOBODY,
                    {"version": Version("cover refused")},
                    hears={W.COLLEAGUE: 409},
                ),
            )
        },
    ),
    "cover-decline": moved("cover asked", only(W.COLLEAGUE)),
    "cover-withdraw": moved("cover asked", ARRANGES),
    "cover-end": moved("cover now", only(W.SECONDARY, W.COVER, W.LEAD)),
    "cover-hand-over": Row(
        "cover",
        do={"post": (Do("cover now", only(W.SECONDARY), {"notes": [Id("note handed")]}),)},
    ),
    "cover-hand-back": Row(
        "cover",
        do={
            "post": (
                Do("cover now", only(W.COVER), on_version("cover now", note="All was calm.")),
            )
        },
    ),
    "cover-take-over": Row(
        "cover", do={"post": (Do("cover over", only(W.SECONDARY), {}, opens=TAKEN),)}
    ),
    "cover-read": Row("cover", do={"post": (Do("cover over", only(W.SECONDARY), {}),)}),
    "note-give": Row(
        "note",
        do={
            "post": (
                Do(
                    "note handed",
                    OWN,
                    on_version("note handed", relationship=Id("relationship cover")),
                    exists_for=NOTES["note handed"],
                ),
            )
        },
    ),
    "absences": Row(
        look=ALL,
        do={
            "post": (
                Do(
                    "",
                    ARRANGES,
                    {
                        "clinic": Id("clinic here"),
                        "person": Id("person supervisor"),
                        "starts_at": InDays(1),
                        "ends_at": InDays(3),
                    },
                    exists_for=frozenset(W)
                    - {W.LEFT, W.GONE, W.FORMER, W.SUPERUSER}
                    - only(W.LEAD_THERE, W.SUPERVISOR_THERE, W.SUPERVISEE_THERE),
                ),
            )
        },
    ),
    "absence-end": Row(
        "absence", do={"post": (Do("absence here", only(W.SECONDARY, W.LEAD), {}),)}
    ),
}
# Who plans is asked before anything is shown.
PLANS: Final = {
    "relationship main": ARRANGES,
    "relationship secondary": only(W.SECONDARY, W.LEAD),
    "relationship past": only(W.PAST, W.LEAD),
    "relationship waning": only(W.WANING, W.LEAD),
    "relationship left": only(W.LEAD),
    "relationship suspended": only(W.SUSPENDED, W.LEAD),
    "relationship inactive": only(W.LEAD),
    "relationship lapsed": only(W.LAPSED, W.LEAD),
    "relationship former": only(W.COLLEAGUE, W.LEAD),
    "relationship proposed": only(W.SECONDARY, W.LEAD),
    "relationship peer": only(W.COLLEAGUE, W.LEAD),
    "relationship there": only(W.SUPERVISOR_THERE, W.LEAD_THERE),
    "relationship cover": only(W.COVER, W.LEAD),
    "relationship relieved": only(W.RELIEVED, W.LEAD),
}
LEADS: Final = {
    name: only(W.LEAD_THERE if name == "relationship there" else W.LEAD) for name in PLANS
}
TYPED: Final = {
    "cover": Id("person supervisor"),
    "last_day": Day(9),
    "scope": "all",
    "reason": "leave",
}
PAGES: Final = {
    "cover_new": Row(
        "relationship",
        Look(PLANS, shows=ASKED),
        {"post": do("relationship peer", only(W.COLLEAGUE, W.LEAD), TYPED)},
    ),
    "cover_sudden": Row(
        "relationship",
        Look(LEADS, shows=ASKED),
        {"post": do("relationship peer", only(W.LEAD), TYPED | {"why": "Ill."})},
    ),
    "cover": Row("cover", Look()),
    "cover_move": Row(
        "cover",
        do={"post": do("cover asked", only(W.COLLEAGUE), on_version("cover asked"))},
        further=("accept",),
    ),
    "cover_hand_over": Row(
        "cover",
        do={"post": do("cover now", only(W.SECONDARY), {"notes": [Id("note handed")]})},
    ),
    "cover_hand_back": Row(
        "cover",
        do={"post": do("cover now", only(W.COVER), on_version("cover now", note="Calm."))},
    ),
    "cover_take_over": Row("cover", do={"post": do("cover over", only(W.SECONDARY))}),
    "cover_read": Row("cover", do={"post": do("cover over", only(W.SECONDARY))}),
    "away": Row(
        "clinic",
        Look(
            {
                "clinic here": SUPERVISORS,
                "clinic there": only(W.SUPERVISOR_THERE),
            },
            known=404,
            shows=ASKED,
        ),
        {
            "post": do(
                "clinic here",
                SUPERVISORS - {W.SECONDARY},
                {"last_day": Day(5), "scope": "all"},
                exists_for=NOBODY,
                hears={W.SECONDARY: 409},
            )
        },
    ),
    "absence_end": Row(
        "absence", do={"post": do("absence here", only(W.SECONDARY, W.LEAD), ok=DONE)}
    ),
    "note_give": Row(
        "note",
        do={
            "post": do(
                "note handed",
                OWN,
                on_version("note handed", relationship=Id("relationship cover")),
                exists_for=NOTES["note handed"],
            )
        },
    ),
}
