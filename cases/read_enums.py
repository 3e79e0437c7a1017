"""What is read, and as whom: the words in which its author is told."""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices

from supervision.enums import GROUP_MEMBER, Role

# As whom somebody reads who is nothing of this to the case by role.
BY_GRANT: Final = "grant"
BREAK_GLASS: Final = "break-glass"
PAST_SUPERVISOR: Final = "past_supervisor"


class ReadWhat(TextChoices):
    NOTE = "note", "Note"
    QUESTION = "question", "Question of a note"
    DECISION = "decision", "Decision"
    CASE = "case", "The case"
    FINDING = "finding", "Finding about a decision"
    NOTE_EXPORT = "note_export", "Annotations of a note, taken out"
    DECISION_EXPORT = "decision_export", "Decision, taken out"


# Each of these leaves a row of its own, however soon it comes after another.
EXPORTS: Final = (ReadWhat.NOTE_EXPORT, ReadWhat.DECISION_EXPORT)
# What hangs on a note, and on a decision: its author is shown it there.
OF_NOTE: Final = (ReadWhat.NOTE, ReadWhat.QUESTION, ReadWhat.NOTE_EXPORT)
OF_DECISION: Final = (ReadWhat.DECISION, ReadWhat.FINDING, ReadWhat.DECISION_EXPORT)

# What was done, after a name.
ACTS: Final[Mapping[str, str]] = {
    ReadWhat.NOTE: "opened a note",
    ReadWhat.QUESTION: "saw what a note asks, in the queue",
    ReadWhat.DECISION: "opened a decision",
    ReadWhat.CASE: "opened the case",
    ReadWhat.FINDING: "opened a finding about a decision",
    ReadWhat.NOTE_EXPORT: "took annotations of a note out",
    ReadWhat.DECISION_EXPORT: "took a decision out",
}
ROLES: Final[Mapping[str, str]] = {
    Role.SUPERVISOR: "as supervisor",
    PAST_SUPERVISOR: "as supervisor of that time",
    Role.CLINIC_LEAD: "as clinic lead",
    Role.EXTERNAL_REVIEWER: "as external reviewer",
    Role.PRIVACY_OFFICER: "as privacy officer",
    GROUP_MEMBER: "as a member of a group it was presented to",
    BY_GRANT: "because the case was released to them",
    BREAK_GLASS: "by emergency access (break-glass)",
}
