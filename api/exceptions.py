"""The one place where a refusal becomes an answer: ``{code, detail, fields}``.

Whatever goes wrong under /api/ is answered in this shape, an unforeseen failure too, and that
one without a word about its cause.
"""

import logging
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.core.exceptions import (
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response

from supervision import exceptions as refusals
from supervision import seal_alarm
from supervision.vault import SealBroken

logger = logging.getLogger(__name__)

STATUS: Final[Mapping[type[refusals.Refusal], int]] = {
    refusals.Invalid: status.HTTP_400_BAD_REQUEST,
    refusals.NotAllowed: status.HTTP_403_FORBIDDEN,
    refusals.NotFound: status.HTTP_404_NOT_FOUND,
    refusals.WrongState: status.HTTP_409_CONFLICT,
    refusals.StaleVersion: status.HTTP_409_CONFLICT,
    refusals.OperationReused: status.HTTP_409_CONFLICT,
}
# DRF's word for it, where ours is another.
CODES: Final[Mapping[str, str]] = {
    "authentication_failed": "not_authenticated",
    "permission_denied": "not_allowed",
}
INVALID: Final = "Something in this request cannot be taken as it is."
NOT_FOUND: Final = "There is nothing here that you can open."
TOO_LARGE: Final = "This is larger than the server takes."
BUSY: Final = "The server is busy. Nothing was changed; try again in a moment."
FAILED: Final = "Something went wrong here. Nothing was changed."


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = TOO_LARGE
    default_code = "too_large"


class Withdrawn(exceptions.APIException):
    """For somebody who may know that it was there."""

    status_code = status.HTTP_410_GONE
    default_detail = "This was withdrawn by the person who wrote it."
    default_code = "withdrawn"


def handle(exc: Exception, context: Mapping[str, Any]) -> Response:
    """What REST_FRAMEWORK["EXCEPTION_HANDLER"] names."""
    match exc:
        case refusals.Refusal() | SealBroken():
            answer = _refused(exc)
        case exceptions.ValidationError():
            answer = _invalid(exc)
        case exceptions.APIException():
            answer = _refused_by_framework(exc)
        case Http404() | ObjectDoesNotExist():
            answer = problem(status.HTTP_404_NOT_FOUND, "not_found", NOT_FOUND)
        case PermissionDenied():
            answer = problem(status.HTTP_403_FORBIDDEN, "not_allowed", "You may not do this.")
        case RequestDataTooBig():
            answer = _refused_by_framework(TooLarge())
        case SuspiciousOperation():
            answer = problem(status.HTTP_400_BAD_REQUEST, "malformed", INVALID)
        case _:
            answer = _failed(exc, context)
    return answer


def problem(
    code_of_status: int, code: str, detail: str, fields: Mapping[str, list[str]] | None = None
) -> Response:
    body = {"code": code, "detail": detail, "fields": dict(fields or {})}
    return Response(body, status=code_of_status)


def _refused(exc: refusals.Refusal | SealBroken) -> Response:
    """A text that does not open has raised its alarm where it was to be opened."""
    if isinstance(exc, SealBroken):
        return problem(status.HTTP_409_CONFLICT, seal_alarm.CODE, seal_alarm.SENTENCE)
    return problem(_status_of(exc), exc.code, exc.sentence, exc.fields)


def _status_of(refusal: refusals.Refusal) -> int:
    return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)


def _invalid(exc: exceptions.ValidationError) -> Response:
    """One code for all of it, unless every field has the same particular one."""
    said: dict[str, list[str]] = {}
    codes: set[str] = set()
    for name, sentence in _flattened(exc.detail):
        said.setdefault(name or "non_field_errors", []).append(str(sentence))
        codes.add(str(sentence.code))
    particular = codes.pop() if len(codes) == 1 else "invalid"
    first_name, first = next(((n, s[0]) for n, s in said.items()), ("", INVALID))
    detail = first if first_name in {"", "non_field_errors"} else f"{first_name}: {first}"
    return problem(exc.status_code, particular, detail, said)


def _flattened(detail: Any, name: str = "") -> Iterator[tuple[str, exceptions.ErrorDetail]]:
    """``{"flags": [{}, {"start": [error]}]}`` as ``flags.1.start``."""
    if isinstance(detail, exceptions.ErrorDetail):
        yield name, detail
        return
    if isinstance(detail, Mapping):
        inside = [(_name(key), inner) for key, inner in detail.items()]
    else:
        inside = [("" if isinstance(v, str) else f"{i}", v) for i, v in enumerate(detail)]
    for key, value in inside:
        yield from _flattened(value, ".".join(part for part in (name, key) if part))


def _name(key: Any) -> str:
    return "" if key == "non_field_errors" else str(key)


def _refused_by_framework(exc: exceptions.APIException) -> Response:
    code = exc.get_codes()
    code = CODES.get(code, code) if isinstance(code, str) else exc.default_code
    detail = NOT_FOUND if isinstance(exc, exceptions.NotFound) else str(exc.detail)
    answer = problem(exc.status_code, code, detail)
    if challenge := getattr(exc, "auth_header", None):
        answer["WWW-Authenticate"] = challenge
    if wait := getattr(exc, "wait", None):
        answer["Retry-After"] = str(int(wait) + 1)
    return answer


def _failed(exc: Exception, context: Mapping[str, Any]) -> Response:
    """Nothing foreseen. The log names the view and the place, and no part of the body."""
    request, view = context.get("request"), context.get("view")
    got_request_exception.send(sender=type(view), request=getattr(request, "_request", request))
    logger.error("%s failed.", type(view).__name__, exc_info=exc)
    if isinstance(exc, OperationalError):
        answer = problem(status.HTTP_503_SERVICE_UNAVAILABLE, "busy", BUSY)
        answer["Retry-After"] = "1"
        return answer
    return problem(status.HTTP_500_INTERNAL_SERVER_ERROR, "failed", FAILED)
