"""The rules of agreements: who knows of one, who reads it, who writes and signs it."""

from collections.abc import Sequence
from typing import Final

from tests.matrix.readers import Who
from tests.matrix.rule import PASS_IF, Rule

POLICY: Final = "supervision.agreement_policy"

RULES_OF_AGREEMENTS: Final[Sequence[Rule]] = (
    Rule(
        POLICY,
        "    if not has_role(user, relationship.clinic_id, Role.CLINIC_LEAD):\n",
        PASS_IF,
    ),
    Rule(POLICY, "    if not _is_one_of_them(user, agreement.relationship):\n", PASS_IF),
    Rule(
        POLICY,
        "    check_view_relationship(user, relationship)\n"
        "    _check_in_their_role(user, relationship)\n",
        "    check_view_relationship(user, relationship)\n",
    ),
    Rule(
        POLICY,
        "    check_view_agreement(user, agreement)\n"
        "    _check_in_their_role(user, agreement.relationship)\n",
        "    check_view_agreement(user, agreement)\n",
    ),
    Rule(
        POLICY,
        "Q(own, relationship__clinic__in=clinics_of(user))",
        "Q(relationship__clinic__in=clinics_of(user))",
        Who.PEER,
    ),
    Rule(
        POLICY,
        "clinic_ids_with_role(user, Role.CLINIC_LEAD)",
        "clinic_ids_with_role(user, *Role)",
        Who.ADMINISTRATOR,
    ),
    Rule(
        "supervision.agreement_selectors",
        "    if not allows(check_read_agreement, user, agreement):\n",
        PASS_IF,
    ),
)
