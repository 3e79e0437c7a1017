"""The pages of decisions, people and one's own account, as in ``routes_pages``."""

from typing import Final

from tests.matrix.readers import (
    BOTH,
    EVERYBODY,
    EXPORTERS,
    MANAGERS,
    NOBODY,
    OWN,
    ROLES,
    SIGNED_IN,
    TAKES_PART,
    W,
    only,
)
from tests.matrix.readers import DECISIONS as DECISIONS_OF
from tests.matrix.routes_pages import (
    ALL,
    NOT_NOW,
    SENT_ON,
    SUPERVISOR,
    WORDS_BACK,
    do,
    on_version,
)
from tests.matrix.table import Day, Do, Id, Link, Look, Row

LEADS: Final = only(W.LEAD, W.LEAD_THERE)
WHY: Final = {"purpose": "board", "reason": "They ask for it."}
# Who reads it as the clinic lead is sent on to the audit; nothing of it can be written there.
TO_AUDIT: Final = {W.LEAD: 302, **WORDS_BACK}
CONSULTED: Final = {"consulted": "peer", "on": "2026-03-01", "question": "Am I too close?"}

DECISIONS: Final = {
    "decisions": Row(look=ALL),
    "decision_consult": Row(
        "decision",
        Look(),
        {"post": do("referral brought", BOTH, CONSULTED, hears=WORDS_BACK)},
    ),
    "follow_up_new": Row(
        "decision", Look(), {"post": do("referral brought", BOTH, {"due": Day(30)})}
    ),
    "follow_up": Row(
        "followup",
        Look(),
        {"post": do("followup sent", BOTH, {"finding": "as_hoped"})},
    ),
    "referral_reply": Row(
        "referral",
        Look(),
        {"post": do("referral sent", OWN, {"reply": "wait_list", "on": "2026-03-01"})},
    ),
    "decision_draft": Row(
        "decision",
        Look(TAKES_PART, is_the_same_for_all=True),
        {
            "post": (
                Do(
                    "boundary brought",
                    OWN,
                    {"let_go": Id("typed brought")},
                    ok=(302,),
                    hears={W.SUPERVISOR: 302},
                ),
            )
        },
    ),
    "decision_print": Row("decision", Look(ok=SENT_ON), like_another=True),
    "referral": Row(
        "referral",
        Look(ok=SENT_ON),
        {
            "post": (
                *do(
                    "referral thinking",
                    OWN,
                    on_version("referral thinking", situation="Other."),
                    hears=WORDS_BACK,
                ),
                *do(
                    "referral brought",
                    SUPERVISOR,
                    on_version("referral brought", move="ask_more", reasons="Not yet."),
                    hears=TO_AUDIT,
                ),
            )
        },
    ),
    "boundary": Row(
        "boundary",
        Look(ok=SENT_ON),
        {
            "post": (
                *do(
                    "boundary thinking",
                    OWN,
                    on_version("boundary thinking", summary="Other."),
                    hears=WORDS_BACK,
                ),
                *do(
                    "boundary brought",
                    SUPERVISOR,
                    on_version("boundary brought", move="ask_more", reasons="Not yet."),
                    hears=TO_AUDIT,
                ),
            )
        },
    ),
    "audit": Row(look=Look(LEADS, known=404)),
    "trends": Row(look=Look(LEADS, known=404)),
    # All that was brought is in a sample already: the lead hears that.
    "audit_decision": Row(
        "decision",
        Look(ok=SENT_ON),
        {
            "post": do(
                "referral brought",
                only(W.LEAD),
                {"chosen_as": "complaint", "reason": "A letter came."},
                hears={W.LEAD: 409},
            )
        },
    ),
    "audit_export": Row(
        look=Look(LEADS, known=404),
        do={"post": do("", LEADS, {"form": "decisions:csv", **WHY}, known=404)},
    ),
    "dossier": Row(
        "decision",
        Look(),
        {
            "post": do(
                "referral brought",
                DECISIONS_OF["referral brought"],
                {"form": "decision:print", **WHY},
            )
        },
    ),
    "exports": Row(look=ALL),
    "own_tokens": Row(look=ALL, do={"post": do("", LEADS, {}, known=404, ok=(200,))}),
    "own_token_revoke": Row("token", do={"post": do("token owner", OWN)}),
    "export": Row("export", Look()),
    "export_file": Row("export", Look(EXPORTERS, leaves=frozenset({"cases_export"}))),
}
# An account is closed by whoever may end all its roles; nobody closes their own.
CLOSERS: Final = {
    "person owner": MANAGERS,
    "person peer": MANAGERS,
    "person supervisor": only(W.LEAD),
    "person inactive": only(W.LEAD),
    "person supervisor there": only(W.LEAD_THERE),
}
PEOPLE: Final = {
    # Who looks after nobody is shown whom they work with, whatever they send.
    "people": Row(
        look=ALL,
        do={
            "post": do(
                "",
                MANAGERS | {W.LEAD_THERE},
                {"invite-email": "new@example.org", "invite-role": "supervisee"},
                known=200,
            )
        },
    ),
    "invitation_revoke": Row("invitation", do={"post": do("invitation here", MANAGERS)}),
    "person": Row("person", Look()),
    "role_give": Row(
        "person",
        do={
            "post": do(
                "person supervisor", MANAGERS, {"role-role": "supervisee"}, exists_for=NOBODY
            )
        },
        further=(Id("clinic here"),),
    ),
    "role_end": Row(
        "role",
        Look(ROLES | {"role supervisor": only(W.LEAD, W.SUPERVISOR)}),
        {"post": do("role peer", MANAGERS | {W.PEER})},
    ),
    "account_close": Row("person", Look(CLOSERS), {"post": do("person peer", MANAGERS)}),
    "account_open": Row("person", do={"post": do("person inactive", only(W.LEAD))}),
    "relationship_new": Row(
        "clinic",
        Look({"clinic here": MANAGERS, "clinic there": only(W.LEAD_THERE)}, known=404),
        {
            "post": do(
                "clinic here",
                MANAGERS,
                {
                    "supervisor": Id("person supervisor"),
                    "supervisee": Id("person peer"),
                    "kind": "secondary",
                    "how": "propose",
                },
                exists_for=NOBODY,
            )
        },
    ),
    "relationship": Row("relationship", Look()),
    "relationship_move": Row(
        "relationship",
        Look(ok=NOT_NOW),
        {
            "post": do(
                "relationship main",
                BOTH | MANAGERS,
                on_version("relationship main", reason="completed"),
            )
        },
        further=("end",),
    ),
    "settings": Row(
        look=ALL,
        do={
            "post": do(
                "",
                SIGNED_IN,
                {"display_name": "Somebody", "timezone": "UTC", "theme": "dark"},
            )
        },
    ),
    "theme": Row(do={"post": do("", EVERYBODY, {"theme": "dark"}, leaves_no_trace=True)}),
    # The link is the proof: it names the clinic and the address it was sent to.
    "invitation": Row(
        look=Look(EVERYBODY, shows=frozenset({"clinic here: name"})),
        do={
            "post": do(
                "",
                OWN,
                {},
                hears={W.ANONYMOUS: 200, W.INACTIVE: 200},
                opens=frozenset({"clinic here: name"}),
            )
        },
        further=(Link("invitation"),),
    ),
}
OPEN: Final = Look(EVERYBODY, ok=SENT_ON)
OWN_ACCOUNT: Final = Look(SIGNED_IN, ok=SENT_ON)
WITH_FORM: Final = frozenset({"post", "put"})  # tests/supervision/test_signin.py


def entrance(look: Look = OPEN, *further: str, form: bool = True) -> Row:
    """A page of django-allauth: about one's own account and nothing else."""
    return Row(look=look, further=further, methods_elsewhere=WITH_FORM if form else frozenset())


ENTRANCE: Final = {
    "account_login": entrance(),
    "account_logout": entrance(),
    "account_inactive": entrance(form=False),
    "account_signup": entrance(),
    "account_reauthenticate": entrance(OWN_ACCOUNT),
    "account_email": entrance(OWN_ACCOUNT),
    "account_email_verification_sent": entrance(form=False),
    "account_change_password": entrance(OWN_ACCOUNT),
    "account_set_password": entrance(OWN_ACCOUNT),
    "account_reset_password": entrance(),
    "account_confirm_login_code": entrance(),
    "account_confirm_email": entrance(OPEN, "nothing", form=True),
    "account_reset_password_from_key_done": entrance(form=False),
    "account_reset_password_from_key": entrance(OPEN, "1", "nothing"),
    "account_reset_password_done": entrance(form=False),
    "usersessions_list": entrance(OWN_ACCOUNT),
}
