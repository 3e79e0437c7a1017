# ruff: noqa: S608 - the names are those of our own tables; values are parameters
"""One thing's full history as a file that proves itself to whoever holds the public key.

See supervision.ledger.check, which reads it without this program's database or libraries.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from supervision.ledger import check, merkle
from supervision.ledger import checkpoint as checkpoints
from supervision.ledger import source as reading
from supervision.ledger.check import FORMAT, Entry
from supervision.ledger.checkpoint import Anchor, Checkpoint, Verifier
from supervision.ledger.commitments import Opening
from supervision.ledger.source import ENTRY, POSITION, Source
from supervision.ledger.tree import StoredTree

# Clinic, key, sealed value and commitment; nothing where it cannot be opened.
Reveal = Callable[[str, str, bytes, str], Opening | None]
Row = tuple[Any, int | None, str, bytes]


class CannotProve(Exception):
    """There is no such entry, or no checkpoint that covers it."""


def subject_of(source: Source, named: str) -> tuple[str, str, str]:
    """Clinic, type and id of what an entry, by its row, or the thing itself is about."""
    where = "id = ?" if named.isascii() and named.isdigit() else "subject_id = ?"
    for clinic, model, row in source.rows(
        f"SELECT clinic_id, subject_type, subject_id FROM {ENTRY} WHERE {where} "
        "ORDER BY id LIMIT 1",
        int(named) if where == "id = ?" else named,
    ):
        return source.uuid(clinic), str(model), str(row)
    msg = f"There is no entry {named}."
    raise CannotProve(msg)


def newest_note(folder: Path, verifier: Verifier, clinic: str) -> tuple[str, Checkpoint]:
    """The checkpoint of this clinic that covers most."""
    found = [
        anchor
        for anchor in checkpoints.read(folder, verifier)
        if anchor.checkpoint and str(anchor.checkpoint.clinic_id) == clinic
    ]
    if not found:
        msg = f"{folder} holds no checkpoint of clinic {clinic}."
        raise CannotProve(msg)
    last = max(found, key=_reach)
    assert last.checkpoint is not None  # noqa: S101 - as chosen above
    return last.path.read_text(encoding="utf-8"), last.checkpoint


def _reach(anchor: Anchor) -> tuple[int, int]:
    checkpoint = anchor.checkpoint
    return (checkpoint.generation, checkpoint.size) if checkpoint else (0, 0)


def history(
    source: Source,
    subject: tuple[str, str, str],
    *,
    note: str,
    checkpoint: Checkpoint,
    reveal: Reveal | None = None,
) -> dict[str, Any]:
    """Every entry about the subject, each with its way to the signed root."""
    clinic, model, row = subject
    tree = StoredTree(source, clinic)
    if tree.root(checkpoint.size) != checkpoint.root:
        msg = "The tree is not the one that was signed. Run manage.py ledger verify."
        raise CannotProve(msg)
    found = list(_about(source, subject))
    under = [one for one in found if one[1] is not None and one[1] < checkpoint.size]
    keys = {key for one in under if (key := _committed_under(one[2]))}
    erasures = [
        one for key in sorted(keys) for one in _erasures(source, clinic, key, checkpoint.size)
    ]
    return {
        "format": FORMAT,
        "checkpoint": note,
        "subject": {"type": model, "id": row},
        "entries": [_proved(source, tree, clinic, one, checkpoint, reveal) for one in under],
        "erasures": [_proved(source, tree, clinic, one, checkpoint, None) for one in erasures],
        # Of these nobody has signed anything yet.
        "later": [one[2] for one in found[len(under) :]],
    }


def _about(source: Source, subject: tuple[str, str, str]) -> Iterator[Row]:
    clinic, model, row = subject
    yield from source.rows(
        f"SELECT e.id, p.position, e.body, e.leaf FROM {ENTRY} e LEFT JOIN {POSITION} p "
        "ON p.entry_id = e.id WHERE e.subject_type = ? AND e.subject_id = ? "
        "AND e.clinic_id = ? ORDER BY p.position IS NULL, p.position, e.id",
        model,
        row,
        source.key(clinic),
    )


def _erasures(source: Source, clinic: str, key: str, size: int) -> Iterator[Row]:
    """Erasures are few; whose key each destroyed stands in its body alone."""
    for one in source.rows(
        f"SELECT e.id, p.position, e.body, e.leaf FROM {ENTRY} e JOIN {POSITION} p "
        "ON p.entry_id = e.id WHERE e.kind = ? AND e.clinic_id = ? AND p.position < ? "
        "ORDER BY p.position",
        check.ERASED,
        source.key(clinic),
        size,
    ):
        if Entry.read(str(one[2])).details.get("data_key") == key:
            yield one[0], one[1], str(one[2]), bytes(one[3])


def _committed_under(body: str) -> str | None:
    key = Entry.read(body).details.get("commitment_key")
    return None if key is None else str(key)


def _proved(
    source: Source,
    tree: StoredTree,
    clinic: str,
    row: Row,
    checkpoint: Checkpoint,
    reveal: Reveal | None,
) -> dict[str, Any]:
    entry_id, position, body, leaf = row
    if position is None:
        msg = f"The entry {entry_id} waits for its position."
        raise CannotProve(msg)
    proof = tree.inclusion(position, checkpoint.size)
    if not merkle.includes(
        index=position,
        size=checkpoint.size,
        leaf=bytes(leaf),
        proof=proof,
        root=checkpoint.root,
    ):
        msg = f"The entry {entry_id} is not in the tree that was signed."
        raise CannotProve(msg)
    said = {
        "position": position,
        "body": body,
        "proof": [b64encode(sibling).decode() for sibling in proof],
    }
    opening = reveal and _opening(source, clinic, entry_id, body, reveal)
    return said | ({"opening": opening} if opening else {})


def _opening(
    source: Source, clinic: str, entry_id: int, body: str, reveal: Reveal
) -> dict[str, str] | None:
    details, beside = Entry.read(body).details, reading.opening(source, entry_id)
    if "commitment" not in details or beside is None:
        return None
    opening = reveal(clinic, beside[0], beside[1], str(details["commitment"]))
    return opening and {"nonce": opening.nonce.hex(), "text": opening.text}
