"""Opening what entries commit to, with the keys of this installation's ring."""

from functools import lru_cache
from uuid import UUID

from supervision import vault
from supervision.ledger import commitments
from supervision.ledger import source as reading
from supervision.ledger.commitments import Opening
from supervision.ledger.source import Source
from supervision.models.keys import DataKey


class Openings:
    """``open`` raises SealBroken; ``reveal`` gives nothing instead."""

    def __init__(self, source: Source) -> None:
        self._source = source
        # As many as the vault keeps open itself.
        self._key = lru_cache(maxsize=vault.OPEN_KEYS)(self._read_key)

    def open(self, clinic: str, key_id: str, sealed: bytes, commitment: str) -> Opening:
        try:
            key = self._key(key_id)
            if key is not None and str(key.clinic_id) == clinic:
                return commitments.unseal(sealed, key, commitment)
        except ValueError as error:  # no id, no name of a file, no text in any encoding
            msg = f"the key {key_id} is damaged."
            raise vault.SealBroken(msg) from error
        msg = f"there is no key {key_id} of this clinic."
        raise vault.SealBroken(msg)

    def reveal(
        self, clinic: str, key_id: str, sealed: bytes, commitment: str
    ) -> Opening | None:
        try:
            return self.open(clinic, key_id, sealed, commitment)
        except vault.SealBroken:
            return None

    def _read_key(self, key_id: str) -> DataKey | None:
        found = reading.data_key(self._source, key_id)
        if found is None:
            return None
        clinic, epoch, wrapped = found
        return DataKey(pk=UUID(key_id), clinic_id=UUID(clinic), epoch=epoch, wrapped=wrapped)
