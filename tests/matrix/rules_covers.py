"""The rules of standing in, of being away, of handing over, and of credentials."""

from collections.abc import Sequence
from typing import Final

from tests.matrix.readers import Who
from tests.matrix.rule import PASS_IF, Rule

COVERS: Final = "supervision.cover_policy"
SHOWN: Final = "supervision.cover_access"
HANDED: Final = "cases.handed"
GIVING: Final = "cases.handover_policy"
LEADS_COVERED: Final = "    if not has_role(user, covered.clinic_id, Role.CLINIC_LEAD):\n"
CREDENTIALS: Final = "supervision.credential_policy"

RULES_OF_COVERS: Final[Sequence[Rule]] = (
    Rule(
        COVERS,
        "    if user.pk not in {cover.covered.supervisor_id, cover.cover_id}:\n",
        PASS_IF,
    ),
    Rule(
        COVERS,
        "    if not known and not has_role(user, cover.covered",
        "    if False and not has_role(user, cover.covered",
    ),
    Rule(
        COVERS,
        "    check_view_relationship(user, covered)\n    _check_arranges(user, covered)\n",
        "    check_view_relationship(user, covered)\n",
    ),
    Rule(
        COVERS,
        LEADS_COVERED + '        msg = "Only the supervisor or a clinic lead plans',
        PASS_IF + '        msg = "Only the supervisor or a clinic lead plans',
    ),
    Rule(
        COVERS,
        LEADS_COVERED + '        msg = "Only a clinic lead begins',
        PASS_IF + '        msg = "Only a clinic lead begins',
    ),
    Rule(COVERS, "    if user.pk != cover.cover_id:\n", PASS_IF),
    Rule(
        COVERS,
        "    check_view_cover(user, cover)\n    _check_arranges(user, cover.covered)\n",
        "    check_view_cover(user, cover)\n",
    ),
    Rule(
        COVERS, "        return\n    _check_arranges(user, cover.covered)\n", "        return\n"
    ),
    Rule(COVERS, "    if user.pk != cover.covered.supervisor_id:\n", PASS_IF),
    Rule(COVERS, "    check_belongs(user, clinic_id)\n", ""),
    Rule(
        COVERS, "    if not own and not has_role(user, clinic_id, Role.CLINIC_LEAD):\n", PASS_IF
    ),
    Rule(COVERS, "    if not managed and not own:\n", PASS_IF),
    Rule(COVERS, "    if not own:\n", PASS_IF),
    Rule(
        SHOWN,
        "        Q(cover=user)\n        | Q(covered__supervisor=user)",
        "        Q()\n        | Q(covered__supervisor=user)",
        Who.PEER,
    ),
    Rule(
        SHOWN,
        "Q(covered__supervisee=user) & ~Q(status=CoverStatus.DECLINED)",
        "Q(covered__supervisee=user)",
        Who.OWNER,
    ),
    Rule(
        SHOWN,
        "    visible = Q(own, covered__clinic__in=clinics_of(user)) | Q(\n"
        "        covered__clinic__in=managed_clinics(user)\n    )",
        "    visible = Q(own) | Q()",
        Who.PEER,
    ),
    Rule(
        SHOWN,
        "covered__clinic__in=managed_clinics(user)",
        "covered__clinic__in=clinics_of(user)",
        Who.PEER,
    ),
    Rule(
        SHOWN,
        "    own = Q(person=user, clinic__in=clinics_of(user))",
        "    own = Q(clinic__in=clinics_of(user))",
        Who.PEER,
    ),
    Rule(
        SHOWN,
        "Absence.objects.filter(own | Q(clinic__in=managed_clinics(user)))",
        "Absence.objects.filter(own | Q(clinic__in=clinics_of(user)))",
        Who.PEER,
    ),
    Rule(
        HANDED,
        "HandOver.objects.filter(~Exists(passed_on), to__in=relationships)",
        "HandOver.objects.filter(~Exists(passed_on))",
        Who.PAST,
    ),
    Rule(
        HANDED,
        "versions.filter(~Exists(passed_on), relationship__in=relationships)",
        "versions.filter(~Exists(passed_on))",
        Who.PAST,
    ),
    Rule(
        HANDED,
        "    since = _ALONG | Q(threads_since__lte=OuterRef(at))\n",
        "    since = Q()\n",
        Who.COVER,
    ),
    Rule(
        HANDED,
        '    since = _ALONG | Q(threads_since__lte=OuterRef("created_at"))\n',
        "    since = Q()\n",
        Who.COVER,
    ),
    Rule(
        HANDED,
        '    begun = _ALONG | Q(threads_since__lte=OuterRef("parent__created_at"))\n',
        "    begun = Q()\n",
        Who.COVER,
    ),
    Rule(GIVING, "    check_author(user, note)\n", ""),
    Rule(
        GIVING,
        "    if user.pk != covered.supervisor_id or not has_role(\n"
        "        user, covered.clinic_id, Role.SUPERVISOR\n    ):\n",
        PASS_IF,
    ),
    Rule(
        GIVING,
        "def check_take_over(user: User, cover: CoverAssignment) -> None:\n"
        "    check_hand_over(user, cover)",
        "def check_take_over(user: User, cover: CoverAssignment) -> None:\n"
        "    check_view_cover(user, cover)",
    ),
    Rule(CREDENTIALS, "    check_belongs(user, clinic_id)\n", ""),
    Rule(CREDENTIALS, "    if not has_role(user, clinic_id, Role.SUPERVISOR):\n", PASS_IF),
    Rule(
        CREDENTIALS,
        "    if not own and not has_role(user, credential.clinic_id, Role.CLINIC_LEAD):\n",
        PASS_IF,
    ),
    Rule(CREDENTIALS, "    if user.pk == credential.user_id:\n", PASS_IF),
    Rule(
        CREDENTIALS,
        "Q(user=user, clinic__in=clinics_of(user))",
        "Q(clinic__in=clinics_of(user))",
        Who.PEER,
    ),
    Rule(
        CREDENTIALS,
        "Q(clinic__in=clinic_ids_with_role(user, Role.CLINIC_LEAD))",
        "Q(clinic__in=clinics_of(user))",
        Who.ADMINISTRATOR,
    ),
    # Who opened what is the author's to know.
    Rule("cases.read_selectors", "    policy.check_read_reads(user, note)\n", ""),
    Rule("cases.read_selectors", "    decision_policy.check_author(user, decision)\n", ""),
)
