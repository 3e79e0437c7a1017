"""The signer with rights to read and none to write, as docs/operations.md sets it up."""

import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.faults.services import HOST, cluster
from tests.faults.site import ROOT, Site

pytestmark = pytest.mark.faults

GRANTS = re.compile(r"CREATE ROLE supervision_signer.*?TO supervision_signer;\n```", re.DOTALL)


def test_a_role_that_may_only_read_signs_and_mails(tmp_path: Path) -> None:
    with cluster() as database:
        site = Site(tmp_path / "served", database=database.address)
        site.folder.mkdir()
        site.prepare(1)
        documented = GRANTS.search((ROOT / "docs" / "operations.md").read_text("utf-8"))
        assert documented
        with psycopg.connect(f"{database.url}clinic", autocommit=True) as connection:
            connection.execute(documented[0].removesuffix("```"))
        signer = Site(
            tmp_path / "signer",
            database=f"postgres://supervision_signer@{HOST}:{database.port}/clinic",
        )
        signer.environment["SUPERVISION_KEY_RING"] = str(tmp_path / "signer")

        made = manage(signer, "ledger", "keygen")
        signed = manage(signer, "ledger", "anchor", "--to", str(tmp_path / "anchors"), "--mail")
        refused = manage(signer, "ledger", "sequence")

        assert made.returncode == 0, made.stderr
        assert signed.returncode == 0, signed.stderr
        assert "leads have it by mail" in signed.stdout
        assert len(list((tmp_path / "anchors").rglob("*.checkpoint"))) == 1
        assert refused.returncode != 0
        assert "permission denied" in refused.stderr


def manage(site: Site, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "manage.py", *words], cwd=ROOT, env=site.environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
