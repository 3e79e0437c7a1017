"""The rules of what was hidden: out of every way but those of its author and the officer."""

from collections.abc import Sequence
from typing import Final

from tests.matrix.readers import Who
from tests.matrix.rule import PASS_IF, Rule

WAYS: Final = "cases.incident_access"
RULES_OF: Final = "cases.incident_policy"
READING: Final = "cases.incident_reading"

RULES_OF_INCIDENTS: Final[Sequence[Rule]] = (
    # Where the thing itself is no longer found.
    Rule("cases.access", "        .filter(note__quarantined_at__isnull=True)\n", ""),
    Rule("cases.access", "\n        .filter(quarantined_at__isnull=True)\n", "\n"),
    Rule("cases.group_access", "        note__quarantined_at__isnull=True,\n", "", Who.FELLOW),
    Rule("cases.decision_access", ".filter(quarantined_at__isnull=True)", "", Who.LEAD),
    # Who knows of the incident, and reads what was hidden.
    Rule(WAYS, "(mine & Q(clinic__in=clinics)) | looks", "Q()", Who.COLLEAGUE),
    Rule(WAYS, "Q(author=user) | Q(found_by=user)", "Q()", Who.COLLEAGUE),
    Rule(WAYS, "*ANSWERABLE", "*Role", Who.COLLEAGUE),
    Rule(WAYS, "filter(mine, key__destroyed_at=None)", "filter(key__destroyed_at=None)"),
    Rule(WAYS, "Q(author=user, clinic__in=clinics)", "Q(clinic__in=clinics)", Who.LEAD),
    Rule(
        READING,
        'Q(pk__in=access.readable_flags(user).values("pk"))',
        "Q()",
        Who.OWNER,
    ),
    Rule(
        READING,
        "audit_access.readable_findings(user).order_by()",
        "Finding.objects.order_by()",
        Who.OWNER,
    ),
    Rule(
        READING,
        "Q(submitted=True) & ~Q(visibility=FlagVisibility.PRIVATE)",
        "Q()",
        Who.OFFICER,
    ),
    Rule(READING, 'Q(at__gte=F("decision__shared_at"))', "Q()", Who.OFFICER),
    Rule(
        READING,
        'Collection[str] = () if mine else getattr(row, "PRIVATE", ())',
        "Collection[str] = ()",
        Who.OFFICER,
    ),
    # Who does what with it.
    Rule(RULES_OF, "    if not seen:\n", PASS_IF, Who.COLLEAGUE),
    Rule(
        RULES_OF,
        "    if incident.author_id != user.pk and not is_officer(user, incident):\n",
        PASS_IF,
    ),
    Rule(
        RULES_OF,
        "    if not any(parts) and incident.author_id != user.pk:\n",
        PASS_IF,
        Who.SUPERVISOR,
    ),
    Rule(RULES_OF, "    if not is_officer(user, incident):\n", PASS_IF),
)
