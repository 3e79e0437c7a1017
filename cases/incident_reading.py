"""What was hidden, as far as somebody may read it: what they could read of it before.

Its author reads what she could read on her own thing, and not what others kept to themselves
there; the privacy officer what was shared with anybody, and no draft, private flag or audit.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.apps import apps
from django.db.models import F, Model, Q, QuerySet

from cases import access, audit_access
from cases.enums import FlagVisibility
from cases.incident_words import name_of, words_in
from cases.models import (
    AllowedPhrase,
    Annotation,
    AnnotationStep,
    BoundaryDecision,
    ClientVoice,
    Consultation,
    CorrectiveAction,
    DecisionDraft,
    DecisionStep,
    DraftCopy,
    Finding,
    FindingStep,
    FollowUp,
    IdentifierIncident,
    IncidentOriginal,
    KeptAbout,
    KeptIdentifiers,
    KeptPhrase,
    NoteDraft,
    NoteStep,
    NoteVersion,
    ReceiverReply,
    ReferralDecision,
    ReferralGround,
    ReferralOption,
    ReflectiveFlag,
    TakeAway,
    TypedReason,
)
from cases.redaction import is_black
from supervision.models import User

# Where the words most likely are.
FIRST: Final = ("cases.noteversion", "cases.boundarydecision", "cases.referraldecision")


class Passage(NamedTuple):
    """One text that was hidden: where it stood, and what it said."""

    where: str
    text: str
    is_draft: bool = False


Rule = Callable[[User], Q]
_ABOUT_CASE = Q(about=KeptAbout.CASE)


def _nothing(_user: User) -> Q:
    return Q(pk__in=[])


def _everything(_user: User) -> Q:
    return Q()


def _own_findings(user: User) -> QuerySet[Any, Any]:
    return audit_access.readable_findings(user).order_by().values("pk")


def _annotations(user: User) -> Q:
    return Q(author=user) | Q(pk__in=access.readable_annotations(user).values("pk"))


def _own_flags(user: User) -> Q:
    """Not those that a supervisor keeps to herself on this note."""
    return Q(pk__in=access.readable_flags(user).values("pk"))


def _shared_flags(_user: User) -> Q:
    return Q(submitted=True) & ~Q(visibility=FlagVisibility.PRIVATE)


def _shared_steps(_user: User) -> Q:
    """Not what was done before anybody else was shown the decision."""
    return Q(at__gte=F("decision__shared_at"))


def _steps(user: User) -> Q:
    said = access.readable_annotations(user).values("pk")
    return Q(annotation__author=user) | Q(annotation__in=said)


# What is in neither is for nobody here: why somebody is not free to review, why an export was
# made, what was learnt.
TO_AUTHOR: Final[Mapping[type[Model], Rule]] = {
    NoteVersion: lambda user: Q(note__author=user),
    NoteDraft: lambda user: Q(note__author=user),
    DraftCopy: lambda user: Q(draft__note__author=user),
    TypedReason: lambda user: Q(draft__note__author=user),
    KeptIdentifiers: lambda user: Q(version__note__author=user),
    NoteStep: lambda user: Q(note__author=user),
    Annotation: _annotations,
    AnnotationStep: _steps,
    ReflectiveFlag: _own_flags,
    TakeAway: lambda user: Q(of__note__author=user),
    AllowedPhrase: lambda user: Q(case__supervisee=user),
    KeptPhrase: lambda _user: _ABOUT_CASE,
    ReferralDecision: lambda user: Q(supervisee=user),
    BoundaryDecision: lambda user: Q(supervisee=user),
    ReferralGround: lambda user: Q(referral__supervisee=user),
    ReferralOption: lambda user: Q(referral__supervisee=user),
    ClientVoice: lambda user: Q(referral__supervisee=user),
    ReceiverReply: lambda user: Q(referral__supervisee=user),
    Consultation: lambda user: Q(decision__supervisee=user),
    DecisionStep: lambda user: Q(decision__supervisee=user),
    FollowUp: lambda user: Q(decision__supervisee=user),
    DecisionDraft: lambda user: Q(author=user),
    Finding: lambda user: Q(pk__in=_own_findings(user)),
    FindingStep: lambda user: Q(finding__in=_own_findings(user)),
    CorrectiveAction: lambda user: Q(finding__in=_own_findings(user)),
}
TO_OFFICER: Final[Mapping[type[Model], Rule]] = {
    NoteVersion: lambda _user: Q(recalled_at__isnull=True),
    KeptIdentifiers: lambda _user: Q(version__recalled_at__isnull=True),
    ReflectiveFlag: _shared_flags,
    TakeAway: lambda _user: Q(shared=True),
    KeptPhrase: lambda _user: _ABOUT_CASE,
    DecisionStep: _shared_steps,
    **dict.fromkeys(
        (
            NoteStep,
            Annotation,
            AnnotationStep,
            ReferralDecision,
            BoundaryDecision,
            ReferralGround,
            ReferralOption,
            ClientVoice,
            ReceiverReply,
            Consultation,
            FollowUp,
        ),
        _everything,
    ),
}


def passages_for(user: User, incident: IdentifierIncident) -> list[Passage]:
    """The caller knows that this person is its author or looks after it."""
    mine = incident.author_id == user.pk
    by_model: dict[str, dict[UUID, IncidentOriginal]] = {}
    for original in incident.originals.order_by("object_id"):
        original.incident = incident
        by_model.setdefault(original.label, {})[original.object_id] = original
    found: list[Passage] = []
    for label in sorted(by_model, key=lambda label: (label not in FIRST, label)):
        held = by_model[label]
        for row in _readable(apps.get_model(label), held, user, mine=mine):
            found += _texts_of(held[row.pk], row, user, mine=mine)
    return list(_once(found))


def _once(found: list[Passage]) -> Iterator[Passage]:
    """What lies in a draft stands in the version made of it, too: once is enough."""
    told = [each.text for each in found if not each.is_draft]
    for each in found:
        if not each.is_draft or not any(each.text in text for text in told):
            yield each


def _readable(
    model: type[Model], ids: Iterable[UUID], user: User, *, mine: bool
) -> QuerySet[Any]:
    rows: QuerySet[Any] = QuerySet(model)
    rule = (TO_AUTHOR if mine else TO_OFFICER).get(model, _nothing)
    return rows.filter(rule(user), pk__in=list(ids)).order_by("pk")


def _texts_of(
    original: IncidentOriginal, row: Any, user: User, *, mine: bool
) -> Iterator[Passage]:
    """One for each field of a decision or draft, one for all of any other row."""
    kept: Collection[str] = () if mine else getattr(row, "PRIVATE", ())
    if isinstance(row, ReflectiveFlag) and row.raised_by_id != user.pk:
        kept = ("set_aside_reason", *([] if row.share_answers else ["prompt_answers"]))
    told: dict[str, list[str]] = {}
    for column in (name for name in original.fields if name not in kept):
        texts = [it for it in words_in(row, column, original.fields[column]) if _is_read(it)]
        told.setdefault(name_of(row, column), []).extend(texts)
    for where, texts in told.items():
        if isinstance(row, NoteDraft | DraftCopy):
            yield from (Passage(where, text, is_draft=True) for text in texts)
        elif texts:
            yield Passage(where, "\n\n".join(texts))


def _is_read(text: str) -> bool:
    """Not what an earlier incident has blacked out."""
    return bool(text.strip()) and not is_black(text)
