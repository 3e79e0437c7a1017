"""The addresses of the clinic's rules: read by all there, changed by a lead and a second."""

from typing import Final

from tests.matrix.readers import HERE, MANAGERS, THERE, W, only
from tests.matrix.routes_api import ALL, ITS_READERS
from tests.matrix.routes_pages import do
from tests.matrix.table import Do, Id, Look, Row

# The lead proposed it, so the other who may is the one who agrees.
SECOND: Final = only(W.ADMINISTRATOR)
TIGHTER: Final = {"clinic": Id("clinic here"), "settings": {"review_due_hours": 24}}
API: Final = {
    "clinic-policy": Row("clinic", ITS_READERS),
    "policy-changes": Row(
        look=ALL, do={"post": (Do("", only(W.LEAD), TIGHTER, exists_for=HERE),)}
    ),
    "policy-change": Row("rule", ITS_READERS),
    "policy-change-approve": Row("rule", do={"post": (Do("rule here", SECOND, {}),)}),
    "policy-change-refuse": Row("rule", do={"post": (Do("rule here", MANAGERS, {}),)}),
    "role-level": Row("role", do={"post": (Do("role peer", MANAGERS, {"level": "student"}),)}),
}
# Everything a form shows comes with it; here what is left out is no number and is refused.
AS_IT_IS: Final = {
    "review_due_hours_student": "24",
    "review_due_hours_trainee": "72",
    "review_due_hours_licensed": "72",
    "review_due_hours": "72",
    "urgent_review_due_hours": "4",
    "referral_follow_up_weeks": "2, 6, 12",
    "audit_sample_percent": "10",
    "audit_check_days": "10",
    "audit_response_days": "14",
    "audit_appeal_days": "30",
    "referral_checklist": "1",
    "boundary_checklist": "1",
    "min_cell_size": "5",
    "supervisor_credential": "0",
    "keep_decisions_years": "7",
    "keep_supervision_years": "7",
    "keep_minors_until_age": "25",
    "keep_audit_years": "6",
    "keep_reflective_months": "12",
    "keep_attachments_days": "90",
}
PAGES: Final = {
    "policies": Row(look=Look(HERE | THERE, known=404)),
    "policy_change": Row(
        "clinic",
        Look({"clinic here": only(W.LEAD), "clinic there": only(W.LEAD_THERE)}),
        {"post": do("clinic here", only(W.LEAD), AS_IT_IS, exists_for=HERE)},
    ),
    "policy_approve": Row("rule", do={"post": do("rule here", SECOND)}),
    "policy_refuse": Row("rule", do={"post": do("rule here", MANAGERS)}),
    "role_level": Row("role", do={"post": do("role peer", MANAGERS, {"level": "student"})}),
}
