"""A database as it is after years: clinics, decisions and a ledger, written straight in."""

import random
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection, models, transaction
from django.utils import timezone

from cases.actions.followups import add_follow_up
from cases.decision_enums import BoundaryDomain, BoundaryTiming, Ground
from cases.decision_workflow import AWAITS_REVIEW, BOUNDARY_TURN, ENDED, REFERRAL_TURN
from cases.models import (
    BoundaryDecision,
    Case,
    Decision,
    DecisionStep,
    FollowUp,
    ReferralDecision,
    ReferralGround,
)
from supervision.enums import Role
from supervision.models import (
    Clinic,
    LedgerEntry,
    LedgerHead,
    LedgerOpening,
    LedgerPending,
    LedgerPosition,
    RoleAssignment,
    SupervisionRelationship,
    User,
)
from tests.factories_cases import World, make_case, make_world
from tests.factories_decisions import approved_referral, consulted_boundary

PAIRS, CASES = 20, 400
BATCH = 20_000
YEARS = 3
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
LEDGER_BODY = '{"v":1,"kind":"decision.moved","details":{"n":%d},"pad":"' + "x" * 200 + '"}'
Row = dict[str, Any]


class Filled(NamedTuple):
    world: World
    decisions: int
    entries: int


class Pair(NamedTuple):
    supervisee: Any
    relationship: Any


def fill(*, clinics: int, decisions: int, entries: int) -> Filled:
    """``decisions`` spread over the clinics evenly; ``entries`` of the ledger over all."""
    rand = random.Random(4)  # noqa: S311 - the same rows each time
    world = make_world()
    case = make_case(world)
    models_of = _templates(world, case)
    with transaction.atomic():
        places = [world.clinic, *(_clinic(world, n) for n in range(1, clinics))]
        each, kept = decisions // clinics, []
        for clinic in places:
            pairs = _pairs(world, clinic)
            cases = _cases(case, clinic)
            kept += _decisions(rand, models_of, clinic, pairs, cases, each)
        _ledger(kept, entries)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Filled(world, len(kept), entries)


