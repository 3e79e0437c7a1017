"""Who is free to review which decision, and who may see which finding, as querysets."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.audit_workflow import ISSUED, SHARED
from cases.models import (
    Annotation,
    AuditConflict,
    AuditSample,
    CaseGrant,
    Consultation,
    CorrectiveAction,
    Decision,
    DecisionStep,
    Finding,
    GroupPresentation,
    LearningPoint,
)
from supervision.access import clinic_ids_with_role, clinics_of, running
from supervision.concern_access import set_apart_from
from supervision.enums import RelationshipStatus, Role
from supervision.models import (
    GroupMembership,
    RoleAssignment,
    SupervisionRelationship,
    User,
)

REVIEWERS = (Role.CLINIC_LEAD, Role.EXTERNAL_REVIEWER)
# A relationship that was only asked for made nobody partial.
_NEVER_BEGUN = (RelationshipStatus.PROPOSED, RelationshipStatus.DECLINED)


def audited_samples(user: User) -> QuerySet[AuditSample]:
    return AuditSample.objects.filter(clinic__in=clinic_ids_with_role(user, Role.CLINIC_LEAD))


def listed_findings(user: User) -> QuerySet[Finding]:
    """That there is one, who has it and how far it is: for leads, and whoever takes part."""
    return Finding.objects.filter(
        Q(clinic__in=clinic_ids_with_role(user, Role.CLINIC_LEAD))
        | Q(pk__in=readable_findings(user).values("pk"))
    )


def readable_findings(user: User) -> QuerySet[Finding]:
    """What was found: its reviewer, the two authors once it is shared, who hears the appeal."""
    return Finding.objects.filter(
        reviews(user) | Q(authored(user), status__in=SHARED) | hears(user)
    )


def reviews(user: User) -> Q:
    return Q(reviewer=user, clinic__in=clinic_ids_with_role(user, *REVIEWERS))


def hears(user: User) -> Q:
    return Q(appeal_hearer=user, clinic__in=clinic_ids_with_role(user, *REVIEWERS))


def has_left(part: str, *, of: str = "") -> Q:
    """``part`` is reviewer or appeal_hearer: whoever was named has no such role any more."""
    held = RoleAssignment.objects.filter(
        running(),
        user=OuterRef(f"{of}{part}"),
        user__is_active=True,
        clinic=OuterRef(f"{of}clinic"),
        role__in=REVIEWERS,
    )
    return Q(**{f"{of}{part}__isnull": False}) & ~Q(Exists(held))


def authored(user: User) -> Q:
    """The supervisee whose decision it is, and the supervisor who had it with her."""
    return Q(
        decision__supervisee=user, clinic__in=clinic_ids_with_role(user, Role.SUPERVISEE)
    ) | Q(
        decision__relationship__supervisor=user,
        clinic__in=clinic_ids_with_role(user, Role.SUPERVISOR),
    )


def authors_of(decision: Decision) -> set[UUID]:
    with_her = decision.relationship.supervisor_id if decision.relationship else None
    return {decision.supervisee_id, *([with_her] if with_her else [])}


def own_actions(user: User) -> QuerySet[CorrectiveAction]:
    """What somebody was asked to put right; of the finding he needs to know no more."""
    return CorrectiveAction.objects.filter(
        owner=user,
        finding__status__in=ISSUED,
        finding__clinic__in=clinics_of(user).order_by().values("pk"),
    )


def published_learning(user: User) -> QuerySet[LearningPoint]:
    """Without those about what is hidden at present: they may say the same words."""
    shown = LearningPoint.objects.filter(finding__decision__quarantined_at__isnull=True)
    return shown.filter(
        published_at__isnull=False, clinic__in=clinics_of(user).order_by().values("pk")
    )


# --- Conflicts of interest ---


def in_conflict(decision: Decision) -> set[UUID]:
    """Whoever took part in it, supervises one of its authors or is supervised by one, was
    consulted on it or heard the case, stands apart from one for another reason, or has said
    that he is not free."""
    return (
        authors_of(decision)
        | {decision.raised_by_id}
        | _took_part(decision)
        | _supervised(authors_of(decision))
        | _consulted(decision)
        | set_apart_from(authors_of(decision))
        | set(_ids(AuditConflict.objects.filter(decision=decision.pk), "person"))
    )


def _took_part(decision: Decision) -> set[UUID]:
    steps = DecisionStep.objects.filter(decision=decision.pk)
    asked = Consultation.objects.filter(decision=decision.pk)
    return {*_ids(steps, "by"), *_ids(asked, "recorded_by")}


def _supervised(authors: set[UUID]) -> set[UUID]:
    """In either direction, now or before, whatever the case."""
    pairs = SupervisionRelationship.objects.filter(
        Q(supervisor__in=authors) | Q(supervisee__in=authors)
    ).exclude(status__in=_NEVER_BEGUN)
    return {one for pair in pairs.values_list("supervisor", "supervisee") for one in pair}


def _consulted(decision: Decision) -> set[UUID]:
    """Who was asked about it, wrote in a room of its case, was given it, or heard it in a
    group."""
    asked = Consultation.objects.filter(decision=decision.pk, colleague__isnull=False)
    said = Annotation.objects.filter(note__case=decision.case_id)
    given = CaseGrant.objects.filter(content_object=decision.case_id)
    groups = GroupPresentation.objects.filter(note__case=decision.case_id).values("group")
    heard = GroupMembership.objects.filter(group__in=groups)
    return {
        *_ids(asked, "colleague"),
        *_ids(said, "author"),
        *_ids(given, "user"),
        *_ids(heard, "member"),
    }


def _ids(rows: QuerySet, name: str) -> Iterable[UUID]:  # type: ignore[type-arg]
    return rows.order_by().values_list(name, flat=True).distinct()


def free_reviewers(decision: Decision, *, but: Iterable[UUID | None] = ()) -> list[UUID]:
    """Leads without a conflict; where there is none, external reviewers without one."""
    taken = in_conflict(decision) | {one for one in but if one}
    for role in REVIEWERS:
        held = RoleAssignment.objects.filter(
            running(), clinic=decision.clinic_id, role=role, user__is_active=True
        ).exclude(user__in=taken)
        if found := sorted(_ids(held, "user")):
            return found
    return []
