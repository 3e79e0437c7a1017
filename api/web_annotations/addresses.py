"""The names of things in documents that leave the house: absolute, under SUPERVISION_URL.

People are not among them: a creator is told apart from the others of one note, and no more.
"""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils.crypto import salted_hmac

CREATOR: Final = "api.web_annotations.creator"


def annotation_iri(annotation_id: UUID) -> str:
    return _absolute("web-annotation", annotation_id)


def collection_iri(note_id: UUID) -> str:
    return _absolute("web-annotations", note_id)


def page_iri(note_id: UUID, number: int) -> str:
    return f"{collection_iri(note_id)}?page={number}"


def version_iri(note_id: UUID, number: int) -> str:
    return _absolute("version", note_id, number)


def creator_iri(person_id: UUID, note_id: UUID) -> str:
    """The same for one person in one note, another in the next: no two exports can be joined
    over a person, and without the installation's secret nobody finds out whose it is."""
    digest = salted_hmac(CREATOR, f"{note_id}|{person_id}", algorithm="sha256").digest()
    return UUID(bytes=digest[:16], version=4).urn


def version_named(iri: str) -> tuple[UUID, int] | None:
    """The note and number of a version's address; None for any other."""
    said = _resolved(iri, "version")
    found: tuple[UUID, int] | None = (said["pk"], said["number"]) if said else None
    return found if found and version_iri(*found) == iri else None


def annotation_named(iri: str) -> UUID | None:
    said = _resolved(iri, "web-annotation")
    found: UUID | None = said["pk"] if said else None
    return found if found and annotation_iri(found) == iri else None


def _absolute(name: str, *places: UUID | int) -> str:
    return settings.SITE_URL + reverse(f"api:{name}", args=places)


def _resolved(iri: str, name: str) -> dict[str, Any] | None:
    path = iri.removeprefix(settings.SITE_URL)
    if path == iri or not path.startswith("/"):
        return None
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return match.kwargs if match.view_name == f"api:{name}" else None
