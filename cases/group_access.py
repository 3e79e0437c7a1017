"""What is presented to whom, and what of it: the one way by which a peer sees anything.

A presentation holds while its time runs, the client agrees, its author is in the group and the
group is open. All of that is asked at read time, so that whatever ends it ends it at once.
"""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from cases.enums import (
    AnchorHow,
    ConsentForm,
    ConsentStatus,
    FlagAcceptance,
    FlagVisibility,
    NoteStatus,
)
from cases.models import (
    Anchor,
    GroupPresentation,
    Note,
    NoteVersion,
    ReflectiveFlag,
    SupervisionConsent,
)
from supervision.access import running
from supervision.enums import Role
from supervision.group_access import current_memberships
from supervision.models import RoleAssignment, User
from supervision.prepared import prepared

UNSHOWN = (NoteStatus.DRAFT, NoteStatus.RETRACTED)
# The very words of the flag stand in the version: what was rewritten since is not presented.
SAME_WORDS = (AnchorHow.SAME, AnchorHow.MOVED)


def consents_to_group() -> QuerySet[SupervisionConsent]:
    """The client agreed, or need not: protected addiction records always need a yes."""
    given = Q(status=ConsentStatus.GIVEN)
    needless = Q(status=ConsentStatus.NOT_REQUIRED, case__sud_part2=False)
    return SupervisionConsent.objects.filter(
        given | needless, form=ConsentForm.GROUP_PRESENTATION
    )


def running_presentations() -> QuerySet[GroupPresentation]:
    """Those that show something now."""
    now = timezone.now()
    agreed = consents_to_group().filter(case=OuterRef("note__case"))
    presenter = current_memberships().filter(
        group=OuterRef("group"), member=OuterRef("note__author")
    )
    in_role = RoleAssignment.objects.filter(
        running(),
        user=OuterRef("note__author"),
        clinic=OuterRef("note__case__clinic"),
        role=Role.SUPERVISEE,
    )
    return GroupPresentation.objects.filter(
        Exists(agreed),
        Exists(presenter),
        Exists(in_role),
        starts_at__lte=now,
        ends_at__gt=now,
        ended_at__isnull=True,
        note__quarantined_at__isnull=True,
    ).exclude(note__status__in=UNSHOWN)


def presented_to(user: User) -> QuerySet[GroupPresentation]:
    """What others show to a group of this person now; the note's supervisor sees it as such."""
    return GroupPresentation.objects.filter(pk__in=_presented_ids(user))


@prepared
def _presented_ids(user: User) -> QuerySet[Any, Any]:
    mine = current_memberships().filter(member=user).order_by().values("group")
    return (
        running_presentations()
        .filter(group__in=mine)
        .exclude(note__author=user)
        .exclude(note__relationship__supervisor=user)
        .order_by()
        .values("pk")
    )


def presented_notes(user: User) -> QuerySet[Note]:
    return Note.objects.filter(pk__in=presented_to(user).order_by().values("note"))


def presented_versions(user: User) -> QuerySet[NoteVersion]:
    return NoteVersion.objects.filter(pk__in=presented_to(user).order_by().values("version"))


def presented_passages(user: User, start: int, end: int) -> QuerySet[NoteVersion]:
    """Presented versions in which this passage is among what is shown."""
    presented = presented_to(user).filter(version__length__gte=end)
    shown = Q(whole=True) | Q(sections__start__lte=start, sections__end__gte=end)
    return NoteVersion.objects.filter(
        pk__in=presented.filter(shown).order_by().values("version")
    )


def presented_flags(user: User) -> QuerySet[ReflectiveFlag]:
    """Shown to the group by the author, and lying in what is presented to this person.

    Where a part is presented, a flag on the whole note lies outside of it.
    """
    shown = Q(version__presentations__whole=True) | Q(
        version__presentations__sections__start__lte=F("start"),
        version__presentations__sections__end__gte=F("end"),
    )
    places = Anchor.objects.filter(
        shown,
        version__presentations__in=presented_to(user).order_by().values("pk"),
        flag__isnull=False,
        how__in=SAME_WORDS,
    )
    return ReflectiveFlag.objects.filter(
        pk__in=places.order_by().values("flag"),
        submitted=True,
        visibility__in=(FlagVisibility.WITH_GROUP, FlagVisibility.WITH_LEAD),
        acceptance__in=(FlagAcceptance.OWN, FlagAcceptance.ACCEPTED),
    )


def peers_in_room(note: Note) -> QuerySet[User]:
    """Everybody for whom ``presented_notes`` holds this note."""
    groups = running_presentations().filter(note=note).order_by().values("group")
    supervisor = note.relationship.supervisor_id if note.relationship else None
    members = (
        current_memberships()
        .filter(group__in=groups)
        .exclude(member__in=[note.author_id, supervisor or note.author_id])
    )
    return User.objects.filter(pk__in=members.order_by().values("member"))
