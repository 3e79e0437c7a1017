"""``ledger prove`` and the checker, which knows nothing of this program's database."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cryptography
import pytest
from pytest_django import Settings

from cases.actions.erasure import erase_case
from cases.models import ReferralDecision
from supervision import vault
from supervision.ledger import check, sequencer
from supervision.ledger.checkpoint import Signer, Verifier
from supervision.models import LedgerEntry
from tests.factories_cases import World
from tests.factories_decisions import make_referral, move_referral
from tests.supervision.ledger.anchoring import ledger
from tests.supervision.ledger.rows import verified, write_and_place

pytestmark = pytest.mark.django_db

LEDGER = Path(check.__file__).parent
NEEDED = ("__init__.py", "check.py", "checkpoint.py", "merkle.py")


@pytest.fixture(autouse=True)
def keys(settings: Settings, tmp_path: Path) -> Path:
    """A key of its own, as the signer has it: apart from the key ring."""
    settings.SITE_URL = "https://clinic.example"
    ledger("keygen", "--to", tmp_path / "signer")
    return tmp_path / "signer"


@pytest.fixture
def referral(world: World) -> ReferralDecision:
    write_and_place(world.clinic, 40)
    referral = make_referral(world)
    move_referral(world, referral, "propose")
    sequencer.sequence_all()
    return referral


@pytest.fixture
def prove(tmp_path: Path, keys: Path) -> Callable[..., dict[str, Any]]:
    def prove(named: object, *options: str) -> dict[str, Any]:
        anchors = tmp_path / "anchors"
        ledger("anchor", "--to", anchors, "--key", keys / "checkpoint.key")
        code, said = ledger("prove", str(named), "--anchors", anchors,
                            "--key", keys / "checkpoint.pub", *options)  # fmt: skip
        assert code == 0, said
        found: dict[str, Any] = json.loads(said)
        return found

    return prove


def checked(said: dict[str, Any], keys: Path) -> check.Result:
    return check.check(said, Verifier.load(keys / "checkpoint.pub"))


def test_the_history_of_a_decision_proves_itself(
    referral: ReferralDecision, prove: Callable[..., dict[str, Any]], keys: Path
) -> None:
    said = prove(referral.pk)

    result = checked(said, keys)
    assert result.faults == []
    kinds = [json.loads(row["body"])["kind"] for row in said["entries"]]
    assert kinds == ["decision.opened", "decision.moved"]
    assert all(row["proof"] for row in said["entries"])
    assert "text not in this file" in result.lines[1]
    text = json.dumps(said)
    assert referral.situation not in text


def test_with_the_texts_it_proves_these_too(
    referral: ReferralDecision, prove: Callable[..., dict[str, Any]], keys: Path
) -> None:
    said = prove(referral.pk, "--open")

    assert checked(said, keys).faults == []
    texts = [json.loads(row["opening"]["text"]) for row in said["entries"]]
    assert texts[-1]["situation"] == referral.situation
    assert [row["evidence"] for row in texts[-1]["grounds"]] == [
        "Eight weeks at the same score."
    ]
    assert "text verified" in checked(said, keys).lines[-2]


def test_an_entry_is_found_by_its_row_as_well(
    referral: ReferralDecision, prove: Callable[..., dict[str, Any]]
) -> None:
    by_subject = prove(referral.pk)
    first = by_subject["entries"][0]
    row = LedgerEntry.objects.get(placed__position=first["position"])

    assert prove(row.pk) == by_subject


def change_body(said: dict[str, Any]) -> None:
    row = said["entries"][0]
    row["body"] = row["body"].replace("decision.opened", "decision.closed")


def change_text(said: dict[str, Any]) -> None:
    said["entries"][0]["opening"]["text"] += " "


def change_nonce(said: dict[str, Any]) -> None:
    said["entries"][0]["opening"]["nonce"] = "00" * 32


def change_position(said: dict[str, Any]) -> None:
    said["entries"][0]["position"] += 1


def change_proof(said: dict[str, Any]) -> None:
    said["entries"][0]["proof"].reverse()


def shorten_proof(said: dict[str, Any]) -> None:
    said["entries"][0]["proof"].pop()


def change_size(said: dict[str, Any]) -> None:
    said["checkpoint"] = said["checkpoint"].replace("\n43\n", "\n44\n")


def change_subject(said: dict[str, Any]) -> None:
    said["subject"]["id"] = "00000000-0000-4000-8000-000000000000"


def swap(said: dict[str, Any]) -> None:
    said["entries"].reverse()


def repeat(said: dict[str, Any]) -> None:
    said["entries"].append(said["entries"][-1])


@pytest.mark.parametrize(
    "falsify",
    [change_body, change_text, change_nonce, change_position, change_proof, shorten_proof,
     change_size, change_subject, swap, repeat],
)  # fmt: skip
def test_what_was_changed_in_the_file_is_found(
    referral: ReferralDecision,
    prove: Callable[..., dict[str, Any]],
    keys: Path,
    falsify: Callable[[dict[str, Any]], None],
) -> None:
    said = prove(referral.pk, "--open")

    falsify(said)

    assert checked(said, keys).faults != []


def test_another_key_proves_nothing(
    referral: ReferralDecision, prove: Callable[..., dict[str, Any]]
) -> None:
    said = prove(referral.pk)

    result = check.check(said, Signer.generate("clinic.example").verifier())

    assert result.faults


def test_an_erased_text_is_told_from_one_that_is_missing(
    world: World,
    referral: ReferralDecision,
    prove: Callable[..., dict[str, Any]],
    keys: Path,
) -> None:
    case = referral.case
    case.status = "closed"
    case.save(update_fields=["status"])
    erase_case(case_id=case.pk, by=world.lead)
    vault.forget_keys()
    sequencer.sequence_all()

    said = prove(referral.pk, "--open")

    result = checked(said, keys)
    assert result.faults == []
    assert all("opening" not in row for row in said["entries"])
    assert sum("text erased, as an entry says" in line for line in result.lines) == 2
    said["erasures"] = []
    assert sum("text not in this file" in line for line in checked(said, keys).lines) == 2


def test_what_is_not_signed_yet_is_in_the_file_and_said_to_be_so(
    world: World, referral: ReferralDecision, prove: Callable[..., dict[str, Any]], keys: Path
) -> None:
    prove(referral.pk)
    before = verified().clinics[0].size
    move_referral(world, referral, "hold")

    sequenced = json.loads(
        ledger("prove", str(referral.pk), "--anchors", keys.parent / "anchors", "--key",
               keys / "checkpoint.pub")[1]
    )  # fmt: skip

    assert verified().clinics[0].size >= before
    assert len(sequenced["later"]) == 1
    assert "signed by nobody yet" in checked(sequenced, keys).lines[-1]


def test_nothing_is_proved_of_what_does_not_exist(tmp_path: Path, keys: Path) -> None:
    code, said = ledger("prove", "7", "--anchors", tmp_path, "--key", keys / "checkpoint.pub")

    assert (code, "Nothing is proved" in said) == (3, True)


@pytest.fixture
def bare(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """An interpreter with the standard library, ``cryptography`` and four files of ours."""
    home = tmp_path / "bare"
    (home / "supervision" / "ledger").mkdir(parents=True)
    (home / "supervision" / "__init__.py").touch()
    for name in NEEDED:
        shutil.copy(LEDGER / name, home / "supervision" / "ledger")
    packages = Path(cryptography.__file__).parents[1]
    backend = next(packages.glob("_cffi_backend*"))
    for path in (Path(cryptography.__file__).parent, packages / "cffi", backend):
        (home / path.name).symlink_to(path)

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        environment = {"PYTHONPATH": str(home), "PATH": os.environ["PATH"]}
        return subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-S", "-s", *map(str, words)],
            capture_output=True, text=True, check=False, cwd=tmp_path, env=environment,
        )  # fmt: skip

    return run


def test_a_bare_interpreter_checks_the_file(
    referral: ReferralDecision,
    prove: Callable[..., dict[str, Any]],
    keys: Path,
    bare: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path: Path,
) -> None:
    good, bad, torn = (tmp_path / name for name in ("good.json", "bad.json", "torn.json"))
    said = prove(referral.pk, "--open")
    good.write_text(json.dumps(said), encoding="utf-8")
    change_body(said)
    bad.write_text(json.dumps(said), encoding="utf-8")
    torn.write_text("{}", encoding="utf-8")
    command = ("-m", "supervision.ledger.check", "--key", keys / "checkpoint.pub")

    assert bare("-c", "import django").returncode != 0
    assert bare("-c", "import rfc8785").returncode != 0
    held, failed, unreadable = (bare(*command, path) for path in (good, bad, torn))

    assert (held.returncode, held.stderr) == (0, "")
    assert held.stdout.endswith("All of it holds.\n")
    assert "decision.opened" in held.stdout
    assert failed.returncode == 1
    assert "FAULT: What is said of position" in failed.stdout
    assert unreadable.returncode == 3
