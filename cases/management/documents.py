"""The documents that are made from the code, so that they cannot say something else.

``docs/workflow.md`` prints the tables of moves, ``docs/permissions.md`` the rules of the policy
modules with the sentences people read. ``manage.py document`` writes them.
"""

import ast
import inspect
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any, NamedTuple

from django.db.models import TextChoices

from cases import (
    access,
    access_incident_policy,
    audit_access,
    audit_policy,
    break_glass_access,
    break_glass_policy,
    carry_over_policy,
    decision_access,
    decision_policy,
    group_access,
    handed,
    handover_policy,
    incident_access,
    incident_policy,
    policy,
    retention_policy,
    submission_policy,
)
from cases.attestations import MEANING, WORDINGS
from cases.audit_enums import FindingStatus
from cases.audit_workflow import FINDING_TRANSITIONS, FINDING_TURN
from cases.decision_enums import BoundaryStatus, ReferralStatus
from cases.decision_workflow import (
    BOUNDARY_TRANSITIONS,
    BOUNDARY_TURN,
    REFERRAL_TRANSITIONS,
    REFERRAL_TURN,
)
from cases.directives import NEEDS_WORDS
from cases.enums import AnnotationStatus, FlagStatus, NoteStatus
from cases.workflow import (
    DIRECTIVE_TRANSITIONS,
    FLAG_TRANSITIONS,
    NOTE_OWNER,
    NOTE_TRANSITIONS,
    REMARK_TRANSITIONS,
)
from supervision import access as clinic_access
from supervision import (
    agreement_policy,
    change_policy,
    concern_access,
    concern_policy,
    cover_access,
    cover_policy,
    credential_access,
    credential_policy,
)
from supervision import group_access as group_membership
from supervision import policy as clinic_policy
from supervision.concern_enums import ConcernStatus
from supervision.concern_workflow import CONCERN_TRANSITIONS
from supervision.enums import RelationshipStatus
from supervision.workflow import GIVEN_BY, RELATIONSHIP_TRANSITIONS

NOTICE = "<!-- Made by `manage.py document`. Do not edit. -->"


class Workflow(NamedTuple):
    title: str
    statuses: type[TextChoices]
    transitions: Mapping[Any, Any]
    turns: Mapping[Any, str | None] | None = None


WORKFLOWS = (
    Workflow("Supervisory relationship", RelationshipStatus, RELATIONSHIP_TRANSITIONS),
    Workflow("Note", NoteStatus, NOTE_TRANSITIONS, NOTE_OWNER),
    Workflow("Annotation", AnnotationStatus, REMARK_TRANSITIONS),
    Workflow("Directive", AnnotationStatus, DIRECTIVE_TRANSITIONS),
    Workflow("Referral decision", ReferralStatus, REFERRAL_TRANSITIONS, REFERRAL_TURN),
    Workflow("Boundary decision", BoundaryStatus, BOUNDARY_TRANSITIONS, BOUNDARY_TURN),
    Workflow("Finding of an audit", FindingStatus, FINDING_TRANSITIONS, FINDING_TURN),
    Workflow("Concern about supervision", ConcernStatus, CONCERN_TRANSITIONS),
)
POLICIES = (
    ("Cases, notes, annotations, flags", policy),
    ("Where a note may be submitted", submission_policy),
    ("Notes that go to somebody else", handover_policy),
    ("Identifiers that were seen", incident_policy),
    ("What goes along to a new supervisor", carry_over_policy),
    ("Decisions", decision_policy),
    ("Audit", audit_policy),
    ("Emergency access", break_glass_policy),
    ("Emergency access that was not justified", access_incident_policy),
    ("What is kept and erased", retention_policy),
    ("Clinic and people", clinic_policy),
    ("Concerns about supervision", concern_policy),
    ("Being away and standing in", cover_policy),
    ("Credentials", credential_policy),
    ("Agreements", agreement_policy),
    ("Change of supervisor", change_policy),
)
WAYS_TO_SEE = (
    ("cases and what is in them", access),
    ("what is presented to a group", group_access),
    ("what was handed over", handed),
    ("decisions", decision_access),
    ("the audit", audit_access),
    ("emergency access", break_glass_access),
    ("identifiers that were seen", incident_access),
    ("clinic and people", clinic_access),
    ("groups", group_membership),
    ("concerns about supervision", concern_access),
    ("being away and standing in", cover_access),
    ("credentials", credential_access),
)


def documents() -> Mapping[str, str]:
    return {"workflow.md": workflow(), "permissions.md": permissions()}


# --- workflow.md ---


