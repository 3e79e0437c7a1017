"""To whom a note may be submitted at this moment."""

from typing import NoReturn

from cases import access
from supervision.cover_access import running_covers
from supervision.cover_enums import CoverScope
from supervision.exceptions import NotAllowed
from supervision.models import CoverAssignment, SupervisionRelationship, User
from supervision.text import until_words


def check_submit_to(
    user: User, relationship: SupervisionRelationship, *, urgent: bool = False
) -> None:
    """Whoever stands in gets what is in her scope, and nobody else gets that meanwhile."""
    if not access.own_relationships(user).filter(pk=relationship.pk).exists():
        msg = "This supervision is not running at present. Choose another supervisor."
        raise NotAllowed(msg)
    covers = running_covers().select_related("cover", "relationship", "covered__supervisor")
    for cover in covers.filter(covered=relationship):
        if urgent or cover.scope == CoverScope.ALL:
            _refuse_covered(cover)
    for cover in covers.filter(relationship=relationship):
        if not urgent and cover.scope == CoverScope.URGENT_ONLY:
            msg = f"{cover.cover} stands in for what is urgent only. Choose somebody else."
            raise NotAllowed(msg, code="only_urgent", fields={"relationship_id": [msg]})


def _refuse_covered(cover: CoverAssignment) -> NoReturn:
    what = "everything" if cover.scope == CoverScope.ALL else "what is urgent"
    day, away = until_words(cover.until), cover.covered.supervisor
    msg = f"{away} is away: until {day}, {what} goes to {cover.cover}. Choose {cover.cover}."
    raise NotAllowed(msg, code="covered", fields={"relationship_id": [msg]})
