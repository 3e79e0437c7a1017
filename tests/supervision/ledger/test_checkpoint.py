import stat
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from supervision.ledger import checkpoint
from supervision.ledger.checkpoint import BadCheckpoint, Checkpoint, Signer, Verifier

CLINIC = UUID("00000000-0000-4000-8000-000000000001")
ORIGIN = f"clinic.example/log/{CLINIC}"
ROOT = sha256(b"a root").digest()


@pytest.fixture
def signer() -> Signer:
    return Signer.generate("clinic.example")


def test_a_checkpoint_has_the_form_of_a_signed_note(signer: Signer) -> None:
    note = signer.sign(clinic_id=CLINIC, size=12, root=ROOT)

    text, _, signature = note.partition("\n\n")
    dash, name, encoded = signature.rstrip("\n").split(" ")
    blob = b64decode(encoded)
    public: Ed25519PublicKey = signer.key.public_key()
    key_id = sha256(ORIGIN.encode() + b"\n\x01" + public.public_bytes_raw()).digest()[:4]
    origin, size, root = text.split("\n")
    assert (origin, size, b64decode(root)) == (ORIGIN, "12", ROOT)
    assert (dash, name, blob[:4]) == ("—", ORIGIN, key_id)
    public.verify(blob[4:], f"{text}\n".encode())


def test_what_was_signed_is_read_back(signer: Signer) -> None:
    note = signer.sign(clinic_id=CLINIC, size=12, root=ROOT)

    found = signer.verifier().open(note)

    assert found == Checkpoint(ORIGIN, 12, ROOT)
    assert found.clinic_id == CLINIC


def test_a_change_of_any_character_is_refused(signer: Signer) -> None:
    note, verifier = signer.sign(clinic_id=CLINIC, size=12, root=ROOT), signer.verifier()

    for at, character in enumerate(note):
        for other in ("A", "0", "\n", " "):
            if other != character:
                with pytest.raises(BadCheckpoint):
                    verifier.open(note[:at] + other + note[at + 1 :])


def test_a_witness_may_add_its_signature_but_not_replace_ours(signer: Signer) -> None:
    note = signer.sign(clinic_id=CLINIC, size=12, root=ROOT)
    witness = "— witness.example AAAAAAAA\n"

    assert signer.verifier().open(note + witness).size == 12
    with pytest.raises(BadCheckpoint, match="no valid signature"):
        signer.verifier().open(f"{note.partition('— ')[0]}{witness}")


def test_another_key_and_another_host_are_refused(signer: Signer) -> None:
    note = signer.sign(clinic_id=CLINIC, size=12, root=ROOT)

    with pytest.raises(BadCheckpoint, match="no valid signature"):
        Signer.generate("clinic.example").verifier().open(note)
    with pytest.raises(BadCheckpoint, match="another log"):
        Verifier("other.example", signer.key.public_key()).open(note)


def test_keys_are_kept_as_text(signer: Signer, tmp_path: Path) -> None:
    private, public = tmp_path / "private", tmp_path / "public"

    checkpoint.write_once(private, signer.dump(), mode=0o400)
    checkpoint.write_once(public, signer.verifier().dump(), mode=0o444)

    note = Signer.load(private).sign(clinic_id=CLINIC, size=1, root=ROOT)
    assert Verifier.load(public).open(note).root == ROOT
    assert stat.S_IMODE(private.stat().st_mode) == 0o400
    assert public.read_text().startswith("clinic.example+")


@pytest.mark.parametrize(
    "content", ["", "nonsense", "a+b+c", "clinic.example+00000000+AAAA", "PRIVATE+KEY+a+b+AQ=="]
)
def test_what_is_no_key_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_text(content)

    for kind in (Signer, Verifier):
        with pytest.raises(BadCheckpoint, match="not a"):
            kind.load(path)


def test_a_written_checkpoint_is_never_overwritten(signer: Signer, tmp_path: Path) -> None:
    verifier = signer.verifier()
    first = signer.sign(clinic_id=CLINIC, size=12, root=ROOT)
    path = checkpoint.write(tmp_path, first, verifier.open(first))
    second = signer.sign(clinic_id=CLINIC, size=12, root=sha256(b"another").digest())

    assert checkpoint.write(tmp_path, second, verifier.open(second)) == path
    assert path.read_text() == first
    assert [anchor.path for anchor in checkpoint.read(tmp_path, verifier)] == [path]


def test_an_unreadable_checkpoint_is_told_and_not_passed_over(
    signer: Signer, tmp_path: Path
) -> None:
    (tmp_path / "bad.checkpoint").write_bytes(b"\xff\xfe")

    (anchor,) = checkpoint.read(tmp_path, signer.verifier())

    assert anchor.checkpoint is None
    assert anchor.fault
