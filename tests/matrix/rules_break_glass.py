"""The rules of emergency access: for whom, for how long, and who looks at it afterwards."""

from collections.abc import Sequence
from typing import Final

from tests.matrix.readers import Who
from tests.matrix.rule import PASS_IF, Rule

WAYS: Final = "cases.break_glass_access"
RULES_OF: Final = "cases.break_glass_policy"

RULES_OF_BREAK_GLASS: Final[Sequence[Rule]] = (
    Rule(WAYS, "        by=user,\n        ended_at=None", "        ended_at=None", Who.LEAD),
    Rule(
        WAYS,
        "        ended_at=None,\n        expires_at__gt=timezone.now(),\n",
        "",
        Who.BREAKER,
    ),
    Rule(WAYS, "case__supervisee=user,\n", "", Who.PEER),
    Rule(
        WAYS,
        "access.live_relationships().filter(supervisor=user)",
        "access.live_relationships()",
        Who.SECONDARY,
    ),
    Rule(
        WAYS,
        "        | Q(case__clinic__in=access.clinic_ids_with_role(user, *access.ANSWERABLE)),",
        "        | Q(case__clinic__in=access.clinic_ids_with_role(user, *Role)),",
        Who.ADMINISTRATOR,
    ),
    Rule(
        "cases.break_glass_selectors",
        "    return clinics_with_role(user, *ANSWERABLE).order_by",
        "    return Clinic.objects.order_by",
        Who.ADMINISTRATOR,
    ),
    Rule(RULES_OF, "    if break_glass.by_id != user.pk:\n", PASS_IF),
    Rule(RULES_OF, "    if user.pk in (break_glass.by_id, case.supervisee_id):\n", PASS_IF),
    Rule(RULES_OF, "    if not is_reviewer(user, break_glass):\n", PASS_IF),
    Rule(
        "cases.access_incident_policy",
        "    if not is_reviewer(user, incident.break_glass):\n",
        PASS_IF,
    ),
    Rule(
        "cases.actions.access_incidents",
        "known_break_glass(by).filter(pk=break_glass_id)",
        "BreakGlass.objects.filter(pk=break_glass_id)",
    ),
    Rule(
        RULES_OF,
        "return break_glass.by_id == user.pk or is_reviewer(user, break_glass)",
        "return True",
        Who.OWNER,
    ),
)
