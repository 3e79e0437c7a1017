"""Where the built scripts, styles and fonts are: what a page links to.

The builder puts a checksum into every file name and writes the names down in manifest.json.
Scripts import each other by those names, so the pages must link to them too: a second hash
by the static files storage would load one module twice under two addresses.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from frontend.build import OUTPUT

ENTRY = "src/main.ts"
FONTS = {"ui": "atkinson-hyperlegible-next-latin-wght", "serif": "source-serif-4-latin-wght"}


class Bundle(NamedTuple):
    script: str
    styles: tuple[str, ...]
    fonts: dict[str, str]


def bundle() -> Bundle:
    """The files of the bundle on disk now; a rebuilt one is seen without a restart."""
    manifest = OUTPUT / "manifest.json"
    return _read(manifest, manifest.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _read(manifest: Path, _changed: int) -> Bundle:
    entry = json.loads(manifest.read_text())[ENTRY]
    return Bundle(
        script=address(entry["file"]),
        styles=tuple(address(name) for name in entry["css"]),
        fonts={key: address(_font(entry["assets"], stem)) for key, stem in FONTS.items()},
    )


def _font(names: list[str], stem: str) -> str:
    return next(name for name in names if name.startswith(stem))


def address(name: str) -> str:
    return f"{settings.STATIC_URL}frontend/{name}"
