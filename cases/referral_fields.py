"""What can be written into a referral, by whom and while it is in which state: data."""

from collections.abc import Mapping

from cases.decision_enums import (
    ConsentToShare,
    DifferencePresent,
    Ground,
    InitiatedBy,
    NotToldReason,
    ReferralDirection,
    ReferralOutcomeDecision,
    ReferralStatus,
    ValuesOutcome,
    WarmHandover,
)
from cases.decision_field import DecisionField, choice_field
from cases.decision_workflow import REFERRAL_ENDED
from cases.enums import RiskLine
from cases.referral_enums import (
    Known,
    NotAbandoned,
    ReceiverKind,
    RecordsTransfer,
    ReferralUrgency,
    ValuesMissing,
    ValuesStep,
    WhoDecides,
)
from cases.workflow import Owner

_R = ReferralStatus

# What the decision rests on stands still once the supervisor has spoken: the record says what
# was known then.
_THINKING = frozenset(
    {
        _R.CONSIDERING,
        _R.PROPOSED,
        _R.MORE_INFORMATION,
        _R.EMERGENCY_REFERRAL_MADE,
        _R.RETROSPECTIVE_REVIEW,
    }
)
_OPEN = frozenset(_R) - REFERRAL_ENDED - {_R.ON_HOLD}
_ASKED = frozenset({_R.SENT, _R.ACCEPTED, _R.FIRST_CONTACT_MADE})
_BEFORE_SENT = _OPEN - _ASKED - {_R.RETROSPECTIVE_REVIEW}
_VALUES_REVIEW = _THINKING - {_R.CONSIDERING} | {_R.SUPERVISOR_REVIEW}

_SITUATION: Mapping[str, DecisionField] = {
    "initiated_by": choice_field("Whose idea it was", InitiatedBy, _THINKING, required=True),
    "direction": choice_field("Where to", ReferralDirection, _THINKING),
    "urgency": choice_field("How soon", ReferralUrgency, _THINKING),
    "situation": DecisionField(
        "text", "Situation", _THINKING, "What is going on, and why a referral comes to mind."
    ),
    "risk": choice_field("Risk at present", RiskLine, _THINKING),
    "risk_assessment": DecisionField(
        "text",
        "What the risk is, and what is done about it",
        _THINKING,
        "What you asked, what the client said, what was agreed.",
    ),
    "decided": choice_field("What you propose", ReferralOutcomeDecision, _THINKING),
    "rationale": DecisionField(
        "text", "Rationale", _THINKING, "Why this way rather than the other ones."
    ),
}

_VALUES: Mapping[str, DecisionField] = {
    "difference_present": choice_field(
        "Do you and the client differ in something that matters here?",
        DifferencePresent,
        _THINKING,
    ),
    "values_same_need": DecisionField(
        "text",
        "The same need without the difference",
        _THINKING,
        "Would you refer a client with the same need who does not differ from you in this?",
    ),
    "values_missing": choice_field(
        "What is missing here?",
        ValuesMissing,
        _THINKING,
        hint="The clinic lead does not see this field.",
    ),
    "values_steps": DecisionField(
        "many", "What you have done so far", _THINKING, choices=ValuesStep
    ),
    "values_work": DecisionField(
        "text",
        "What you have done about it",
        _THINKING,
        "What it was like, and what it changed. The clinic lead does not see this field.",
    ),
    "values_plan": DecisionField(
        "text", "What you will learn, and until when", _THINKING, "Only if skill is missing."
    ),
    "values_supervisor_view": DecisionField(
        "text", "Supervisor's view", _VALUES_REVIEW, owner=Owner.SUPERVISOR
    ),
    "values_outcome": choice_field(
        "Outcome of the values check", ValuesOutcome, _VALUES_REVIEW, owner=Owner.SUPERVISOR
    ),
}

_CLIENT: Mapping[str, DecisionField] = {
    "client_informed_on": DecisionField("date", "Client told on", _OPEN),
    "client_informed_how": DecisionField(
        "text", "How the client was told", _OPEN, "In person, by phone; in which words."
    ),
    "client_preference": DecisionField(
        "text", "What the client prefers", _OPEN, "In the client's own words where you can."
    ),
    "client_disagreement": DecisionField("text", "Where the client disagrees", _OPEN),
    "not_told_reason": choice_field("Not told, because", NotToldReason, _OPEN),
    "who_decides": choice_field("Who decides about this", WhoDecides, _OPEN),
    "guardian_part": DecisionField(
        "text",
        "The guardian's part",
        _OPEN,
        "Which role, what was said, what was agreed to. Never a name.",
    ),
    "consent_to_share": choice_field(
        "Client's consent to share information", ConsentToShare, _OPEN
    ),
    "consent_scope": DecisionField(
        "text", "What may be shared", _OPEN, "What, with whom, for how long."
    ),
    "pre_termination": DecisionField("flag", "The ending was talked about", _OPEN),
    "pre_termination_sessions": DecisionField("number", "Sessions kept for the ending", _OPEN),
    "outreach": DecisionField(
        "text",
        "How you sought the client",
        _OPEN,
        "Only if the client did not come back: when and how you tried.",
    ),
}

