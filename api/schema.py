"""The API's own description: OpenAPI 3.1, tags by noun, the one shape of refusals."""

from typing import Any, Final

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from rest_framework.permissions import SAFE_METHODS
from rest_framework.serializers import Serializer

from api.idempotency import HEADER

METHODS: Final = frozenset({"get", "put", "patch", "post", "delete"})
ALWAYS: Final = {
    "400": "The request cannot be taken as it is.",
    "401": "Nobody is signed in.",
    "403": "The thing may be seen, but not this be done with it.",
    "404": "There is nothing here that you can open.",
    "429": "Too many requests; Retry-After says when to go on.",
}
ON_WRITES: Final = {
    "409": "Not from this state, an older version was sent, or the operation id was reused.",
    "413": "The body is larger than the server takes.",
    "415": "The body has to be JSON.",
}
PROBLEM: Final = {
    "type": "object",
    "description": "How every refusal looks.",
    "required": ["code", "detail", "fields"],
    "properties": {
        "code": {"type": "string", "description": "Stable, for programs."},
        "detail": {"type": "string", "description": "One sentence for a person."},
        "fields": {
            "type": "object",
            "description": "What is wrong where; nested names are joined by dots.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}
IDEMPOTENCY_KEY: Final = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Like op_id in the body: the same write sent twice is done once.",
    "schema": {"type": "string", "format": "uuid"},
}


class Schema(AutoSchema):
    def get_request_serializer(self) -> Any:
        """``body`` of a view that is one move, else what ``extend_schema`` says."""
        return getattr(self.view, "body", None) or super().get_request_serializer()

    def _get_paginator(self) -> Any:
        """Only what is listed as such comes in pages; what hangs on one thing comes whole."""
        is_list = getattr(self.view, "action", None) == "list"
        return super()._get_paginator() if is_list else None  # type: ignore[no-untyped-call]  # it has none

    def get_tags(self) -> list[str]:
        """``/api/v1/notes/{id}/submit/`` belongs to ``notes``."""
        return [self.path.strip("/").split("/")[2]]

    def get_description(self) -> str:  # type: ignore[override]  # DRF's takes more, and is unused
        """Only what a method says of itself, not the docstring of its class."""
        method = getattr(self.view, getattr(self.view, "action", None) or "", None)
        return getattr(method, "__doc__", None) or ""


def one_object(serializer: type[Serializer[Any]]) -> Any:
    """What a ``list`` answers that is not a list."""
    return forced_singular_serializer(serializer)  # type: ignore[no-untyped-call]  # it has none


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:  # noqa: ARG002 - its signature
        return {"type": "apiKey", "in": "cookie", "name": "session"}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "api.authentication.Token"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:  # noqa: ARG002 - its signature
        definition: dict[str, Any] = build_bearer_security_scheme_object(
            header_name="Authorization",
            token_prefix="Token",  # noqa: S106 - the word before it
        )
        return definition


def declare_refusals(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Say once, for every operation, what any of them may answer."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for path in result["paths"].values():
        for method, operation in path.items():
            if method in METHODS:
                _declare(operation, writes=method.upper() not in SAFE_METHODS)
    _strip(result)
    return result


def _declare(operation: dict[str, Any], *, writes: bool) -> None:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, sentence in (ALWAYS | (ON_WRITES if writes else {})).items():
        answer = {"description": sentence, "content": content}
        operation["responses"].setdefault(status, answer)
    if writes:
        operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)


def _strip(part: Any) -> None:
    """Take out the marks that drf-spectacular leaves for naming enums, which stay inline."""
    if isinstance(part, dict):
        part.pop("x-spec-enum-id", None)
        for inner in part.values():
            _strip(inner)
    elif isinstance(part, list):
        for inner in part:
            _strip(inner)
