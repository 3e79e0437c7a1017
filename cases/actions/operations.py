"""A write is done once, however often it is sent.

The row of an operation is claimed before the work and inside its transaction: a second sender
waits for the first on the unique key, and a refusal takes the row away together with its work.
The id of an operation is kept for good, its answer for a week.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases.models import Operation
from supervision import seal_alarm, vault
from supervision.exceptions import OperationReused, WrongState
from supervision.models import Clinic, DataKey, User

KEPT_FOR: Final = timedelta(days=7)
# One operation in so many also tidies up.
TIDY_EVERY: Final = 64


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any


def begin(*, op_id: UUID, content: bytes, by: User) -> tuple[Operation, Answer | None]:
    """Claim ``op_id`` for this content, or find the answer it already got."""
    if not transaction.get_connection().in_atomic_block:
        msg = "An operation is claimed in the transaction that carries it out."
        raise RuntimeError(msg)
    mine = Operation(actor=by, op_id=op_id, fingerprint=vault.fingerprint(content))
    Operation.objects.bulk_create([mine], ignore_conflicts=True)
    held = Operation.objects.get(actor=by, op_id=op_id)
    if held.pk == mine.pk:
        return mine, None
    if held.fingerprint != mine.fingerprint:
        msg = "This operation id was already used for something else."
        raise OperationReused(msg)
    return held, _opened(held)


def finish(operation: Operation, answer: Answer) -> None:
    """Keep the answer, sealed; without a clinic there is no key, and only the fact is kept."""
    key = _key_of(operation.actor)
    if key is not None:
        said = json.dumps(answer.body, ensure_ascii=False)
        operation.answer = vault.seal(said, key=key, context=_context(operation))
        operation.status = answer.status
        operation.save(update_fields=["status", "answer"])
    if operation.op_id.int % TIDY_EVERY == 0:
        forget_answers()


def release(operation: Operation) -> None:
    """Nothing final happened: the same id may be tried again."""
    operation.delete()


def forget_answers() -> int:
    """Answers hold text; after a week nobody repeats a request to get one."""
    old = Operation.objects.filter(status__gt=0, at__lt=timezone.now() - KEPT_FOR)
    return old.update(status=0, answer=b"")


def forget_answers_of(clinic_id: UUID) -> int:
    """Of everybody in this clinic: one of them may hold words that were hidden."""
    people = User.objects.filter(role_assignments__clinic=clinic_id).order_by().values("pk")
    kept = Operation.objects.filter(actor__in=people, status__gt=0)
    return kept.update(status=0, answer=b"")


def _opened(operation: Operation) -> Answer:
    if not operation.status:
        msg = "This was already done. Read its present state; the first answer is not kept."
        raise WrongState(msg, code="already_done")
    sealed = bytes(operation.answer)
    key = DataKey.objects.get(pk=vault.key_id(sealed))
    try:
        said = vault.open_sealed(sealed, key=key, context=_context(operation))
    except vault.SealBroken as error:
        seal_alarm.raise_alarm("cases.Operation", operation.pk, "answer", error)
        raise
    return Answer(operation.status, json.loads(said))


def _key_of(user: User) -> DataKey | None:
    """Of any clinic the person ever worked in: the first one, so that it stays the same."""
    clinic = (
        Clinic.objects.filter(role_assignments__user=user, data_key__isnull=False)
        .select_related("data_key")
        .order_by("role_assignments__valid_from", "pk")
        .first()
    )
    return clinic.data_key if clinic else None


def _context(operation: Operation) -> str:
    return vault.context_of("cases.operation", operation.pk, "answer")
