"""The folded sections of a decision's page: which fields, in which words, open or read."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NamedTuple

from django.forms import BoundField

from cases import lenses
from cases.decision_enums import Lens
from cases.decision_field import DecisionField
from cases.decision_fields import fields_of
from cases.decision_reading import Shown
from cases.enums import DecisionKind
from cases.models import ReferralDecision
from cases.referral_needs import has_several_clients
from frontend.decision_plans import OF_ONE_CLIENT, REFERRAL, Plan
from frontend.forms_decisions import ContentForm, lens_field


class Item(NamedTuple):
    """To write (``fields``) or to read (``value``). ``now`` is what somebody else has saved."""

    name: str
    label: str
    kind: str
    fields: list[BoundField]
    value: Any
    now: Any


class LensPart(NamedTuple):
    title: str
    intro: str
    fields: list[BoundField]
    answers: list[tuple[str, str]]
    open: bool


class Section(NamedTuple):
    code: str
    title: str
    intro: str
    items: list[Item]
    more: list[Item]
    lenses: list[LensPart]
    missing: int
    open: bool
    more_open: bool
    written: bool


BOUNDARY: Final = (
    Plan(
        "happened",
        "Situation",
        "",
        ("timing", "occurred_month", "domain", "subtype", "initiative", "summary"),
    ),
    Plan(
        "ways",
        "Both ways",
        "What doing it could bring, and what not doing it could.",
        (
            "best_if_cross",
            "worst_if_cross",
            "best_if_not",
            "worst_if_not",
            "alternatives",
            "reversibility",
        ),
    ),
    Plan(
        "meaning",
        "What it means",
        "",
        (
            "purpose_for_client",
            "purpose_for_therapist",
            "client_meaning",
            "cultural_meaning",
            "rules_consulted",
            "own_unease",
        ),
    ),
    Plan(
        "lenses",
        "A lens to look through",
        "Choose the one that fits. One answered question is enough.",
        ("lens_answers",),
    ),
    Plan(
        "client",
        "With the client",
        "",
        (
            "discussed_with_client",
            "discussed_with_client_on",
            "client_view",
            "client_agreed",
            "revisit_on",
        ),
    ),
    Plan("decision", "Decision", "", ("choice", "conditions", "rationale")),
    Plan(
        "harm",
        "If somebody was hurt",
        "Only where it applies. What was said, what is put right, and who has to know.",
        (
            "harm_acknowledged",
            "apology",
            "repair_steps",
            "outside_help",
            "notification_duty",
            "notified",
        ),
    ),
    Plan(
        "after",
        "Afterwards",
        "",
        ("after_effect", "alliance_effect", "follow_up_due", "across_clients"),
    ),
    Plan(
        "pattern",
        "A question for the two of you",
        "For you and your supervisor alone: nobody else is told that it was asked.",
        ("pattern_thoughts",),
    ),
    Plan(
        "review",
        "Review",
        "A classification is an offer made with the context in view. What the supervisee sees "
        "differently stands beside it.",
        ("classification", "context_considered", "dissent"),
    ),
)
# The rows that stand in a section, by the names in which they are called missing.
_LISTS: Final = {"grounds": ("grounds",), "options": ("options",), "client": ("voices",)}
# Nothing is weighed up where nothing is to be weighed.
NOT_WEIGHED: Final = frozenset({"ways", "meaning", "lenses"})


def sections_of(
    shown: Shown,
    form: ContentForm,
    missing: Mapping[str, Any],
    *,
    hidden: Collection[str] = (),
    stale: bool = False,
) -> list[Section]:
    """All that has something to write, something to read, or something missing."""
    plans = REFERRAL if shown.decision.kind == DecisionKind.REFERRAL else BOUNDARY
    made = (_section(plan, shown, form, missing, stale=stale) for plan in plans)
    return [part for part in made if part.code not in hidden and _says_something(part, shown)]


def names_in_order(kind: str) -> list[str]:
    plans = REFERRAL if kind == DecisionKind.REFERRAL else BOUNDARY
    return [name for plan in plans for name in (*plan.names, *plan.more)]


def _says_something(section: Section, shown: Shown) -> bool:
    """Grounds and options are rows, not fields; a past supervisor may get none of all that."""
    rows = section.code in ("grounds", "options") and bool(shown.content)
    rows = rows or (section.code == "client" and bool(shown.voices))
    return rows or bool(section.items or section.more or section.lenses)


def _section(
    plan: Plan, shown: Shown, form: ContentForm, missing: Mapping[str, Any], *, stale: bool
) -> Section:
    asked = [name for name in plan.names if name not in _not_asked(shown)]
    items = _items(asked, shown, form, stale=stale)
    more = _items(plan.more, shown, form, stale=stale)
    looked = _lenses(shown, form) if "lens_answers" in plan.names else []
    wanted = {*plan.names, *plan.more, *_LISTS.get(plan.code, ())} & set(missing)
    wrong = any(field.errors for item in (*items, *more) for field in item.fields)
    return Section(
        code=plan.code,
        title=plan.title,
        intro=plan.intro,
        items=items,
        more=more,
        lenses=looked,
        missing=len(wanted),
        open=bool(wanted) or wrong or stale,
        more_open=_shows_itself(plan, shown, missing) or wrong or stale,
        written=_written(plan, shown),
    )


def _written(plan: Plan, shown: Shown) -> bool:
    rows = {"grounds": shown.grounds, "options": shown.options, "client": shown.voices}
    said = any(_said(shown.content.get(name)) for name in (*plan.names, *plan.more))
    return said or bool(rows.get(plan.code))


def _shows_itself(plan: Plan, shown: Shown, missing: Mapping[str, Any]) -> bool:
    """What is folded away opens where something is in it, or has to be."""
    return any(_said(shown.content.get(name)) or name in missing for name in plan.more)


def _not_asked(shown: Shown) -> frozenset[str]:
    """Of a couple or a family each has a voice of their own; there is no one client."""
    if not isinstance(shown.decision, ReferralDecision):
        return frozenset()
    if not has_several_clients(shown.decision.case):
        return frozenset()
    return frozenset(name for name in OF_ONE_CLIENT if not _said(shown.content.get(name)))


def _items(names: Iterable[str], shown: Shown, form: ContentForm, *, stale: bool) -> list[Item]:
    found = (_item(name, shown, form, stale=stale) for name in names if name != "lens_answers")
    return [item for item in found if item]


def _item(name: str, shown: Shown, form: ContentForm, *, stale: bool) -> Item | None:
    field = fields_of(shown.decision.kind)[name]
    value = shown.content.get(name)
    if name in form.fields:
        now = display(field, value) if stale and _differs(form, name, field, value) else None
        return Item(name, field.label, field.kind, [form[name]], None, now)
    if not _said(value):
        return None
    return Item(name, field.label, field.kind, [], display(field, value), None)


def _differs(form: ContentForm, name: str, field: DecisionField, value: Any) -> bool:
    return bool(form[name].value() != ContentForm.shown(field, value))


def _lenses(shown: Shown, form: ContentForm) -> list[LensPart]:
    if "lens_answers" in shown.withheld:
        return []
    given = shown.content.get("lens_answers") or {}
    parts = []
    for lens in Lens:
        asked = lenses.asked_of(lens, given)
        fields = [
            form[lens_field(lens, code)]
            for code in asked.questions
            if lens_field(lens, code) in form.fields
        ]
        answers = _answers(lens, given.get(lens))
        if fields or answers:
            filled = any(field.value() for field in fields)
            parts.append(LensPart(lens.label, asked.intro, fields, answers, bool(filled)))
    return parts


def _answers(lens: Lens, given: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """With the questions of the version that was answered."""
    if not given:
        return []
    questions = lenses.version_of(lens, given["version"]).questions
    return [(questions[code], text) for code, text in given["answers"].items() if text.strip()]


def _said(value: Any) -> bool:
    return value not in (None, "", {}, [])


def display(field: DecisionField, value: Any) -> Any:
    """In words; a date stays one, for the template to write out."""
    if field.kind == "choice" and field.choices:
        return field.choices(value).label if value else ""
    if field.kind == "many" and field.choices:
        return "; ".join(str(field.choices(code).label) for code in value or ())
    if field.kind == "flag":
        return {True: "Yes", False: "No"}.get(value, "")
    return value
