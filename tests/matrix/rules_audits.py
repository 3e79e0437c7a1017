"""The rules of the lead's audit: what keeps somebody out of samples and findings."""

from collections.abc import Sequence
from typing import Final

from tests.matrix.readers import Who
from tests.matrix.rule import PASS_IF, Rule

DECIDED: Final = "cases.decision_access"
AUDITS: Final = "cases.audit_access"
AUDITING: Final = "cases.audit_policy"
REVIEWER: Final = (
    "    if FindingParty.REVIEWER not in parties_of(user, finding):\n"
    "        raise NotAllowed(_ONLY[FindingParty.REVIEWER])\n"
)

RULES_OF_AUDITS: Final[Sequence[Rule]] = (
    Rule(
        AUDITS,
        "AuditSample.objects.filter(clinic__in=clinic_ids_with_role(user, Role.CLINIC_LEAD))",
        "AuditSample.objects.all()",
        Who.LEAD_THERE,
    ),
    Rule(
        AUDITS,
        "Q(clinic__in=clinic_ids_with_role(user, Role.CLINIC_LEAD))\n        | Q(pk",
        "Q(clinic__in=clinic_ids_with_role(user, *Role))\n        | Q(pk",
        Who.ADMINISTRATOR,
    ),
    Rule(AUDITS, "authored(user), status__in=SHARED", "authored(user)", Who.OWNER),
    Rule(AUDITS, "Q(reviewer=user, clinic", "Q(clinic", Who.OUTSIDE),
    Rule(
        AUDITS,
        "Q(reviewer=user, clinic__in=clinic_ids_with_role(user, *REVIEWERS))",
        "Q(reviewer=user)",
        Who.LEFT,
    ),
    Rule(AUDITS, "Q(appeal_hearer=user, clinic", "Q(clinic", Who.OUTSIDE),
    Rule(AUDITS, "        decision__supervisee=user, clinic", "        clinic", Who.PEER),
    Rule(
        AUDITS,
        "        decision__relationship__supervisor=user,\n",
        "",
        Who.COLLEAGUE,
    ),
    Rule(AUDITS, "        owner=user,\n", "", Who.PEER),
    Rule(
        AUDITS,
        '        finding__clinic__in=clinics_of(user).order_by().values("pk"),\n',
        "",
        Who.FORMER,
    ),
    Rule(AUDITS, "        published_at__isnull=False, clinic", "        clinic", Who.PEER),
    Rule(
        AUDITS,
        ', clinic__in=clinics_of(user).order_by().values("pk")\n    )\n\n\n# ---',
        "\n    )\n\n\n# ---",
        Who.OWNER,
    ),
    Rule(
        "cases.audit_selectors",
        "words = audit_access.readable_findings(user).filter(pk=finding_id).exists()",
        "words = True",
        Who.LEAD,
    ),
    Rule(
        "api.serializers.audits",
        "dict(shown.finding.answers) if shown.words else {}",
        "dict(shown.finding.answers)",
        Who.LEAD,
    ),
    Rule(DECIDED, "        Q(reviewer=user) | Q(appeal_hearer=user),\n", "", Who.OUTSIDE),
    Rule(DECIDED, ".exclude(status__in=FINDING_ENDED)", "", Who.OUTSIDE),
    Rule(
        DECIDED,
        "        clinic__in=clinic_ids_with_role(user, Role.EXTERNAL_REVIEWER),\n",
        "",
        Who.LEFT,
    ),
    Rule(
        AUDITING,
        "Role.CLINIC_LEAD):\n        return\n    if not has_role",
        "*Role):\n        return\n    if not has_role",
    ),
    Rule(
        AUDITING,
        "    if not has_role(user, clinic_id, *Role):\n        raise NotFound\n    msg",
        "    msg",
    ),
    Rule(
        AUDITING,
        "    if not audit_access.listed_findings(user).filter(pk=finding.pk).exists():\n",
        PASS_IF,
    ),
    Rule(AUDITING, "    if owner not in parties_of(user, finding):\n", PASS_IF),
    Rule(
        AUDITING,
        REVIEWER + "    if finding.status != FindingStatus.DRAFT",
        "    if finding.status != FindingStatus.DRAFT",
    ),
    Rule(
        AUDITING,
        REVIEWER + "    if finding.status not in (",
        "    if finding.status not in (",
    ),
    Rule(
        AUDITING,
        REVIEWER + "    if finding.status not in ISSUED",
        "    if finding.status not in ISSUED",
    ),
    Rule(
        AUDITING,
        "    if not audit_access.own_actions(user).filter(pk=action.pk).exists():\n",
        PASS_IF,
    ),
    Rule(
        AUDITING,
        "    if FindingParty.REVIEWER not in parties_of(user, action.finding):\n",
        PASS_IF,
    ),
    Rule(
        AUDITING,
        "    if FindingParty.AUTHOR not in parties_of(user, point.finding):\n",
        PASS_IF,
    ),
    # Who is never asked to review: see conflicts.py.
    # The two authors are kept out twice: supervised by each other, they are in both rules.
    Rule(AUDITS, "        | {decision.raised_by_id}\n", ""),
    Rule(AUDITS, '*_ids(steps, "by"), ', ""),
    Rule(AUDITS, ', *_ids(asked, "recorded_by")', ""),
    Rule(AUDITS, "        | _supervised(authors_of(decision))\n", ""),
    Rule(AUDITS, "Q(supervisor__in=authors) | Q(supervisee", "Q(supervisee"),
    Rule(
        AUDITS,
        "Q(supervisor__in=authors) | Q(supervisee__in=authors)",
        "Q(supervisor__in=authors)",
    ),
    Rule(AUDITS, '        *_ids(asked, "colleague"),\n', ""),
    Rule(AUDITS, '        *_ids(said, "author"),\n', ""),
    Rule(AUDITS, '        *_ids(given, "user"),\n', ""),
    Rule(AUDITS, '        *_ids(heard, "member"),\n', ""),
    Rule(
        AUDITS,
        '        | set(_ids(AuditConflict.objects.filter(decision=decision.pk), "person"))\n',
        "",
    ),
    Rule(AUDITS, ".exclude(user__in=taken)", ""),
    Rule(
        AUDITS,
        "running(), clinic=decision.clinic_id, role=role, user",
        "clinic=decision.clinic_id, role=role, user",
    ),
    Rule(AUDITS, "clinic=decision.clinic_id, role=role, user", "role=role, user"),
    Rule(AUDITS, ", role=role, user__is_active=True", ", role=role"),
    Rule(AUDITS, "role=role, user__is_active=True", "user__is_active=True"),
)