def load(model: type[models.Model], rows: Iterable[Row]) -> None:
    """Many rows at once, by the fast way of each database."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    names, table = list(first), model._meta.db_table
    values = ([row[name] for name in names] for row in _chain(first, rows))
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for line in values:
                    copy.write_row(line)
        else:
            marks = ", ".join(["%s"] * len(names))
            sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
            while batch := list(islice(values, BATCH)):
                cursor.executemany(sql, batch)


def kept(value: Any) -> Any:
    """As this database keeps it."""
    if connection.vendor == "postgresql":
        return value
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value


def like(template: Row, **changed: Any) -> Row:
    return template | {name: kept(value) for name, value in changed.items()}


def row_of(thing: models.Model, model: type[models.Model] | None = None) -> Row:
    """The row as the database holds it, of the model's own table."""
    model = model or type(thing)
    pk = model._meta.pk
    assert pk is not None
    with connection.cursor() as cursor:
        sql = f"SELECT * FROM {model._meta.db_table} WHERE {pk.column} = %s"  # noqa: S608
        cursor.execute(sql, [kept(thing.pk)])
        names = [column[0] for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


def _chain(first: Row, rows: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rows


def _templates(world: World, case: Case) -> dict[str, Row]:
    referral, boundary = approved_referral(world, case), consulted_boundary(world, case)
    asked = add_follow_up(
        decision_id=referral.pk,
        version=referral.version,
        due=timezone.localdate(),
        by=world.supervisee,
    )
    return {
        "follow_up": row_of(asked),
        "decision": row_of(referral, Decision),
        "referral": row_of(referral, ReferralDecision),
        "boundary": row_of(boundary, BoundaryDecision),
        "ground": row_of(ReferralGround.objects.filter(referral=referral.pk)[0]),
        "step": row_of(DecisionStep.objects.filter(decision=referral.pk)[0]),
    }


def _clinic(world: World, number: int) -> Clinic:
    made = Clinic(name=f"Clinic {number}", data_key=world.clinic.data_key)
    load(Clinic, [like(row_of(world.clinic), id=made.pk, name=made.name)])
    return made


def _pairs(world: World, clinic: Clinic) -> list[Pair]:
    people = [_person() for _ in range(2 * PAIRS)]
    User.objects.bulk_create(people)
    RoleAssignment.objects.bulk_create(
        RoleAssignment(
            user=person,
            clinic_id=clinic.pk,
            role=Role.SUPERVISEE if n % 2 else Role.SUPERVISOR,
        )
        for n, person in enumerate(people)
    )
    template, found = row_of(world.relationship), []
    for n in range(0, len(people), 2):
        made = uuid.uuid4()
        load(
            SupervisionRelationship,
            [
                like(
                    template,
                    id=made,
                    clinic_id=clinic.pk,
                    supervisor_id=people[n].pk,
                    supervisee_id=people[n + 1].pk,
                )
            ],
        )
        found.append(Pair(people[n + 1].pk, made))
    return found


def _person() -> User:
    name = uuid.uuid4().hex
    return User(email=f"{name}@bench.example", display_name=name[:8], password="!")


def _cases(case: Case, clinic: Clinic) -> list[uuid.UUID]:
    template, made = row_of(case), [uuid.uuid4() for _ in range(CASES)]
    load(
        Case,
        (
            like(template, id=pk, clinic_id=clinic.pk, code=f"B-{n}")
            for n, pk in enumerate(made)
        ),
    )
    return made


def _decisions(
    rand: random.Random,
    templates: dict[str, Row],
    clinic: Clinic,
    pairs: list[Pair],
    cases: list[uuid.UUID],
    number: int,
) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Three of five are referrals, with one or two grounds; most have been brought."""
    every: dict[type[models.Model], list[Row]] = {
        model: []
        for model in (
            Decision,
            ReferralDecision,
            BoundaryDecision,
            ReferralGround,
            DecisionStep,
            FollowUp,
        )
    }
    for n in range(number):
        pair, pk, is_referral = rand.choice(pairs), uuid.uuid4(), n % 5 < 3
        opened = NOW - timedelta(minutes=rand.randrange(YEARS * 365 * 24 * 60))
        facts = _facts(rand, opened, is_referral)
        every[Decision].append(
            like(
                templates["decision"],
                id=pk,
                clinic_id=clinic.pk,
                case_id=rand.choice(cases),
                kind="referral" if is_referral else "boundary",
                reference=f"B-{n}",
                supervisee_id=pair.supervisee,
                raised_by_id=pair.supervisee,
                relationship_id=pair.relationship,
                opened_at=opened,
                **facts,
            )
        )
        _children(rand, templates, every, pk, opened, is_referral=is_referral)
    for model, rows in every.items():
        load(model, rows)
    return [(clinic.pk, row["id"]) for row in every[Decision]]


def _facts(rand: random.Random, opened: datetime, is_referral: bool) -> Row:  # noqa: FBT001
    status = rand.choice(list(REFERRAL_TURN if is_referral else BOUNDARY_TURN)).value
    return {
        "status": status,
        "shared_at": opened + timedelta(days=1) if rand.random() < 0.97 else None,
        "review_due": opened + timedelta(days=4) if status in AWAITS_REVIEW else None,
        "follow_up_due": (opened + timedelta(days=30)).date() if rand.random() < 0.5 else None,
        "closed_at": opened + timedelta(days=rand.randrange(5, 120))
        if status in ENDED
        else None,
    }


def _children(
    rand: random.Random,
    templates: dict[str, Row],
    every: dict[type[models.Model], list[Row]],
    pk: uuid.UUID,
    opened: datetime,
    *,
    is_referral: bool,
) -> None:
    answer = opened + timedelta(hours=rand.randrange(24, 140))
    step = {"decision_id": pk, "due": opened + timedelta(days=4), "at": answer}
    every[DecisionStep].append(like(templates["step"], id=uuid.uuid4(), move="approve", **step))
    if not is_referral:
        domain = rand.choice(BoundaryDomain.values)
        kind = {"timing": BoundaryTiming.CONTEMPLATED.value, "domain": domain}
        every[BoundaryDecision].append(like(templates["boundary"], decision_ptr_id=pk, **kind))
        return
    every[ReferralDecision].append(like(templates["referral"], decision_ptr_id=pk))
    for place, ground in enumerate(rand.sample(Ground.values, rand.choice((1, 1, 2)))):
        facts = {"referral_id": pk, "ground": ground, "primary": place == 0}
        every[ReferralGround].append(like(templates["ground"], id=uuid.uuid4(), **facts))
    if rand.random() < 0.3:
        when = opened + timedelta(days=rand.randrange(3, 90))
        met: Row = {"decision_id": pk, "due": None, "at": when, "move": "first_contact"}
        every[DecisionStep].append(like(templates["step"], id=uuid.uuid4(), **met))
    if rand.random() < 0.5:
        every[FollowUp].extend(_follow_ups(rand, templates, pk, opened))


def _follow_ups(
    rand: random.Random, templates: dict[str, Row], pk: uuid.UUID, opened: datetime
) -> Iterator[Row]:
    for weeks in (2, 6, 12):
        at = opened + timedelta(weeks=weeks)
        done: Row = {}
        if rand.random() < 0.7:
            done = {"done_at": at, "done_by_id": templates["step"]["by_id"]}
        facts = {"decision_id": pk, "due": at.date(), "weeks": weeks, **done}
        yield like(templates["follow_up"], id=uuid.uuid4(), **facts)


def _ledger(decisions: list[tuple[uuid.UUID, Any]], entries: int) -> None:
    """Entries in their positions, as many of each decision; nothing waits."""
    from_here = (LedgerEntry.objects.aggregate(n=models.Max("pk"))["n"] or 0) + 1
    for model in (LedgerOpening, LedgerHead, LedgerPending, LedgerPosition, LedgerEntry):
        models.QuerySet(model).delete()
    sizes: dict[uuid.UUID, int] = {}
    positions: list[Row] = []
    begun = NOW - timedelta(days=YEARS * 365)

    def written() -> Iterator[Row]:
        for n in range(entries):
            clinic, decision = decisions[n * 7 % len(decisions)]
            place = sizes.get(clinic, 0)
            sizes[clinic] = place + 1
            pk = from_here + n
            positions.append(like({}, entry_id=pk, clinic_id=clinic, position=place))
            yield like(
                {"leaf": bytes(32), "body": LEDGER_BODY % n, "kind": "decision.moved"},
                id=pk,
                clinic_id=clinic,
                occurred_at=begun + timedelta(seconds=60 * n),
                actor_id=clinic,
                subject_type="cases.decision",
                subject_id=str(_uuid(decision)),
            )

    load(LedgerEntry, written())
    load(LedgerPosition, positions)
    if connection.vendor == "postgresql":  # which counts by itself from where it was
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('supervision_ledgerentry', 'id'), %s)",
                [from_here + entries],
            )
    LedgerHead.objects.bulk_create(
        LedgerHead(clinic_id=clinic, size=size, root=bytes(32))
        for clinic, size in sizes.items()
    )


def _uuid(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)
