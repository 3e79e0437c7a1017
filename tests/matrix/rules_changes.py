"""The rules of a change of supervisor, and of what goes along."""

from collections.abc import Sequence
from typing import Final

from tests.matrix.readers import Who
from tests.matrix.rule import PASS_IF, Rule

POLICY: Final = "supervision.change_policy"
CARRYING: Final = "cases.carry_over_policy"

RULES_OF_CHANGES: Final[Sequence[Rule]] = (
    Rule(POLICY, "    check_manage_clinic(user, old.clinic_id)\n", ""),
    Rule(
        POLICY,
        "    if user.pk not in three or not has_role(user, clinic_id, *Role):\n",
        PASS_IF,
        Who.PEER,
    ),
    Rule(
        POLICY,
        "user.pk != change.new.supervisor_id or change.given_at is None",
        "user.pk != change.new.supervisor_id",
        Who.SECONDARY,
    ),
    Rule(
        POLICY,
        "user.pk != change.new.supervisor_id or change.given_at is None",
        "change.given_at is None",
        Who.LEAD,
    ),
    Rule(
        POLICY,
        "    if user.pk == change.old.supervisor_id:\n        msg",
        "    if False:\n        msg",
        Who.PAST,
    ),
    Rule(POLICY, "    if user.pk != change.old.supervisor_id:\n", PASS_IF),
    Rule(POLICY, "    if user.pk != change.old.supervisee_id:\n", PASS_IF),
    Rule(
        POLICY,
        "Q(own, old__clinic__in=clinics_of(user))",
        "Q(old__clinic__in=clinics_of(user))",
        Who.PEER,
    ),
    Rule(
        POLICY,
        "Q(old__clinic__in=managed_clinics(user))",
        "Q(old__clinic__in=clinics_of(user))",
        Who.PEER,
    ),
    Rule(CARRYING, "    if user.pk != change.old.supervisee_id:\n", PASS_IF),
    Rule(
        CARRYING,
        "    if user.pk not in {change.old.supervisee_id, change.new.supervisor_id}:\n",
        PASS_IF,
    ),
    Rule(CARRYING, "    if user.pk != carry_over.change.new.supervisor_id:\n", PASS_IF),
    Rule(
        CARRYING,
        "        two, change__old__clinic__in=clinics_of(user)\n",
        "        change__old__clinic__in=clinics_of(user)\n",
        Who.PEER,
    ),
    Rule(
        "cases.decision_access",
        "access.recorded_relationships(user).order_by()",
        "access.SupervisionRelationship.objects.order_by()",
        Who.SUPERVISOR,
    ),
)
