"""Everything the system holds about one person, for that person: one JSON document in parts.

Her own texts as she may read them now, and what others said on her notes as far as she reads
it. What she wrote about the cases of others is listed without its words: those belong there.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Model, Q, QuerySet

from cases import access, policy
from cases.decision_access import own_decisions
from cases.decision_policy import Reading
from cases.decision_reading import shown_to
from cases.enums import AnnotationStatus
from cases.exporting.reading import chunks_of, let_go
from cases.exporting.records import plain, record_of, row_of
from cases.models import (
    Annotation,
    NarrativeRead,
    Note,
    NoteDraft,
    NoteStep,
    NoteVersion,
    ReflectiveFlag,
    TakeAway,
)
from supervision.models import (
    GroupMembership,
    LedgerEntry,
    RoleAssignment,
    SupervisionRelationship,
    User,
)
from supervision.selectors import tokens_of

CHUNK: Final = 50
Row = dict[str, Any]


def own_data(user: User) -> Iterator[str]:
    """In pieces, a list for each sort of thing: memory does not grow with what there is."""
    yield "{"
    for place, (name, rows) in enumerate(_sections(user)):
        yield f"{',' if place else ''}\n{json.dumps(name)}: ["
        for number, row in enumerate(rows):
            yield ("," if number else "") + "\n" + json.dumps(row, ensure_ascii=False)
        yield "]"
    yield "\n}\n"


def _sections(user: User) -> Iterator[tuple[str, Iterable[Row]]]:
    yield "account", [_account(user)]
    yield "roles", _roles(user)
    yield "supervision", _supervision(user)
    yield "groups", _groups(user)
    yield "sessions", _sessions(user)
    yield (
        "tokens",
        [_facts(token, "token_key", "created", "expiry") for token in tokens_of(user)],
    )
    yield "cases", _rows(access.own_cases(user).select_related("data_key", "supervisee"))
    yield "notes", _notes(user)
    yield "decisions", _decisions(user)
    yield "written_on_cases_of_others", _elsewhere(user)
    yield "opened_by_you", _reads(NarrativeRead.objects.filter(reader=user))
    yield (
        "opened_by_others",
        _reads(NarrativeRead.objects.filter(case__in=access.own_cases(user))),
    )
    yield "in_the_ledger", _ledger(user)


def _account(user: User) -> Row:
    addresses = EmailAddress.objects.filter(user=user).order_by("pk")
    linked = SocialAccount.objects.filter(user=user).order_by("pk")
    return {
        "id": str(user.pk),
        **_facts(user, "email", "display_name", "timezone", "theme", "date_joined"),
        "last_login": plain(user.last_login),
        "addresses": [_facts(each, "email", "verified", "primary") for each in addresses],
        "linked": [_facts(each, "provider", "uid", "date_joined") for each in linked],
    }


def _roles(user: User) -> Iterator[Row]:
    held = RoleAssignment.objects.filter(user=user).select_related("clinic", "assigned_by")
    for role in held.order_by("valid_from", "pk"):
        facts = _facts(role, "role", "training_level", "valid_from", "valid_to")
        yield facts | {"clinic": role.clinic.name, "given_by": _name(role.assigned_by)}


def _supervision(user: User) -> Iterator[Row]:
    had = SupervisionRelationship.objects.filter(Q(supervisee=user) | Q(supervisor=user))
    for each in had.select_related("supervisee", "supervisor", "clinic").order_by("valid_from"):
        facts = _facts(each, "kind", "status", "valid_from", "valid_to")
        yield facts | {
            "clinic": each.clinic.name,
            "supervisee": _name(each.supervisee),
            "supervisor": _name(each.supervisor),
        }


def _groups(user: User) -> Iterator[Row]:
    been = GroupMembership.objects.filter(member=user).select_related("group")
    for each in been.order_by("valid_from", "pk"):
        yield {"group": each.group.name, **_facts(each, "valid_from", "valid_to")}


def _sessions(user: User) -> Iterator[Row]:
    for each in UserSession.objects.filter(user=user).order_by("created_at", "pk"):
        yield _facts(each, "ip", "user_agent", "created_at", "last_seen_at")


# --- Own writing ---


def _notes(user: User) -> Iterator[Row]:
    ids = list(access.own_notes(user).order_by("created_at", "pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        notes = list(
            Note.objects.filter(pk__in=ids[start : start + CHUNK])
            .select_related("case__data_key", "author")
            .order_by("created_at", "pk")
        )
        yield from _whole(user, notes)
        let_go(notes)


def _whole(user: User, notes: Sequence[Note]) -> Iterator[Row]:
    """Each with all that lies in it: a query for each sort, whatever the number of notes."""
    among = [note.pk for note in notes]
    known = {note.pk: note for note in notes}
    drafts = _by_note(NoteDraft.objects.filter(note__in=among), known)
    versions = _by_note(NoteVersion.objects.filter(note__in=among), known)
    steps = _by_note(NoteStep.objects.filter(note__in=among).select_related("by"), known)
    flags = _by_note(_own_flags(user, among), known)
    said = _by_note(_said(user, among), known)
    taken = _taken_away(among)
    for note in notes:
        yield {
            "id": str(note.pk),
            "case": note.case.code,
            **_row(note),
            "drafts": [_row(each) for each in drafts.get(note.pk, ())],
            "versions": [_row(each) for each in versions.get(note.pk, ())],
            "steps": [_row(each) for each in steps.get(note.pk, ())],
            "flags": [_flag(user, each) for each in flags.get(note.pk, ())],
            "said_on_it": [_remark(each) for each in said.get(note.pk, ())],
            "taken_away": taken.get(note.pk, []),
        }


def _by_note(rows: QuerySet[Any], known: dict[UUID, Note]) -> dict[UUID, list[Any]]:
    """With their note as it is at hand: its case's key opens them."""
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        row.note = known[row.note_id]
        found.setdefault(row.note_id, []).append(row)
    return found


