"""The tags templates draw with."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone

from frontend.bundle import bundle
from frontend.templatetags import ui


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.usefixtures("bundle")
def test_a_page_links_to_the_files_of_the_bundle() -> None:
    files = bundle()

    links = render("{% bundle %}")

    assert f'src="{files.script}"' in links
    assert all(f'href="{style}"' in links for style in files.styles)
    assert f'<link rel="preload" href="{files.fonts["ui"]}" as="font"' in links


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 22, 10, 2, tzinfo=UTC), "today, 10:02"),
        (datetime(2026, 11, 21, 23, 59, tzinfo=UTC), "yesterday, 23:59"),
        (datetime(2026, 11, 23, 0, 0, tzinfo=UTC), "tomorrow, 00:00"),
        (datetime(2026, 3, 1, 8, 5, tzinfo=UTC), "1 Mar 2026, 08:05"),
    ],
)
@time_machine.travel("2026-11-22T12:00:00Z")
def test_a_moment_is_said_as_one_says_it_now(moment: datetime, words: str) -> None:
    assert f">{words}</time>" in ui.moment(moment)


@time_machine.travel("2026-11-22T12:00:00Z")
def test_a_moment_is_in_the_zone_of_the_reader() -> None:
    with timezone.override("Pacific/Auckland"):
        shown = ui.moment(datetime(2026, 11, 22, 11, 30, tzinfo=UTC))

    assert ">today, 00:30</time>" in shown
    assert 'datetime="2026-11-22T11:30:00+00:00"' in shown


@time_machine.travel("2026-11-22T12:00:00Z")
def test_days_and_months() -> None:
    assert ui.day(date(2026, 11, 14)) == (
        '<time datetime="2026-11-14" title="Saturday 14 November 2026">14 Nov 2026</time>'
    )
    assert ">November 2026</time>" in ui.month(date(2026, 11, 1))
    assert [ui.moment(None), ui.day(None), ui.month(None)] == ["", "", ""]


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ruth Ann Adeyemi", "RA"), ("Jo", "J"), ("", ""), ("  élise   ng ", "ÉN")],
)
def test_initials(name: str, letters: str) -> None:
    assert ui.initials(name) == letters


def test_an_unknown_state_or_dimension_is_plain_and_not_an_error() -> None:
    assert ui.state_class("returned") == "warn"
    assert ui.state_class("something_new") == ""
    assert ui.dimension_class("power") == "pd"
    assert ui.dimension_class("self_care") == "more"
