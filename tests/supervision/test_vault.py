import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from supervision import vault
from supervision.models import Clinic, DataKey
from supervision.vault import KeyMissing, SealBroken

TEXT = "She said nothing for a long time. 她沉默了很久。"
HERE = "cases.note|1|body"


@pytest.fixture(autouse=True)
def ring(settings: Settings, tmp_path: Path) -> Path:
    settings.KEY_RING = tmp_path / "keys"
    return tmp_path / "keys"


def make_clinic() -> Clinic:
    clinic = Clinic(name="A clinic")
    with transaction.atomic():
        clinic.data_key = vault.new_data_key(clinic=clinic)
        clinic.save()
    return clinic


def make_key() -> DataKey:
    return vault.new_data_key(clinic=make_clinic())


def unsaved_key() -> DataKey:
    key = DataKey(clinic_id=uuid4(), epoch=vault.current_epoch())
    key.wrapped = vault._wrap(os.urandom(32), key)  # noqa: SLF001 - a key without a database
    return key


@pytest.mark.django_db
def test_what_was_sealed_opens_in_its_place() -> None:
    key = make_key()

    sealed = vault.seal(TEXT, key=key, context=HERE)

    assert vault.open_sealed(sealed, key=DataKey.objects.get(pk=key.pk), context=HERE) == TEXT
    assert vault.key_id(sealed) == key.pk
    assert not any(word.encode() in sealed for word in ("nothing", "time", "沉默"))


@given(text=st.text())
def test_any_text_comes_back_identical(text: str) -> None:
    key = unsaved_key()

    sealed = vault.seal(text, key=key, context=HERE)

    assert vault.open_sealed(sealed, key=key, context=HERE) == text
    assert len(sealed) == len(text.encode()) + 1 + 16 + 12 + 16


def test_the_same_text_never_looks_the_same() -> None:
    key = unsaved_key()

    assert vault.seal(TEXT, key=key, context=HERE) != vault.seal(TEXT, key=key, context=HERE)


def test_a_change_of_any_byte_breaks_the_seal() -> None:
    key = unsaved_key()
    sealed = vault.seal("short", key=key, context=HERE)

    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(SealBroken):
            vault.open_sealed(changed, key=key, context=HERE)


def test_a_cut_or_lengthened_value_breaks_the_seal() -> None:
    key = unsaved_key()
    sealed = vault.seal("short", key=key, context=HERE)

    for other in (*(sealed[:length] for length in range(len(sealed))), sealed + b"\0"):
        with pytest.raises(SealBroken):
            vault.open_sealed(other, key=key, context=HERE)


@pytest.mark.parametrize("stored", [TEXT.encode(), b"", b"{}", b"\x00" * 80, b"\x02" * 80])
def test_clear_text_and_other_formats_are_refused(stored: bytes) -> None:
    with pytest.raises(SealBroken, match="no sealed value of a known version"):
        vault.open_sealed(stored, key=unsaved_key(), context=HERE)


def test_a_value_moved_to_another_row_column_or_key_does_not_open() -> None:
    key, other = unsaved_key(), unsaved_key()
    sealed = vault.seal(TEXT, key=key, context=HERE)

    with pytest.raises(SealBroken, match="altered or moved"):
        vault.open_sealed(sealed, key=key, context="cases.note|2|body")
    with pytest.raises(SealBroken, match="altered or moved"):
        vault.open_sealed(sealed, key=key, context="cases.note|1|title")
    with pytest.raises(SealBroken, match="another key"):
        vault.open_sealed(sealed, key=other, context=HERE)


def test_a_data_key_given_to_another_clinic_or_epoch_does_not_unwrap() -> None:
    key = unsaved_key()
    sealed = vault.seal(TEXT, key=key, context=HERE)
    vault.create_epoch("2020-01")

    key.clinic_id = uuid4()
    with pytest.raises(SealBroken, match="does not unwrap"):
        vault.open_sealed(sealed, key=key, context=HERE)
    key = unsaved_key()
    key.epoch = "2020-01"
    with pytest.raises(SealBroken, match="does not unwrap"):
        vault.seal(TEXT, key=key, context=HERE)


