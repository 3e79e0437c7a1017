"""A disk that needs 2 ms more for each flush: a library put before libc's, where there is a
compiler. What a machine in a benchmark flushes in microseconds takes that long in a clinic."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SOURCE = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
#define SLOW(name) \\
  int name(int fd) { \\
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, #name); \\
    usleep(2000); \\
    return real(fd); \\
  }
SLOW(fsync)
SLOW(fdatasync)
"""


@contextmanager
def built() -> Iterator[Path]:
    """The library, where whoever runs the database can read it."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("needs a C compiler, for the slow flush")
    folder = Path(tempfile.mkdtemp(prefix="supervision-slow-flush-"))
    folder.chmod(0o755)
    source, library = folder / "slow.c", folder / "slow.so"
    source.write_text(SOURCE, encoding="utf-8")
    subprocess.run(  # noqa: S603 - our own few lines
        [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(source), "-ldl"],
        check=True,
    )
    library.chmod(0o755)
    try:
        yield library
    finally:
        shutil.rmtree(folder)
