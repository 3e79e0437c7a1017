"""A person's own data: handed out, and erased when they leave and ask for it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from cases.enums import FlagVisibility, NoteStatus
from cases.exporting.own import own_data
from cases.models import (
    DecisionDraft,
    DraftCopy,
    IncidentOriginal,
    Note,
    NoteDraft,
    ReflectiveFlag,
    RoomVisit,
    TakeAway,
    TypedReason,
)
from cases.retention import cases_of, hold_on
from supervision import policy, row_scope
from supervision.actions.erasure import erase_account, record_in_clinics_of
from supervision.enums import LedgerKind
from supervision.exceptions import NotAllowed, NotFound, WrongState
from supervision.models import User


@transaction.atomic
def take_own_data(*, by: User, confirmed: bool) -> Iterator[str]:
    """One JSON document in parts. That it was taken stands in the ledger before the first."""
    if not confirmed:
        msg = "Confirm that it is you first: this is everything that is kept about you."
        raise NotAllowed(msg, code="confirm_identity")
    record_in_clinics_of(by, LedgerKind.PERSON_DATA_TAKEN, by=by)
    return own_data(by)


@transaction.atomic
def erase_person(*, user_id: UUID, by: User) -> None:
    """Of somebody who left: the account, and what nobody else has ever been shown.

    What was submitted or shared is the clinic's record and goes with its case. Nothing goes as
    long as a case this person wrote in or read is on hold.
    """
    person = User.objects.filter(pk=user_id).first()
    if person is None:
        raise NotFound
    policy.check_erase_person(by, person)
    with row_scope.everywhere():  # an account is one for all clinics, and so is its end
        _check_no_hold(person)
        _forget_private(person)
        erase_account(person=person, by=by)


def _check_no_hold(person: User) -> None:
    """Under the lock of every case, so that no hold is set meanwhile."""
    list(cases_of(person).select_for_update(no_key=True).order_by("pk").values_list("pk"))
    if sentence := hold_on(person):
        raise WrongState(sentence, code="on_hold")


def _forget_private(person: User) -> None:
    _forget_flags(person)
    _forget(TakeAway.objects.filter(of__note__author=person, shared=False))
    _forget(DecisionDraft.objects.filter(author=person))
    _forget_hidden(DraftCopy.objects.filter(draft__note__author=person))
    _forget_hidden(TypedReason.objects.filter(draft__note__author=person))
    _forget(NoteDraft.objects.filter(note__author=person))
    Note.objects.filter(author=person, status=NoteStatus.DRAFT, current_number=0).delete()
    RoomVisit.objects.filter(person=person).delete()


def _forget_flags(person: User) -> None:
    """Of one that once was shown a room's events remain: it stays, and is empty."""
    own = ReflectiveFlag.objects.filter(raised_by=person)
    _forget(own.filter(submitted=False))
    private = own.filter(visibility=FlagVisibility.PRIVATE)
    _forget_hidden(private)
    for flag in private.select_related("note__case__data_key"):
        if flag.note.case.data_key.destroyed_at is None:
            flag.narrative, flag.set_aside_reason = "", ""
            flag.details, flag.prompt_answers = {}, {}
            flag.save()


def _forget(rows: QuerySet[Any]) -> None:
    _forget_hidden(rows)
    rows.delete()


def _forget_hidden(rows: QuerySet[Any]) -> None:
    """What was put away of them by an incident."""
    label, ids = rows.model._meta.label_lower, rows.order_by().values("pk")
    IncidentOriginal.objects.filter(label=label, object_id__in=ids).delete()
