"""Model fields whose column is sealed and whose attribute is the text.

Loading a row opens nothing: the sealed bytes wait in the instance until the attribute is read.
Saving seals under ``instance.sealing_key()``, bound to the model, the row and the column, and
to ``instance.sealing_state()`` where a model has that: what of the row has to be as it was when
the value was sealed, so that an older value of the same column does not open. A value that does
not open raises SealBroken and an alarm; it is never shown as anything else.

The database cannot compare, sort or compute on such a column, so attempts are refused by name.
"""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeVar
from uuid import UUID

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Col
from django.db.models.query_utils import DeferredAttribute
from django.db.models.sql.compiler import SQLCompiler, SQLUpdateCompiler

from supervision import seal_alarm, vault
from supervision.models.keys import DataKey

_Clear = TypeVar("_Clear")

if TYPE_CHECKING:

    class _Column(models.Field[_Clear, _Clear]):
        pass

else:

    class _Column(models.Field):
        """Django's fields are generic in their stubs alone."""

        def __class_getitem__(cls, _clear: Any) -> type:
            return cls


class Sealed(bytes):
    """A sealed value as the database holds it; says nothing of itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<sealed, {len(self)} bytes>"


class _Seal(NamedTuple):
    """What was last opened or sealed: the same text in the same place keeps its ciphertext."""

    clear: str
    context: str
    key_id: UUID
    sealed: Sealed


class SealedAttribute(DeferredAttribute):
    """Opens the value when it is first read."""

    field: "_SealedColumnField[Any]"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        held = instance.__dict__
        name = self.field.attname
        if name not in held:
            held[name] = self._fetch(instance)
        if isinstance(held[name], Sealed):
            held[name] = self.field.opened(instance, held[name])
        return held[name]

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value

    def _fetch(self, instance: models.Model) -> Sealed:
        """Read a deferred column by itself: refresh_from_db would open it through a bare copy
        of the row, and fetch the key once more for that."""
        manager = type(instance)._base_manager  # noqa: SLF001 - Django's own name for it
        row = manager.using(instance._state.db).filter(pk=instance.pk)
        sealed: Sealed = row.values_list(self.field.attname, flat=True).get()
        return sealed


class _SealedColumn(Col):
    """Lets the column be selected; refuses to compare or compute on ciphertext."""

    def resolve_expression(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise _refusal(self.target, "ordered by or computed with")

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        if isinstance(compiler, SQLUpdateCompiler):
            raise _refusal(self.target, "copied by an update")
        return super().as_sql(compiler, connection)


def _refusal(field: "models.Field[Any, Any]", use: str) -> FieldError:
    return FieldError(f"{field.model._meta.label}.{field.name} is sealed and cannot be {use}.")


class _SealedColumnField(_Column[_Clear]):
    """What both sealed fields share. Never null: an empty value is sealed too."""

    descriptor_class = SealedAttribute

    def __init__(self, **options: Any) -> None:
        options.setdefault("blank", True)
        options.setdefault("editable", False)
        super().__init__(**options)

    def dumps(self, value: Any) -> str:
        raise NotImplementedError

    def loads(self, clear: str) -> Any:
        raise NotImplementedError

    # --- the column ---

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, *_context: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def get_db_prep_value(self, value: Any, *_: Any, **__: Any) -> bytes:
        if not isinstance(value, Sealed):
            raise _refusal(self, "written by anything but save() and bulk_create()")
        return bytes(value)

    def get_placeholder(self, value: Any, *_: Any) -> str:
        if hasattr(value, "as_sql"):
            raise _refusal(self, "written by anything but save() and bulk_create()")
        return "%s"

    def get_col(self, alias: Any, output_field: Any = None) -> Col:
        return _SealedColumn(alias, self, output_field)

    @property
    def cached_col(self) -> Col:
        return self.get_col(self.model._meta.db_table)

    def get_lookup(self, *_: Any) -> NoReturn:
        raise _refusal(self, "filtered on")

    def get_transform(self, *_: Any) -> NoReturn:
        raise _refusal(self, "filtered on")

    def value_to_string(self, *_: Any) -> NoReturn:
        raise _refusal(self, "exported by dumpdata, which would write it in clear")

    # --- the attribute ---

    def pre_save(self, model_instance: models.Model, *_: Any, **__: Any) -> Sealed:
        clear = self.dumps(getattr(model_instance, self.attname))
        key, context = self._place(model_instance)
        last: _Seal | None = model_instance.__dict__.get(self._memo)
        if last is not None and last[:3] == (clear, context, key.pk):
            return last.sealed
        sealed = Sealed(vault.seal(clear, key=key, context=context))
        model_instance.__dict__[self._memo] = _Seal(clear, context, key.pk, sealed)
        return sealed

    def opened(self, instance: models.Model, sealed: Sealed) -> Any:
        try:
            key, context = self._place(instance)
            clear = vault.open_sealed(sealed, key=key, context=context)
        except vault.SealBroken as error:
            seal_alarm.raise_alarm(self.model._meta.label, instance.pk, self.attname, error)
            raise
        instance.__dict__[self._memo] = _Seal(clear, context, key.pk, sealed)
        return self.loads(clear)

    @property
    def _memo(self) -> str:
        return f"_{self.attname}_seal"

    def _place(self, instance: Any) -> tuple[DataKey, str]:
        label = self.model._meta.label_lower
        state = instance.sealing_state() if hasattr(instance, "sealing_state") else ()
        context = vault.context_of(label, instance.pk, self.attname, *state)
        return instance.sealing_key(), context

    # --- the check ---

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_model(), *self._check_null()]

    def _check_model(self) -> list[checks.CheckMessage]:
        found: list[checks.CheckMessage] = []
        if not callable(getattr(self.model, "sealing_key", None)):
            hint = "Define sealing_key(self) -> DataKey."
            found.append(
                checks.Error(
                    "A model with sealed fields must say under which key.",
                    hint=hint,
                    obj=self,
                    id="supervision.E101",
                )
            )
        if not isinstance(_own_key(self.model), models.UUIDField):
            hint = "Give it a UUID primary key with default=uuid.uuid4."
            found.append(
                checks.Error(
                    "A sealed value is bound to its row's key, known before the insert.",
                    hint=hint,
                    obj=self,
                    id="supervision.E102",
                )
            )
        return found

    def _check_null(self) -> list[checks.CheckMessage]:
        if not self.null:
            return []
        return [checks.Error("A sealed field is never null.", obj=self, id="supervision.E103")]


def _own_key(model: type[models.Model]) -> Any:
    """The primary key, through the parent's where a model extends another."""
    key: Any = model._meta.pk
    while key.remote_field:
        key = key.target_field
    return key


class SealedTextField(_SealedColumnField[str]):
    """Text of any length; ``""`` unless set."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("default", "")
        super().__init__(**options)

    def dumps(self, value: Any) -> str:
        if not isinstance(value, str):
            msg = (
                f"{self.model._meta.label}.{self.name} takes text, not {type(value).__name__}."
            )
            raise TypeError(msg)
        return str(value)

    def loads(self, clear: str) -> str:
        return clear


class SealedJSONField(_SealedColumnField[Any]):
    """Any JSON value; ``{}`` unless set. Changing it in place is noticed at the next save."""

    def __init__(self, *, default: Callable[[], Any] = dict, **options: Any) -> None:
        super().__init__(default=default, **options)

    def dumps(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    def loads(self, clear: str) -> Any:
        return json.loads(clear)
