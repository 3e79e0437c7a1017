"""Our words in those of FHIR R4: tables alone. What has no word there keeps its own."""

from collections.abc import Mapping
from typing import Any, Final

from cases.decision_enums import BoundaryStatus, ConsentToShare, ReferralStatus
from cases.decision_workflow import AWAITS_REVIEW, AWAITS_REVIEW_SOON, ENDED

_R, _B = ReferralStatus, BoundaryStatus
OUR_CODES: Final = "urn:x-supervision:"
SECURITY: Final = [
    {
        "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
        "code": "R",
        "display": "restricted",
    },
    {
        "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
        "code": "PSEUDED",
        "display": "pseudonymized",
    },
]
CONSENT_SCOPE: Final = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/consentscope",
            "code": "patient-privacy",
        }
    ]
}
CONSENT_CATEGORY: Final = {"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}
# Consent to share: FHIR's status, and whether sharing is permitted by it.
CONSENTS: Final[Mapping[str, tuple[str, str]]] = {
    ConsentToShare.GIVEN: ("active", "permit"),
    ConsentToShare.REFUSED: ("rejected", "deny"),
    ConsentToShare.WITHDRAWN: ("inactive", "deny"),
}
REQUEST_STATUS: Final[Mapping[str, str]] = {
    _R.CONSIDERING: "draft",
    _R.PROPOSED: "draft",
    _R.SUPERVISOR_REVIEW: "draft",
    _R.MORE_INFORMATION: "draft",
    _R.APPROVED: "active",
    _R.NOT_SUPPORTED: "revoked",
    _R.CLIENT_INFORMED: "active",
    _R.SENT: "active",
    _R.ACCEPTED: "active",
    _R.DECLINED_BY_RECEIVER: "active",
    _R.FIRST_CONTACT_MADE: "active",
    _R.CLOSED_COMPLETED: "completed",
    _R.CLOSED_CLIENT_DECLINED: "revoked",
    _R.WITHDRAWN: "revoked",
    _R.CONTINUE_HERE: "revoked",
    _R.ON_HOLD: "on-hold",
    _R.ENTERED_IN_ERROR: "entered-in-error",
    _R.EMERGENCY_REFERRAL_MADE: "active",
    _R.RETROSPECTIVE_REVIEW: "active",
}
_TASK_STATUS: Final[Mapping[str, str]] = {
    _R.CONSIDERING: "draft",
    _R.PROPOSED: "draft",
    _R.NOT_SUPPORTED: "rejected",
    _R.DECLINED_BY_RECEIVER: "rejected",
    _R.CLOSED_COMPLETED: "completed",
    _R.CLOSED_CLIENT_DECLINED: "cancelled",
    _R.WITHDRAWN: "cancelled",
    _R.CONTINUE_HERE: "cancelled",
    _R.ON_HOLD: "on-hold",
    _R.ENTERED_IN_ERROR: "entered-in-error",
    _B.NOTICED: "draft",
    _B.ANALYSING: "draft",
    _B.CLOSED: "completed",
}
_PLAN_STATUS: Final[Mapping[str, str]] = {
    "draft": "draft",
    "active": "active",
    "on-hold": "on-hold",
    "revoked": "revoked",
    "completed": "completed",
    "entered-in-error": "entered-in-error",
}
# Where a field has a place of its own; every other declared field is a note of the request.
CARE_FIELDS: Final = (
    "interim_contact",
    "crisis_plan_given",
    "warm_handover",
    "receiving_service",
    "first_appointment_month",
    "follow_up_due",
)
TOLD_FIELDS: Final = ("client_informed_how", "client_preference", "client_disagreement")


def request_status(status: str) -> str:
    return REQUEST_STATUS.get(status, "unknown")


def plan_status(status: str) -> str:
    return _PLAN_STATUS.get(request_status(status), "unknown")


def task_status(status: str) -> str:
    if status in AWAITS_REVIEW | AWAITS_REVIEW_SOON:
        return "requested"
    if status in _TASK_STATUS:
        return _TASK_STATUS[status]
    return "completed" if status in ENDED else "in-progress"


def composition_status(status: str) -> str:
    if status == _B.ENTERED_IN_ERROR:
        return "entered-in-error"
    return "final" if status in {_B.REVIEWED, _B.CLOSED} else "preliminary"


def coded(sort: str, code: str, text: str) -> dict[str, Any]:
    return {"coding": [{"system": f"{OUR_CODES}{sort}", "code": code}], "text": text}
