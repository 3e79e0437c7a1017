"""Who arranges a change of supervisor, and who writes, reads and hands on what goes along."""

from django.db.models import Q, QuerySet

from supervision.access import MANAGERS, clinics_of, has_role, managed_clinics
from supervision.enums import Role
from supervision.exceptions import NotAllowed, NotFound
from supervision.models import SupervisionRelationship, SupervisorChange, User
from supervision.policy import check_manage_clinic, check_view_relationship


def check_change_supervisor(user: User, old: SupervisionRelationship) -> None:
    check_view_relationship(user, old)
    check_manage_clinic(user, old.clinic_id)


def check_view_change(user: User, change: SupervisorChange) -> None:
    """The three of it, and whoever looks after the clinic's people: who, and when."""
    clinic_id = change.old.clinic_id
    if has_role(user, clinic_id, *MANAGERS):
        return
    three = {change.old.supervisee_id, change.old.supervisor_id, change.new.supervisor_id}
    if user.pk not in three or not has_role(user, clinic_id, *Role):
        raise NotFound


def check_read_change_note(user: User, change: SupervisorChange) -> None:
    """The old supervisor and the supervisee; the new one once the supervisee has given it."""
    check_view_change(user, change)
    if user.pk in {change.old.supervisee_id, change.old.supervisor_id}:
        return
    if user.pk != change.new.supervisor_id or change.given_at is None:
        msg = "What is handed on is read by those it is handed on to, once it is."
        raise NotAllowed(msg)


def check_read_change_words(user: User, change: SupervisorChange) -> None:
    """What the supervisee adds is for the new supervisor alone, not for the old one."""
    check_read_change_note(user, change)
    if user.pk == change.old.supervisor_id:
        msg = "What the supervisee adds is for the new supervisor."
        raise NotAllowed(msg)


def check_read_change_reason(user: User, change: SupervisorChange) -> None:
    """Why: the two of it and the lead. The new supervisor, once the supervisee says so."""
    check_view_change(user, change)
    two = user.pk in {change.old.supervisee_id, change.old.supervisor_id}
    if two or has_role(user, change.old.clinic_id, Role.CLINIC_LEAD):
        return
    if user.pk != change.new.supervisor_id or change.reason_given_at is None:
        msg = "Why it changed is for the two and the clinic lead to know."
        raise NotAllowed(msg)


def check_write_change_note(user: User, change: SupervisorChange) -> None:
    check_view_change(user, change)
    if user.pk != change.old.supervisor_id:
        msg = "Only the supervisor before writes what is handed on."
        raise NotAllowed(msg)


def check_give_change_note(user: User, change: SupervisorChange) -> None:
    """What the new supervisor comes to read is the supervisee's to say, in this as in all."""
    check_view_change(user, change)
    if user.pk != change.old.supervisee_id:
        msg = "Only the supervisee says what is handed on."
        raise NotAllowed(msg)


def changes_visible_to(user: User) -> QuerySet[SupervisorChange]:
    """Those one has a part in, and those of the clinics one looks after."""
    own = Q(old__supervisee=user) | Q(old__supervisor=user) | Q(new__supervisor=user)
    return SupervisorChange.objects.filter(
        Q(own, old__clinic__in=clinics_of(user)) | Q(old__clinic__in=managed_clinics(user))
    ).select_related(
        "old__clinic__data_key",
        "old__supervisor",
        "old__supervisee",
        "new__supervisor",
        "new__supervisee",
    )