def test_an_altered_wrapped_key_is_noticed_although_the_right_one_is_in_use() -> None:
    key = unsaved_key()
    sealed = vault.seal(TEXT, key=key, context=HERE)

    key.wrapped = bytes(key.wrapped)[:-1] + bytes([bytes(key.wrapped)[-1] ^ 1])

    with pytest.raises(SealBroken, match="does not unwrap"):
        vault.open_sealed(sealed, key=key, context=HERE)


def test_the_ring_is_readable_by_its_owner_alone(ring: Path) -> None:
    epoch = vault.current_epoch()

    assert stat.S_IMODE(ring.stat().st_mode) == 0o700
    assert stat.S_IMODE((ring / f"{epoch}.kek").stat().st_mode) == 0o400
    assert [path.name for path in ring.iterdir()] == [f"{epoch}.kek"]


def test_many_that_need_a_new_epoch_at_once_end_with_one_key(ring: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: vault.create_epoch("2031-05"), range(32)))

    assert made.count(True) == 1
    assert [path.name for path in ring.iterdir()] == ["2031-05.kek"]
    assert len((ring / "2031-05.kek").read_bytes()) == 32


def test_each_month_has_its_key_and_old_text_still_opens() -> None:
    with time_machine.travel("2026-01-31T23:00:00Z"):
        january = unsaved_key()
        sealed = vault.seal(TEXT, key=january, context=HERE)
    with time_machine.travel("2026-02-01T01:00:00Z"):
        february = unsaved_key()

    assert (january.epoch, february.epoch) == ("2026-01", "2026-02")
    assert vault.open_sealed(sealed, key=january, context=HERE) == TEXT


def test_production_makes_no_key_by_itself(settings: Settings, ring: Path) -> None:
    settings.PRODUCTION = True

    with pytest.raises(KeyMissing, match=r"manage\.py keyring create"):
        vault.current_epoch()

    assert not ring.exists()


def test_production_goes_on_with_the_newest_key(settings: Settings) -> None:
    for epoch in ("2026-01", "2026-03", "2026-09"):
        vault.create_epoch(epoch)
    settings.PRODUCTION = True

    with time_machine.travel("2026-05-01"):
        assert vault.current_epoch() == "2026-03"


def test_a_lost_epoch_key_is_never_replaced_by_a_new_one(ring: Path) -> None:
    with time_machine.travel("2026-01-15"):
        key = unsaved_key()
    (ring / "2026-01.kek").unlink()
    vault.forget_keys()

    with pytest.raises(KeyMissing, match="no key for 2026-01"):
        vault.seal(TEXT, key=key, context=HERE)

    assert vault.epochs() == []


@pytest.mark.django_db
def test_rewrapping_moves_the_key_and_leaves_the_text(ring: Path) -> None:
    with time_machine.travel("2026-01-15"):
        key = make_key()
        sealed = vault.seal(TEXT, key=key, context=HERE)

    with time_machine.travel("2026-02-15"):
        vault.rewrap(key)
    (ring / "2026-01.kek").unlink()
    vault.forget_keys()

    stored = DataKey.objects.get(pk=key.pk)
    assert stored.epoch == "2026-02"
    assert vault.open_sealed(sealed, key=stored, context=HERE) == TEXT


def test_a_fingerprint_is_stable_and_depends_on_the_secret(settings: Settings) -> None:
    first = vault.fingerprint(b"yes")

    assert vault.fingerprint(b"yes") == first != vault.fingerprint(b"no")
    settings.SECRET_KEY = "another secret of the installation"
    assert vault.fingerprint(b"yes") != first


def test_a_context_names_model_row_and_column() -> None:
    row = UUID("00000000-0000-4000-8000-000000000001")

    assert vault.context_of("cases.note", row, "body") == f"cases.note|{row}|body"
