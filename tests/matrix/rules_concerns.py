"""The rules of concerns: what keeps everybody out but who brought one and who handles it."""

from collections.abc import Sequence
from typing import Final

from tests.matrix.readers import Who
from tests.matrix.rule import PASS_IF, Rule

WAYS: Final = "supervision.concern_access"
RULES_OF: Final = "supervision.concern_policy"
SHOWN: Final = "supervision.concern_selectors"

RULES_OF_CONCERNS: Final[Sequence[Rule]] = (
    Rule(WAYS, "Concern.objects.filter(reporter=user)", "Concern.objects.all()"),
    Rule(WAYS, "Q(handler=user) | Q(appeal_hearer=user)", "Q()", Who.LEAD),
    Rule(WAYS, "        person=user, inquiry_at", "        inquiry_at", Who.LEAD),
    Rule(RULES_OF, "    if not parties:\n        raise NotFound\n", ""),
    Rule(RULES_OF, "    if not allowed & parties:\n        raise", f"{PASS_IF}        raise"),
    Rule(RULES_OF, "    if concern.reporter_id != user.pk:\n", PASS_IF),
    Rule(SHOWN, "READERS.items() if readers & parties]", "READERS.items()]", Who.OWNER),
    Rule("cases.audit_access", "        | set_apart_from(authors_of(decision))\n", ""),
)