def workflow() -> str:
    sections = [_moves(it) for it in WORKFLOWS]
    about = "Every state and every move there is, and the statements a review ends with."
    return _page("Workflow", about, [*sections, _flag_steps(), _attestations()])


def _moves(table: Workflow) -> str:
    rows = [
        (
            str(move.label),
            _labels(table.statuses, transition.sources),
            _label(table.statuses, transition.target) or "where it was before",
            _who(transition),
            "yes" if getattr(transition, "reasons", False) or move in NEEDS_WORDS else "",
        )
        for move, transition in table.transitions.items()
    ]
    moves = _table(("move", "from", "to", "by", "reasons"), rows)
    return "\n\n".join([f"## {table.title}", moves, *_turns(table)])


def _turns(table: Workflow) -> Iterator[str]:
    """In the order of the enumeration, for the tables that say it."""
    if table.turns:
        rows = [(str(it.label), str(table.turns[it] or "nobody")) for it in table.statuses]
        yield _table(("state", "whose turn"), rows)


def _flag_steps() -> str:
    rows = [
        (str(status.label), _labels(FlagStatus, targets))
        for status, targets in FLAG_TRANSITIONS.items()
    ]
    return f"## Flag\n\n{_table(('from', 'to'), rows)}"


def _attestations() -> str:
    """Every wording there ever was: what was attested is read under its number."""
    rows = [
        (str(number), str(code.label), text)
        for number, words in WORDINGS.items()
        for code, text in words.items()
    ]
    table = _table(("wording", "statement", "in full"), rows)
    return f"## Attestation\n\n{MEANING}\n\n{table}"


def _who(transition: Any) -> str:
    parties = getattr(transition, "by", None) or {transition.owner}
    return ", ".join(sorted(parties))


def _labels(statuses: type[TextChoices], values: Iterable[str]) -> str:
    """In the order of the enumeration: a set has none, and the document must not flicker."""
    wanted = set(values)
    if len(wanted) > 1 and wanted == set(statuses):
        return "any"
    return ", ".join(str(it.label) for it in statuses if it in wanted)


def _label(statuses: type[TextChoices], value: str | None) -> str:
    return str(statuses(value).label) if value else ""


# --- permissions.md ---


def permissions() -> str:
    about = (
        "Who may do what, and the sentence somebody reads who may not. A refusal without a "
        "sentence is a 404: the thing does not exist for that person. A rule that refuses "
        "nothing by itself asks the others it names. Superusers have no part in it."
    )
    rules = [f"## {title}\n\n{_rules(module)}" for title, module in POLICIES]
    ways = [f"## Who sees what: {title}\n\n{_ways(module)}" for title, module in WAYS_TO_SEE]
    return _page("Permissions", about, [_roles(), *ways, *rules])


def _roles() -> str:
    rows = [
        (str(role.label), ", ".join(sorted(str(giver.label) for giver in givers)))
        for role, givers in GIVEN_BY.items()
    ]
    return f"## Who gives and ends a role\n\n{_table(('role', 'given by'), rows)}"


def _rules(module: ModuleType) -> str:
    rows = [
        (_words(name), _says(rule), "<br>".join(_refusals(rule)))
        for name, rule in _functions(module)
        if name.startswith("check_")
    ]
    return _table(("rule", "says", "refuses with"), rows)


def _ways(module: ModuleType) -> str:
    rows = [
        (_words(name), _says(rule))
        for name, rule in _functions(module)
        if inspect.getdoc(rule) and not name.startswith("_")
    ]
    return _table(("things", "says"), rows)


def _functions(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """In the order of the file; what a module imports is told where it is defined."""
    for name, value in vars(module).items():
        if inspect.isfunction(value) and value.__module__ == module.__name__:
            yield name, value


def _says(rule: Any) -> str:
    paragraph = (inspect.getdoc(rule) or "").split("\n\n")[0]
    return " ".join(paragraph.split())


def _refusals(rule: Any) -> Iterator[str]:
    tree = ast.parse(inspect.getsource(rule))
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id="msg")], value=value):
                yield _sentence(value)
            case ast.Raise(exc=ast.Name(id="NotFound")):
                yield "404"
            case ast.Call(func=ast.Name(id=name)) if name.startswith("check_"):
                yield f"→ {_words(name)}"


def _sentence(node: ast.expr) -> str:
    """A literal as it is; what is filled in when it is said becomes an ellipsis."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_sentence(part) for part in parts)
        case _:
            return "…"


def _words(name: str) -> str:
    return name.removeprefix("check_").replace("_", " ")


# --- Markdown ---


def _page(title: str, about: str, sections: Iterable[str]) -> str:
    return "\n\n".join([f"# {title}", NOTICE, about, *sections]) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
