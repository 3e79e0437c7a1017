"""What is new in a room to one person, who alone can ask; nobody is told about others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Coalesce

from cases import selectors
from cases.models import Note, NoteEvent, RoomVisit
from supervision.models import User


@dataclass(frozen=True)
class Seen:
    """``news``: the last event by somebody else on each thread and flag that has one."""

    since: int = 0
    read_to: int = 0
    opened: Mapping[str, int] = field(default_factory=dict)
    news: Mapping[UUID, int] = field(default_factory=dict)

    def is_unread(self, things: Iterable[UUID]) -> bool:
        return any(self._unread(thing) for thing in things)

    def is_new(self, things: Iterable[UUID]) -> bool:
        """Since the visit before this one, read meanwhile or not."""
        return any(self.news.get(thing, 0) > self.since for thing in things)

    def unread(self) -> set[UUID]:
        return {thing for thing in self.news if self._unread(thing)}

    def _unread(self, thing: UUID) -> bool:
        read = max(self.read_to, self.opened.get(str(thing), 0))
        return self.news.get(thing, 0) > read


def visit_of(user: User, note: Note) -> RoomVisit:
    """Her place in this room. Before the first visit: after what she did here herself."""
    found = RoomVisit.objects.filter(note=note, person=user).first()
    if found is not None:
        return found
    own = NoteEvent.objects.filter(note=note, actor=user).aggregate(last=Max("seq"))
    start = own["last"] or 0
    return RoomVisit(note=note, person=user, since=start, read_to=start, head=start)


def seen_by(user: User, note: Note) -> Seen:
    """For a page that shows what this person may see anyway; see ``unread_of`` for programs."""
    visit = visit_of(user, note)
    after = min(visit.since, visit.read_to)
    return Seen(visit.since, visit.read_to, visit.opened, news_for(user, note, after=after))


def unread_of(user: User, note: Note) -> list[UUID]:
    """Threads and flags with something new to this person, as far as she may see them."""
    unread = seen_by(user, note).unread()
    threads = selectors.annotations_visible_to(user).filter(pk__in=unread)
    flags = selectors.flags_visible_to(user).filter(pk__in=unread)
    shown = (*threads.values_list("pk", flat=True), *flags.values_list("pk", flat=True))
    return sorted(shown)


def news_for(user: User, note: Note, *, after: int) -> dict[UUID, int]:
    """The last event of others on each thread and flag, when it came after that number."""
    happened = (
        NoteEvent.objects.filter(note=note, seq__gt=after)
        .exclude(actor=user)
        .order_by()
        .annotate(thing=Coalesce("annotation__parent", "annotation", "flag"))
        .exclude(thing=None)
    )
    return dict(happened.values_list("thing").annotate(Max("seq")))
