"""Which fields of a referral stand together on its page, and which lie folded below them."""

from typing import Final, NamedTuple


class Plan(NamedTuple):
    """``more`` lies folded below ``names``: asked only where it applies."""

    code: str
    title: str
    intro: str
    names: tuple[str, ...]
    more: tuple[str, ...] = ()


REFERRAL: Final = (
    Plan(
        "situation",
        "What is going on",
        "",
        ("initiated_by", "direction", "situation", "risk"),
        ("urgency", "risk_assessment"),
    ),
    Plan(
        "grounds",
        "Grounds",
        "Why. Each with what you see that speaks for it; one is the main one.",
        (),
    ),
    Plan(
        "options",
        "Options and proposal",
        "At least two ways; to go on here with changes may be one of them.",
        ("decided", "rationale"),
    ),
    Plan(
        "values",
        "Values check",
        "Asked of everybody before a referral out, to keep the client's need and one's own "
        "outlook apart.",
        (
            "difference_present",
            "values_same_need",
            "values_missing",
            "values_work",
            "values_supervisor_view",
            "values_outcome",
        ),
        ("values_steps", "values_plan"),
    ),
    Plan(
        "client",
        "The client's part",
        "",
        (
            "client_informed_on",
            "client_informed_how",
            "client_preference",
            "client_disagreement",
            "not_told_reason",
            "consent_to_share",
            "pre_termination",
        ),
        (
            "who_decides",
            "guardian_part",
            "consent_scope",
            "pre_termination_sessions",
            "outreach",
        ),
    ),
    Plan(
        "care",
        "Care until then",
        "Nobody is left alone between two services.",
        ("interim_contact", "crisis_plan_given", "abandonment_check"),
        (
            "abandonment_gap",
            "sessions_until",
            "notice_days",
            "warm_handover",
            "records_transfer",
        ),
    ),
    Plan(
        "receiver",
        "Receiver",
        "",
        ("receiving_service",),
        ("receiver_kind", "first_appointment_month"),
    ),
    Plan(
        "outcome",
        "What came of it",
        "Asked when the first contact was made, and again at the follow-ups.",
        ("attended", "outcome"),
        ("engaged", "returned", "outcome_reason", "outcome_learned"),
    ),
    Plan(
        "emergency",
        "Emergency",
        "When it could not wait: say what was done and to which service it went. "
        "The review comes afterwards.",
        ("emergency_action",),
    ),
)
# Asked of one client; of several, each has a voice of their own.
OF_ONE_CLIENT: Final = frozenset(
    {
        "client_informed_on",
        "client_informed_how",
        "client_preference",
        "client_disagreement",
        "not_told_reason",
        "consent_to_share",
    }
)
