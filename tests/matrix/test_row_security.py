"""With every rule forced open, row security alone still keeps two clinics apart.

PostgreSQL only. What it does not guard (people, roles, relationships, groups) is left out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Model, QuerySet

from supervision import row_scope, row_security
from supervision.models import RoleAssignment
from supervision.row_security import Guarded
from tests.matrix.calls import address, undone
from tests.matrix.opened import opened
from tests.matrix.probing import EXPOSED
from tests.matrix.readers import W, Who
from tests.matrix.routes import API
from tests.matrix.shared import MatrixCase
from tests.matrix.table import Row
from tests.matrix.world import Target, World

# Whoever could ask: with nothing of the kind, with each sort of role there, and of here.
ASKING: Final = (W.SUPERUSER, W.LEAD_THERE, W.SUPERVISOR_THERE, W.SUPERVISEE_THERE, W.LEAD)


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="row security is PostgreSQL's: set DATABASE_URL"
)
class TheDatabase(MatrixCase):
    @classmethod
    def setUpTestData(cls) -> None:
        """Before there is a world: PostgreSQL alters no table with checks outstanding."""
        row_security.install(connection)
        with connection.cursor() as cursor:
            cursor.execute(row_scope.TELL, [row_scope.EVERYWHERE])
        super().setUpTestData()

    def test_nothing_of_another_clinic_is_shown_with_every_rule_open(self) -> None:
        with opened() as rules:
            assert rules > 100
            with row_scope.attached(connection):  # by each request, for whom it is
                for who in ASKING:
                    with self.subTest(who=who):
                        seen = self._seen(who, full=who in {W.LEAD_THERE, W.LEAD})
                        assert not _foreign(self.world, who, seen)
                        if who in {W.LEAD_THERE, W.LEAD}:
                            assert _kinds(seen) & {"case", "note", "version"}, "the rules hold"

    def test_without_it_the_same_people_see_it_all(self) -> None:
        """Else it would be the rules that hold, or nothing would be asked."""
        with opened(), _untold():
            seen = _foreign(self.world, W.LEAD_THERE, self._seen(W.LEAD_THERE, full=False))

        assert {"case", "note", "version", "annotation", "flag"} <= _kinds(seen)
        assert {"referral", "boundary", "finding", "presentation"} <= _kinds(seen)

    def test_each_table_by_itself_shows_what_is_theirs(self) -> None:
        """What a page shows takes rows of several tables, of which one would be enough."""
        with_foreign = 0
        with row_scope.attached(connection):
            for guard in row_security.guarded():
                rows: QuerySet[Any] = QuerySet(guard.model)
                there = set(rows.filter(**{_way_up(guard): self.world.clinics["there"].pk}))
                with_foreign += rows.all().count() > len(there)
                with row_scope.of_person(self.world.people[W.LEAD_THERE].pk):
                    assert set(rows.all()) == there, guard.table
                with row_scope.nobody():
                    assert not rows.all().exists(), guard.table
        assert with_foreign > 40  # an empty table would show nothing anyhow

    def _seen(self, who: Who, *, full: bool) -> set[str]:
        """The names of all that turns up in what the API answers."""
        planted = self.world.planted
        seen = set()
        for name, row, target_name, target in _addresses(self.world):
            if full or not target_name or target_name in EXPOSED:
                url = address(self.world, name, row, target, query=row.look.query)  # type: ignore[union-attr]  # those without are left out
                with undone():
                    answer = self.callers.ask(who, "get", url)
                found = planted.found_in(answer.text, but=url)
                seen |= {planted.words.get(it, it).partition(":")[0] for it in found}
        return seen


def _addresses(world: World) -> Iterator[tuple[str, Row, str, Target | None]]:
    for name, row in API.items():
        if row.look is None or row.look.is_the_same_for_all:
            continue
        if not row.kind:
            yield name, row, "", None
        for target_name, target in world.named(row.kind).items() if row.kind else ():
            yield name, row, target_name, target


@contextmanager
def _untold() -> Iterator[None]:
    """Where the suite runs with row security as a whole: for now it shows everything."""
    with row_scope.attached(connection, told=False):
        with connection.cursor() as cursor:
            cursor.execute(row_scope.TELL, [row_scope.EVERYWHERE])
        yield


def _way_up(guard: Guarded) -> str:
    """The lookup from a row to its clinic."""
    guards = {each.model: each for each in row_security.guarded()}
    above = guard.above
    return guard.field if above is None else f"{guard.field}__{_way_up(guards[above])}"


def _kinds(names: set[str]) -> set[str]:
    return {name.partition(" ")[0] for name in names}


def _foreign(world: World, who: Who, names: set[str]) -> set[str]:
    roles = RoleAssignment.objects.filter(user=world.people[who])
    own = set(roles.values_list("clinic", flat=True))
    guards = {each.model: each for each in row_security.guarded()}
    rows = {name: world.row(name) for name in names if name in world.targets}
    return {
        name
        for name, row in rows.items()
        if type(row) in guards and _clinic_of(row, guards) not in own
    }


def _clinic_of(row: Any, guards: dict[type[Model], Guarded]) -> UUID:
    guard = guards[type(row)]
    if guard.above is not None:
        return _clinic_of(getattr(row, guard.field), guards)
    clinic = getattr(row, guard.field)
    return clinic if isinstance(clinic, UUID) else clinic.pk