_CARE: Mapping[str, DecisionField] = {
    "interim_contact": DecisionField(
        "text", "Who cares until then", _OPEN, "Contact and sessions until the receiver begins."
    ),
    "sessions_until": DecisionField("date", "Sessions here go on until", _OPEN),
    "notice_days": DecisionField("number", "Days of notice", _OPEN),
    "crisis_plan_given": DecisionField("flag", "The client has a crisis plan", _OPEN),
    "warm_handover": choice_field("Personal handover", WarmHandover, _OPEN),
    "records_transfer": choice_field("What is handed over in writing", RecordsTransfer, _OPEN),
    "abandonment_check": DecisionField(
        "many",
        "Nobody is left alone",
        _OPEN,
        "Tick what is true by now.",
        choices=NotAbandoned,
    ),
    "abandonment_gap": DecisionField(
        "text", "What of this is not so, and why", _OPEN, "Only if something is left unticked."
    ),
}

_RECEIVER: Mapping[str, DecisionField] = {
    "receiver_kind": choice_field("What kind of receiver", ReceiverKind, _OPEN - _ASKED),
    "receiving_service": DecisionField(
        "line",
        "Receiving service",
        _OPEN - _ASKED,
        "A service or a colleague; never client data.",
    ),
    "first_appointment_month": DecisionField("month", "First appointment (month)", _OPEN),
    "attended": choice_field("The client arrived there", Known, _OPEN),
    "engaged": choice_field("And has stayed", Known, _OPEN),
    "returned": choice_field("The client came back to us", Known, _OPEN),
    "outcome": DecisionField(
        "text", "What came of it", _OPEN, "In the client's words where you can."
    ),
    "outcome_reason": DecisionField(
        "text", "Why it did not come about", _OPEN, "Only if the client did not arrive."
    ),
    "outcome_learned": DecisionField("text", "What we learn from it", _OPEN),
    "emergency_action": DecisionField("text", "What was done", _BEFORE_SENT),
}

REFERRAL_FIELDS: Mapping[str, DecisionField] = {
    **_SITUATION,
    **_VALUES,
    **_CLIENT,
    **_CARE,
    **_RECEIVER,
}

# What to write for each ground: the evidence it stands on.
EVIDENCE: Mapping[str, str] = {
    Ground.NO_PROGRESS: "Over what time, by what measure or observation; what was tried.",
    Ground.WORSENING: "What got worse, by what measure; and the risk.",
    Ground.CLIENT_PREFERS_APPROACH: "The client's own words.",
    Ground.CLIENT_REQUESTS_THERAPIST: "The client's own words.",
    Ground.COMPETENCE_LIMIT: (
        "Which competence; whether training, supervision or working together could meet it."
    ),
    Ground.COUNTERTRANSFERENCE: (
        "What it does to the work, and what you did about it. You need not say where it "
        "comes from."
    ),
    Ground.BOUNDARY: "What could not be held, and what was tried.",
    Ground.ALLIANCE: "What broke, and how you tried to mend it.",
    Ground.DUAL_RELATIONSHIP: "Which other tie, since when; roles, no names.",
    Ground.CONFLICT_OF_INTEREST: "What interest, whose, since when; roles, no names.",
    Ground.LEVEL_OF_CARE: "What the client needs that an hour here does not give.",
    Ground.MEDICAL_NEED: "What was seen or said, and what has to be looked at.",
    Ground.LANGUAGE_ACCESS: "Which language, and why an interpreter is not enough.",
    Ground.SPECIALIST: "For what, and what it could change.",
    Ground.SAFETY_OF_THERAPIST: "What happened, when, and who was told.",
    Ground.PRACTICAL: "What changes and when; how much notice there is.",
    Ground.VALUES_CONFLICT: (
        "What it is about. It cannot be the only ground; it is looked at in the values check."
    ),
}
