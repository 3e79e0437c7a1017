"""Check a file of ``manage.py ledger prove`` without this program, its database or its keys.

    python -m supervision.ledger.check FILE --key checkpoint.pub

Needs Python, ``cryptography`` and four files of this folder: this one, ``checkpoint.py``,
``merkle.py`` and the empty ``__init__.py``. Ends with 0 where everything holds, 1 where
something does not, 3 where there is nothing to be checked.

Shown is that each entry stands at its position in the log whose root was signed with this key,
byte for byte. Not shown is that there are no further entries: compare the version numbers,
which rise by one, and ask for a newer file.
"""

import argparse
import json
import sys
from base64 import b64decode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from supervision.ledger import merkle
from supervision.ledger.checkpoint import BadCheckpoint, Checkpoint, Verifier

FORMAT = "supervision-ledger-proof/1"
ERASED = "case.erased"
HOLDS, FAILS, UNREADABLE = 0, 1, 3


class Unreadable(Exception):
    """Not a file of ``ledger prove``."""


# Whatever else a file holds, it ends neither as proof nor as disproof.
UNREADABLE_FILES = (
    OSError,
    BadCheckpoint,
    Unreadable,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
)


@dataclass(frozen=True)
class Entry:
    kind: str
    at: str
    by: str | None
    subject: dict[str, str]
    details: dict[str, Any]

    @classmethod
    def read(cls, body: str) -> "Entry":
        said = json.loads(body)
        return cls(said["kind"], said["at"], said["by"], said["subject"], said["details"])


@dataclass
class Result:
    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def fault(self, sentence: str) -> None:
        self.faults.append(sentence)
        self.lines.append(f"FAULT: {sentence}")


def check(said: dict[str, Any], verifier: Verifier) -> Result:
    """Everything the file claims, and whether it holds."""
    if said.get("format") != FORMAT:
        msg = f"The file is not in the form {FORMAT}."
        raise Unreadable(msg)
    result = Result()
    try:
        checkpoint = verifier.open(said["checkpoint"])
    except BadCheckpoint as error:
        result.fault(f"The checkpoint does not hold: {error}.")
        return result
    result.lines.append(f"Signed: {checkpoint.origin}, {checkpoint.size} entries, root "
                        f"{checkpoint.root.hex()}.")  # fmt: skip
    erased = _erased_keys(said["erasures"], checkpoint, result)
    entries = _included(said["entries"], checkpoint, result)
    for row, entry in entries:
        if entry.subject != said["subject"]:
            result.fault(f"Position {row['position']} is about something else.")
        result.lines.append(_line(row, entry, _commitment(row, entry, erased, result)))
    _tell_versions([entry for _, entry in entries], result)
    if said["later"]:
        count = len(said["later"])
        result.lines.append(f"{count} later entries are in the file, signed by nobody yet.")
    return result


def _included(
    rows: Iterable[dict[str, Any]], checkpoint: Checkpoint, result: Result
) -> list[tuple[dict[str, Any], Entry]]:
    """Those that stand in the signed tree, in the order of their positions."""
    found, last = [], -1
    for row in rows:
        position = row["position"]
        proof = [b64decode(sibling, validate=True) for sibling in row["proof"]]
        leaf = merkle.leaf_hash(row["body"].encode())
        if not merkle.includes(
            index=position,
            size=checkpoint.size,
            leaf=leaf,
            proof=proof,
            root=checkpoint.root,
        ):
            result.fault(f"What is said of position {position} is not what was signed.")
            continue
        if position <= last:
            result.fault(f"Position {position} comes twice, or too late.")
        last = max(last, position)
        found.append((row, Entry.read(row["body"])))
    return found


def _erased_keys(
    rows: Sequence[dict[str, Any]], checkpoint: Checkpoint, result: Result
) -> set[str]:
    proved = _included(rows, checkpoint, result)
    return {str(it.details.get("data_key")) for _, it in proved if it.kind == ERASED}


def _commitment(row: dict[str, Any], entry: Entry, erased: set[str], result: Result) -> str:
    """What became of the text that the entry commits to."""
    if "commitment" not in entry.details:
        return ""
    opening = row.get("opening")
    if opening is None:
        gone = str(entry.details.get("commitment_key")) in erased
        return "text erased, as an entry says" if gone else "text not in this file"
    shown = sha256(bytes.fromhex(opening["nonce"]) + opening["text"].encode()).hexdigest()
    if shown != entry.details["commitment"]:
        result.fault(f"The text of position {row['position']} is not the one committed to.")
        return "text changed"
    return "text verified"


def _line(row: dict[str, Any], entry: Entry, text: str) -> str:
    facts = ", ".join(
        f"{name} {value}"
        for name, value in sorted(entry.details.items())
        if not name.startswith("commitment")
    )
    by = entry.by or "nobody signed in"
    said = f"Position {row['position']}: {entry.at} {entry.kind} by {by}"
    return "; ".join(part for part in (said, facts, text) if part)


def _tell_versions(entries: Sequence[Entry], result: Result) -> None:
    """They rise by one with each change, so that one left out of the file is missed."""
    versions = {it.details["version"] for it in entries if "version" in it.details}
    if not versions:
        return
    first, last = min(versions), max(versions)
    missing = sorted(set(range(first, last + 1)) - versions)
    result.lines.append(
        f"Versions {first} to {last}; "
        + (f"not in the file: {', '.join(map(str, missing))}." if missing else "none missing.")
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m supervision.ledger.check")
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", type=Path, required=True, help="the log's checkpoint.pub")
    options = parser.parse_args(arguments)
    try:
        said = json.loads(options.file.read_text(encoding="utf-8"))
        result = check(said, Verifier.load(options.key))
    except UNREADABLE_FILES as error:
        sys.stderr.write(f"Cannot check: {error!r}\n")
        return UNREADABLE
    sys.stdout.writelines(f"{line}\n" for line in result.lines)
    sys.stdout.write("Something does not hold.\n" if result.faults else "All of it holds.\n")
    return FAILS if result.faults else HOLDS


if __name__ == "__main__":
    sys.exit(main())
