"""What somebody reads of a note because it was handed over: the version, and what is said from
then on.

Whoever stood in and passed a version on unread does not read it afterwards: it was not opened
in her time.
"""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cases.models import Annotation, HandOver, NoteVersion
from supervision.enums import RelationshipKind
from supervision.models import SupervisionRelationship

Relationships = QuerySet[SupervisionRelationship]
# Everything goes along, or what was said since.
_ALONG = Q(threads_since__isnull=True)


def hand_overs_to(relationships: Relationships) -> QuerySet[HandOver]:
    """Those through which these relationships read; what they passed on unread aside."""
    passed_on = _passed_on().filter(version=OuterRef("version"), source=OuterRef("to"))
    return HandOver.objects.filter(~Exists(passed_on), to__in=relationships).order_by()


def addressed(
    versions: QuerySet[NoteVersion], relationships: Relationships
) -> QuerySet[NoteVersion]:
    """Of these versions the ones submitted to these relationships, and still theirs to read."""
    passed_on = _passed_on().filter(version=OuterRef("pk"), source=OuterRef("relationship"))
    return versions.filter(~Exists(passed_on), relationship__in=relationships)


def handed(
    versions: QuerySet[NoteVersion], relationships: Relationships
) -> QuerySet[NoteVersion]:
    return versions.filter(pk__in=hand_overs_to(relationships).values("version"))


def came_along(relationships: Relationships, *, version: str, at: str) -> Exists:
    """Of a row that belongs to a version: it went along when that was handed over, or was made
    afterwards. ``version`` and ``at`` are the row's names for the two."""
    since = _ALONG | Q(threads_since__lte=OuterRef(at))
    return Exists(hand_overs_to(relationships).filter(since, version=OuterRef(version)))


def said_after(relationships: Relationships) -> QuerySet[Annotation]:
    """What was said on a version handed to one of these relationships, from then on and while
    it lay there; a thread that was begun before stays where it was."""
    since = _ALONG | Q(threads_since__lte=OuterRef("created_at"))
    begun = _ALONG | Q(threads_since__lte=OuterRef("parent__created_at"))
    here = hand_overs_to(relationships).filter(
        since,
        Q(to__valid_to__isnull=True) | Q(to__valid_to__gt=OuterRef("created_at")),
        version=OuterRef("made_on"),
    )
    return Annotation.objects.filter(
        Q(parent__isnull=True) & Exists(here) | Exists(here.filter(begun)),
        made_on__in=hand_overs_to(relationships).values("version"),
    )


def after_their_time(supervisor: object) -> Q:
    """What was said on a version once the supervision it was submitted to had ended."""
    return Q(
        made_on__relationship__supervisor=supervisor,
        made_on__relationship__valid_to__lte=F("created_at"),
    )


def _passed_on() -> QuerySet[HandOver]:
    return HandOver.objects.filter(source__kind=RelationshipKind.COVER, unopened=True)
