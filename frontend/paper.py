"""A page as a tagged PDF, where WeasyPrint and Pango are installed; nowhere are they needed."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any


@cache
def can_make_pdf() -> bool:
    if find_spec("weasyprint") is None:
        return False
    try:
        import_module("weasyprint")
    except OSError:  # the package is there, and Pango is not
        return False
    return True


def pdf_of(html: str) -> bytes:
    """PDF/UA-1: headings, lists and tables are told to a screen reader. Nothing is fetched."""
    weasyprint: Any = import_module("weasyprint")
    nothing = import_module("weasyprint.urls").URLFetcher(allowed_protocols=())
    made: bytes = weasyprint.HTML(string=html, url_fetcher=nothing).write_pdf(
        pdf_variant="pdf/ua-1"
    )
    return made
