"""What a review leads to: what is agreed, what was planned, how the acts balance."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from django.db.models import Count, Q, QuerySet

from cases import access, policy, room, selectors
from cases.directives import RUNNING, TO_DO, agreed_day
from cases.enums import Act, AnnotationStatus, NoteStatus
from cases.models import Annotation, Note, NoteVersion, TakeAway
from supervision.models import User

# Which acts are counted as what, in the order in which they are said.
KINDS_OF_ACT: Final[Mapping[str, tuple[Act, ...]]] = {
    "questions": (Act.QUESTION,),
    "affirmations": (Act.AFFIRMATION,),
    "corrections": (Act.CORRECTION_REQUEST, Act.DIRECTIVE),
}


LOOKED_BACK: Final = 5


class Balance(NamedTuple):
    questions: int
    affirmations: int
    corrections: int


def balance_of(note: Note, *, by: User) -> Balance:
    """What this supervisor's own acts on the note amount to so far; refused for all others."""
    policy.check_see_balance(by, note)
    return count_acts(note, by=by)


def count_acts(note: Note, *, by: User) -> Balance:
    """For somebody of whom it is known that the note is in her supervision now."""
    counts = {kind: Count("pk", filter=Q(act__in=acts)) for kind, acts in KINDS_OF_ACT.items()}
    own = Annotation.objects.filter(note=note, author=by)
    said = own.exclude(status=AnnotationStatus.WITHDRAWN).aggregate(**counts)
    return Balance(**said)


def directives_to_do(user: User) -> list[Annotation]:
    """What this supervisee was asked to do and has not reported yet, by its day."""
    return _by_their_days(_running(user, _to_do(user)).prefetch_related(None))


def directives_given(user: User) -> list[Annotation]:
    """What she asked those she supervises now, until she has seen what came of it."""
    return _by_their_days(_running(user, _given(user)).prefetch_related(None))


class Running(NamedTuple):
    to_do: list[Annotation]
    given: list[Annotation]


def running_directives(user: User) -> Running:
    """Both of them whole, with their replies, places and steps."""
    kinds = [_by_their_days(_running(user, which)) for which in (_to_do(user), _given(user))]
    for directives in kinds:
        room.fetch_steps(directives)
    return Running(*kinds)


def _to_do(user: User) -> Q:
    return Q(note__in=access.own_notes(user), status__in=TO_DO)


def _given(user: User) -> Q:
    live = access.live_relationships(user)
    return Q(note__relationship__in=live, status__in=RUNNING)


def _running(user: User, which: Q) -> QuerySet[Annotation]:
    found = selectors.annotations_visible_to(user).filter(which, act=Act.DIRECTIVE)
    return found.exclude(note__status=NoteStatus.RETRACTED)


def directives_in(note: Note, *, to: User) -> list[Annotation]:
    """Those of a note that have no end yet, on whichever of its versions they were given."""
    found = selectors.annotations_visible_to(to).filter(
        note=note, act=Act.DIRECTIVE, status__in=RUNNING
    )
    directives = _by_their_days(found.prefetch_related(None))
    for directive in directives:
        directive.note = note
    return directives


def _by_their_days(directives: Iterable[Annotation]) -> list[Annotation]:
    return sorted(directives, key=_by_day)


def _by_day(annotation: Annotation) -> tuple[bool, str, str]:
    day = agreed_day(annotation.directive)
    return (day is None, str(day), str(annotation.pk))


def takeaways_visible_to(user: User) -> QuerySet[TakeAway]:
    return access.readable_takeaways(user).select_related(
        "of__note__case__data_key", "of__note__author"
    )


def takeaway_on(version: NoteVersion, *, to: User) -> TakeAway | None:
    """What was taken away from this version, for its author and whom she shares it with."""
    takeaway = takeaways_visible_to(to).filter(of=version).first()
    if takeaway is not None:
        takeaway.of = version
    return takeaway


def last_plan(note: Note, *, to: User) -> TakeAway | None:
    """What was planned last on this case, before this note; for whom it may be shown to."""
    planned = takeaways_visible_to(to).filter(of__note__case=note.case_id)
    planned = planned.exclude(of__note=note).order_by("-of__created_at", "-pk")
    first = NoteVersion.objects.filter(note=note).order_by("number").first()
    if first is not None:
        planned = planned.filter(of__created_at__lt=first.created_at)
    # The words are sealed, so that only reading them tells whether there is a plan.
    return next((each for each in planned[:LOOKED_BACK] if each.next_action), None)
