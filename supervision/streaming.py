"""An answer that leaves as it is made, whichever way the server asks for it."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

from supervision import row_scope

END: Final = object()


class Streamed(StreamingHttpResponse):
    """Django collects the whole of a plain iterator before it sends the first byte under ASGI;
    here each part is made when the line has room for it, on the request's own thread."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._parts(iter(self))

    async def _parts(self, parts: Iterator[bytes]) -> AsyncIterator[bytes]:
        following: Any = sync_to_async(next)
        while (part := await following(parts, END)) is not END:
            yield part


def as_file(
    content: Iterator[str], *, name: str, content_type: str, rows: int | None = None
) -> Streamed:
    """To be saved. How much is to come is said before, where it is known: a client can show
    how far it is."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if rows is not None:
        headers["Supervision-Rows"] = str(rows)
    return Streamed(row_scope.going_on(content), content_type=content_type, headers=headers)
