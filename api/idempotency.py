"""``op_id``: the same write sent twice is done once and answered twice.

It comes in the body or as ``Idempotency-Key``. The claim, the action and the kept answer are
one transaction; what hangs on its commit (the ledger's sequencer, the doorbell) waits for it.
"""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from cases.actions import operations
from cases.actions.drafts import DraftTaken
from supervision.exceptions import Invalid

OP_ID = "op_id"
HEADER = "Idempotency-Key"
REPEATED = "Idempotent-Replayed"

if TYPE_CHECKING:
    from supervision.models import User

Handler = Callable[..., Response]


def op_id_of(request: Request) -> UUID | None:
    """The caller's id for this write; two different ones are no id."""
    body = request.data
    said = [body.get(OP_ID) if isinstance(body, dict) else None, request.headers.get(HEADER)]
    ids = {_uuid(value) for value in said if value is not None}
    if len(ids) > 1:
        raise Invalid.field(OP_ID, f"The body and {HEADER} name different operations.")
    return ids.pop() if ids else None


def _uuid(said: Any) -> UUID:
    try:
        return UUID(said if isinstance(said, str) else "")
    except ValueError as error:
        raise Invalid.field(OP_ID, "This has to be a UUID.") from error


def once(handler: Handler, *, keep_answer: bool) -> Handler:
    """Let ``handler`` run at most once per ``op_id``; without one, just let it run."""

    def answer(request: Request, *args: Any, **kwargs: Any) -> Response:
        op_id = op_id_of(request)
        if op_id is None:
            return handler(request, *args, **kwargs)
        with transaction.atomic():
            operation, known = operations.begin(
                op_id=op_id, content=_content(request), by=cast("User", request.user)
            )
            if known:
                return Response(known.body, status=known.status, headers={REPEATED: "true"})
            try:
                response = handler(request, *args, **kwargs)
            except DraftTaken as taken:
                operations.release(operation)
                conflict = taken
            else:
                if keep_answer:
                    operations.finish(operation, _answer(response))
                return response
        # Raised out here, so that the copy of the text it speaks of is committed.
        raise conflict

    return answer


def _content(request: Request) -> bytes:
    data = cast("dict[str, Any]", request.data)
    body = {name: value for name, value in data.items() if name != OP_ID}
    said = [request.method, request.path, body]
    return json.dumps(said, sort_keys=True, separators=(",", ":"), default=str).encode()


def _answer(response: Response) -> operations.Answer:
    """As plain values: what JSON will make of it, once."""
    body = json.loads(json.dumps(response.data, cls=JSONEncoder))
    return operations.Answer(response.status_code, body)
