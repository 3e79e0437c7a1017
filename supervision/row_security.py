# ruff: noqa: S608 - the names are those of our own tables and columns
"""PostgreSQL's row-level security: a second line between clinics, behind the rules of access.

Each table named here shows, and lets in, rows of the clinics in scope alone, also to a query
whose filter somebody forgot. A table has the clinic itself or a row above that has it. It is
installed after each migrate where ``SUPERVISION_ROW_SECURITY`` asks for it, and taken away
where it does not; SQLite knows nothing of the kind (docs/adr/0036).
"""

from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from supervision.row_scope import CLINIC, EVERYWHERE, PEOPLE, SETTING

POLICY: Final = "supervision_clinic"
FUNCTION: Final = "supervision_clinics"
# Of the scope. NULL and what is not understood are no clinics.
BODY: Final = f"""
DECLARE
  said text := current_setting('{SETTING}', true);
BEGIN
  IF starts_with(said, '{CLINIC}') THEN
    RETURN ARRAY[substr(said, {len(CLINIC) + 1})::uuid];
  ELSIF starts_with(said, '{PEOPLE}') THEN
    RETURN ARRAY(
      SELECT DISTINCT clinic_id FROM supervision_roleassignment
      WHERE user_id = ANY (string_to_array(substr(said, {len(PEOPLE) + 1}), ',')::uuid[])
    );
  END IF;
  RETURN '{{}}';
END
"""
# Subqueries, or they would be asked again for each row.
ANYWHERE: Final = f"(SELECT current_setting('{SETTING}', true)) = '{EVERYWHERE}'"
CLINICS: Final = f"ANY ((SELECT {FUNCTION}())::uuid[])"


@dataclass(frozen=True)
class Guarded:
    """``field`` is the clinic, or leads to a row that is guarded itself."""

    model: type[models.Model]
    field: str

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def above(self) -> type[models.Model] | None:
        """Whose clinic counts, where the row has none itself."""
        found = self.model._meta.get_field(self.field).related_model
        return found if isinstance(found, type) and found in _guarded else None

    def condition(self) -> str:
        column = f'"{self.table}"."{self.model._meta.get_field(self.field).column}"'  # type: ignore[union-attr]  # a column it has
        if self.above is None:
            return f"{ANYWHERE} OR {column} = {CLINICS}"
        above = self.above._meta
        key = above.pk
        assert key is not None  # noqa: S101 - for the type checker: every model has one
        return (
            f'{ANYWHERE} OR EXISTS (SELECT FROM "{above.db_table}" above '
            f'WHERE above."{key.column}" = {column})'
        )


_guarded: dict[type[models.Model], Guarded] = {}


def register(application: str, fields: dict[str, str]) -> None:
    """Model to field, of one application; call it when its models are loaded."""
    for name, field in fields.items():
        model = apps.get_model(application, name)
        _guarded[model] = Guarded(model, field)


def guarded() -> list[Guarded]:
    return list(_guarded.values())


# --- Putting it up, and taking it down ---


def install(connection: BaseDatabaseWrapper) -> None:
    """As the owner of the tables, in one go: meanwhile nothing is shown to anybody."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS uuid[] "
            f"LANGUAGE plpgsql STABLE PARALLEL SAFE AS $body${BODY}$body$"
        )
        for each in guarded():
            cursor.execute(f'DROP POLICY IF EXISTS {POLICY} ON "{each.table}"')
            cursor.execute(
                f'CREATE POLICY {POLICY} ON "{each.table}" USING ({each.condition()})'
            )
            # FORCE: the owner as well, who passes otherwise.
            cursor.execute(
                f'ALTER TABLE "{each.table}" '
                "ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
            )


def remove(connection: BaseDatabaseWrapper) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid "
            "WHERE relnamespace = current_schema()::regnamespace AND polname = %s",
            [POLICY],
        )
        for table in sorted(name for (name,) in cursor.fetchall()):
            cursor.execute(f'DROP POLICY IF EXISTS {POLICY} ON "{table}"')
            cursor.execute(
                f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY'
            )
        cursor.execute(f"DROP FUNCTION IF EXISTS {FUNCTION}()")


def is_there(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_policy WHERE polname = %s)", [POLICY])
        return bool(cursor.fetchone()[0])


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables that show other rows than they should."""
    with connection.cursor() as cursor:
        installed = _installed(cursor)
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [FUNCTION])
        if cursor.fetchall() != [(BODY,)]:
            return [FUNCTION]
    return sorted(each.table for each in guarded() if each.table not in installed)


def _installed(cursor: Any) -> set[str]:
    """Those where our policy stands, for everything and everybody, alone, and is in force."""
    cursor.execute(
        "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid "
        "WHERE relnamespace = current_schema()::regnamespace AND relrowsecurity "
        "AND relforcerowsecurity GROUP BY relname "
        "HAVING bool_and(polname = %s AND polpermissive AND polcmd = '*' AND polroles = '{0}')",
        [POLICY],
    )
    return {name for (name,) in cursor.fetchall()}


# --- Who may serve ---


def passes_by(connection: BaseDatabaseWrapper, role: str = "") -> str:
    """Why row security would not hold for this role (else that of the connection), or nothing:
    a superuser passes by always, and an owner can take it down."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls, EXISTS (SELECT FROM pg_class "
            "WHERE relname = ANY(%s) AND relnamespace = current_schema()::regnamespace "
            "AND pg_has_role(pg_roles.oid, relowner, 'MEMBER')) "
            "FROM pg_roles WHERE rolname = COALESCE(NULLIF(%s, ''), current_user)",
            [[each.table for each in guarded()], role],
        )
        name, is_super, passes, owns = cursor.fetchone()
    for is_so, what in (
        (is_super, "is a superuser"),
        (passes, "has BYPASSRLS"),
        (owns, "owns the tables"),
    ):
        if is_so:
            return f"The database role {name} {what}"
    return ""
