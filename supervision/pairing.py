"""Who can supervise whom: what two people must satisfy, asked under their lock."""

from django.db.models import Q, QuerySet

from supervision.access import OPEN, has_role, not_over
from supervision.enums import Role
from supervision.exceptions import Invalid, WrongState
from supervision.models import SupervisionRelationship, User


def lock(relationship: SupervisionRelationship) -> None:
    """Both people, in one order: two beginnings that exclude each other then wait in line."""
    people = User.objects.filter(
        pk__in=[relationship.supervisor_id, relationship.supervisee_id]
    )
    list(people.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def check(relationship: SupervisionRelationship) -> None:
    """Raise unless this may come to life beside everything else that runs in its time."""
    if relationship.supervisor_id == relationship.supervisee_id:
        said = "Nobody supervises themselves. Choose two people."
        raise Invalid.field("supervisor", said, code="own_supervisor")
    _check_role(relationship, "supervisor", Role.SUPERVISOR)
    _check_role(relationship, "supervisee", Role.SUPERVISEE)
    if _alongside(relationship).filter(_mirrored(relationship)).exists():
        msg = "These two already work together the other way round in that time."
        raise WrongState(msg, code="supervision_cycle")
    if _alongside(relationship).filter(_same(relationship)).exists():
        msg = "These two already have supervision of this kind in that time."
        raise WrongState(msg, code="already_supervised")


def _check_role(relationship: SupervisionRelationship, party: str, role: Role) -> None:
    person = User.objects.filter(pk=getattr(relationship, f"{party}_id")).first()
    if person is None or not has_role(person, relationship.clinic_id, role):
        said = f"Choose somebody who is a {role.label.lower()} in this clinic now."
        raise Invalid.field(party, said, code=f"no_{role.value}")


def _alongside(relationship: SupervisionRelationship) -> QuerySet[SupervisionRelationship]:
    """Open relationships of the clinic whose time meets this one's, without itself."""
    ends = relationship.valid_to
    meets = Q(valid_to__isnull=True) | Q(valid_to__gt=relationship.valid_from)
    if ends is not None:
        meets &= Q(valid_from__lt=ends)
    return SupervisionRelationship.objects.filter(
        meets, not_over(), clinic_id=relationship.clinic_id, status__in=OPEN
    ).exclude(pk=relationship.pk)


def _same(relationship: SupervisionRelationship) -> Q:
    return Q(
        supervisor=relationship.supervisor_id,
        supervisee=relationship.supervisee_id,
        kind=relationship.kind,
    )


def _mirrored(relationship: SupervisionRelationship) -> Q:
    return Q(supervisor=relationship.supervisee_id, supervisee=relationship.supervisor_id)
