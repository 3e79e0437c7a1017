"""A concern is written down, kept or sent by its reporter, and deleted while it is theirs."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from supervision import concern_policy, mail, vault
from supervision.concern_access import free_handlers
from supervision.concern_chain import add_entry
from supervision.concern_enums import (
    ConcernAbout,
    ConcernCategory,
    ConcernEntryKind,
    ConcernMove,
    ConcernWish,
)
from supervision.concern_selectors import people_to_name
from supervision.concern_workflow import acknowledge_due, next_concern_status
from supervision.exceptions import Invalid, NotFound, StaleVersion, WrongState
from supervision.models import Clinic, Concern, User
from supervision.text import clean_text

TEXT_LIMIT: Final = 20_000
WRITTEN: Final = ("about", "person", "category", "what_happened", "wish")
_CODES: Final = {"about": ConcernAbout, "category": ConcernCategory, "wish": ConcernWish}


@transaction.atomic
def start_concern(*, clinic_id: UUID, content: Mapping[str, object], by: User) -> Concern:
    """A draft: its reporter's alone, and nothing tells that there is one."""
    concern_policy.check_start_concern(by, clinic_id)
    clinic = Clinic.objects.get(pk=clinic_id)
    cleaned = _cleaned(clinic_id, content, by=by)
    missing = {name: ["Please choose."] for name in _CODES if name not in cleaned}
    if missing:
        msg = "Something is still missing."
        raise Invalid(msg, code="incomplete", fields=missing)
    concern = Concern(
        clinic=clinic, data_key=vault.new_data_key(clinic=clinic), reporter=by, **cleaned
    )
    _check_named(concern)
    concern.save(force_insert=True)
    return concern


@transaction.atomic
def write_concern(
    *, concern_id: UUID, version: int, content: Mapping[str, object], by: User
) -> Concern:
    """Any of ``WRITTEN``, as often as one likes, while it is a draft."""
    concern = lock_concern(concern_id)
    concern_policy.check_write_concern(by, concern)
    check_version(concern, version)
    for name, value in _cleaned(concern.clinic_id, content, by=by).items():
        setattr(concern, name, value)
    _check_named(concern)
    touch(concern)
    return concern


@transaction.atomic
def delete_concern(*, concern_id: UUID, by: User) -> None:
    """What nobody else has is gone at once, and its key with it."""
    concern = lock_concern(concern_id)
    concern_policy.check_delete_concern(by, concern)
    remove(concern)


@transaction.atomic
def keep_concern(*, concern_id: UUID, version: int, by: User) -> Concern:
    """A record with its day, for oneself: it goes to nobody and is not changed any more."""
    concern = lock_concern(concern_id)
    concern_policy.check_move_concern(by, concern, ConcernMove.KEEP)
    check_version(concern, version)
    check_written(concern)
    take_step(concern, ConcernMove.KEEP, by=by)
    return concern


@transaction.atomic
def file_concern(
    *, concern_id: UUID, version: int, handler_id: UUID | None, by: User, wish: str = ""
) -> Concern:
    """To one of those who stand apart from both; the reporter has seen the name before."""
    concern = lock_concern(concern_id)
    concern_policy.check_move_concern(by, concern, ConcernMove.FILE)
    check_version(concern, version)
    next_concern_status(concern.status, ConcernMove.FILE)
    check_written(concern)
    if wish:
        concern.wish = _code("wish", wish)
    if concern.wish == ConcernWish.RECORD_ONLY:
        said = "Say what you wish for, or keep it for yourself: then nobody gets it."
        raise Invalid.field("wish", said, code="record_only")
    concern.handler = choose_handler(concern, handler_id)
    concern.filed_at = timezone.now()
    concern.acknowledge_due = acknowledge_due(concern.filed_at, concern.clinic.timezone)
    take_step(concern, ConcernMove.FILE, by=by)
    tell_on_commit(concern.handler)
    return concern


# --- What the other actions on concerns use as well ---


def lock_concern(concern_id: UUID) -> Concern:
    found = (
        Concern.objects.select_for_update(no_key=True, of=("self",))
        .select_related("clinic", "data_key", "reporter", "person", "handler", "appeal_hearer")
        .filter(pk=concern_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def check_version(concern: Concern, expected: int) -> None:
    if concern.version != expected:
        msg = "This changed while you were reading it. Look again, then go on."
        raise StaleVersion(msg)


def check_written(concern: Concern) -> None:
    if not concern.what_happened.strip():
        raise Invalid.field("what_happened", "Write what happened.", code="required")


def choose_handler(
    concern: Concern, handler_id: UUID | None, *, but: tuple[UUID | None, ...] = ()
) -> User:
    """The one that was chosen, where that person is free; the only one without a choice."""
    free = free_handlers(concern, but=but)
    if not free:
        raise WrongState(concern_policy.NOBODY_FREE, code="nobody_free")
    if handler_id is None and len(free) == 1:
        return free[0]
    for person in free:
        if person.pk == handler_id:
            return person
    raise Invalid.field("handler", "Choose one of these people.", code="not_free")


def take_step(concern: Concern, move: ConcernMove, *, by: User, words: str = "") -> None:
    before = concern.status
    concern.status = next_concern_status(before, move)
    touch(concern)
    add_entry(
        concern,
        by=by,
        words=words,
        kind=ConcernEntryKind.MOVE,
        move=move,
        from_status=before,
        to_status=concern.status,
    )


def touch(concern: Concern) -> None:
    concern.version += 1
    concern.changed_at = timezone.now()
    concern.save()


def remove(concern: Concern) -> None:
    """Rows and key; the chain keeps its links, which open no more."""
    key = concern.data_key
    concern.delete()
    vault.destroy(key)


def tell_on_commit(person: User) -> None:
    """That something waits, and no more: neither what, nor from whom."""
    said = {"person": person, "link": f"{settings.SITE_URL}/"}
    mail.send_on_commit("supervision/waits", person.email, said)


def _cleaned(clinic_id: UUID, content: Mapping[str, object], *, by: User) -> dict[str, Any]:
    new: dict[str, Any] = {
        name: _code(name, content[name]) for name in _CODES if name in content
    }
    if "what_happened" in content:
        new["what_happened"] = clean_text(
            content["what_happened"], field="what_happened", max_length=TEXT_LIMIT
        )
    if "person" in content:
        new["person"] = _named(clinic_id, content["person"], by=by)
    return new


def _code(name: str, value: object) -> str:
    if value not in _CODES[name].values:
        raise Invalid.field(name, "Please choose one of these.", code="unknown_choice")
    return str(value)


def _named(clinic_id: UUID, person_id: object, *, by: User) -> User | None:
    if person_id is None:
        return None
    person = people_to_name(by, clinic_id).filter(pk=str(person_id)).first()
    if person is None:
        raise Invalid.field("person", "Choose one of these people.", code="unknown_person")
    return person


def _check_named(concern: Concern) -> None:
    concern_policy.check_named(concern.about, concern.reporter_id, concern.person_id)
