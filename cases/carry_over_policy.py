"""Who says what goes along to a new supervisor, and who takes it over."""

from django.db.models import Q, QuerySet

from cases.models import CarryOver
from supervision.access import clinics_of
from supervision.change_policy import check_view_change
from supervision.exceptions import NotAllowed, NotFound
from supervision.models import SupervisorChange, User


def check_ask_carry_over(user: User, change: SupervisorChange) -> None:
    """Whose work it is: nothing goes along that she does not hand on."""
    check_view_change(user, change)
    if user.pk != change.old.supervisee_id:
        msg = "Only the supervisee says what goes along."
        raise NotAllowed(msg)


def check_view_carry_over(user: User, carry_over: CarryOver) -> None:
    """The supervisee and whoever comes; not whoever went, and no lead."""
    change = carry_over.change
    check_view_change(user, change)
    if user.pk not in {change.old.supervisee_id, change.new.supervisor_id}:
        raise NotFound


def check_answer_carry_over(user: User, carry_over: CarryOver) -> None:
    check_view_carry_over(user, carry_over)
    if user.pk != carry_over.change.new.supervisor_id:
        msg = "Only the new supervisor takes it over."
        raise NotAllowed(msg)


def carry_overs_visible_to(user: User) -> QuerySet[CarryOver]:
    two = Q(change__old__supervisee=user) | Q(change__new__supervisor=user)
    return CarryOver.objects.filter(
        two, change__old__clinic__in=clinics_of(user)
    ).select_related("change__old", "change__new", "note__case", "decision__case")