def _own_flags(user: User, notes: list[UUID]) -> QuerySet[ReflectiveFlag]:
    return access.readable_flags(user).filter(note__in=notes).select_related("raised_by")


def _flag(user: User, flag: ReflectiveFlag) -> Row:
    """What a supervisor answered to the prompts of her own question is hers, and why she set it
    aside, too."""
    row = _row(flag)
    if not policy.reads_answers(user, flag):
        del row["prompt_answers"]
    if not policy.owns_flag(user, flag):
        del row["set_aside_reason"]
    return row


def _remark(annotation: Annotation) -> Row:
    """Of what was withdrawn only that it was, as everywhere."""
    row = _row(annotation)
    if annotation.status == AnnotationStatus.WITHDRAWN:
        for words in ("body", "directive", "status_reason"):
            del row[words]
    return row


def _said(user: User, notes: list[UUID]) -> QuerySet[Annotation]:
    return access.readable_annotations(user).filter(note__in=notes).select_related("author")


def _taken_away(notes: list[UUID]) -> dict[UUID, list[Row]]:
    rows = TakeAway.objects.filter(of__note__in=notes)
    found: dict[UUID, list[Row]] = {}
    for each in rows.select_related("of__note__case__data_key"):
        found.setdefault(each.of.note_id, []).append(_row(each))
    return found


def _decisions(user: User) -> Iterator[Row]:
    for chunk in chunks_of(own_decisions(user)):
        for decision in chunk:
            yield record_of(shown_to(Reading.AUTHOR, decision))


def _elsewhere(user: User) -> Iterator[Row]:
    said = Annotation.objects.filter(author=user).exclude(note__author=user)
    for act, at, status in said.order_by("created_at", "pk").values_list(
        "act", "created_at", "status"
    ):
        yield {"act": act, "at": plain(at), "status": status}


# --- Traces ---


def _reads(reads: QuerySet[NarrativeRead]) -> Iterator[Row]:
    for each in reads.select_related("reader", "case").order_by("first_at", "pk").iterator():
        facts = _facts(each, "what", "role", "first_at", "last_at", "times")
        yield facts | {"reader": _name(each.reader), "case": each.case.code}


def _ledger(user: User) -> Iterator[Row]:
    entries = LedgerEntry.objects.filter(actor_id=user.pk).order_by("pk")
    for each in entries.defer("body", "leaf").iterator():
        yield _facts(each, "kind", "occurred_at", "subject_type")


def _rows(rows: QuerySet[Any]) -> Iterator[Row]:
    for row in rows:
        yield _row(row)


def _row(row: Model) -> Row:
    return row_of(row, Reading.AUTHOR)


def _facts(thing: Any, *names: str) -> Row:
    return {name: plain(getattr(thing, name)) for name in names}


def _name(person: User | None) -> str | None:
    return person.display_name if person else None
