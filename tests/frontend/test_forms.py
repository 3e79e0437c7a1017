"""The markup every form of the project gets."""

import re

from django import forms
from pytest_django.asserts import assertInHTML

from frontend.widgets import ChoiceCards, TickCards


class Sample(forms.Form):
    name = forms.CharField(help_text="Never the real one.")
    risk = forms.ChoiceField(
        choices=[("none", "No new risk"), ("urgent", "Urgent")],
        widget=ChoiceCards(hints={"urgent": "Call first."}),
    )
    kinds = forms.MultipleChoiceField(
        choices=[("a", "One"), ("b", "Two")], widget=TickCards, required=False
    )
    told = forms.BooleanField(label="The client knows")
    secret = forms.CharField(widget=forms.HiddenInput)


def ids(html: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', html)


def test_a_field_has_its_label_and_its_hint() -> None:
    html = Sample()["name"].as_field_group()

    assertInHTML('<label for="id_name">Name</label>', html)
    assertInHTML('<div class="hint" id="id_name_helptext">Never the real one.</div>', html)
    assert 'aria-describedby="id_name_helptext"' in html


def test_what_need_not_be_answered_says_so() -> None:
    html = str(Sample())

    assert html.count("(optional)") == 1
    assert 'Kinds <span class="optional">(optional)</span>' in html


def test_choices_are_cards_in_a_named_group() -> None:
    html = Sample()["risk"].as_field_group()

    assertInHTML("<legend>Risk</legend>", html)
    assert html.count('<label class="choice"') == 2
    assert '<span class="hint">Call first.</span>' in html


def test_errors_are_listed_with_links_and_stand_at_their_fields() -> None:
    form = Sample({"name": "", "secret": "x"})
    form.add_error(None, "Somebody else was quicker.")

    html = str(form)

    assert "<li>Somebody else was quicker.</li>" in html
    links = re.findall(r'<a href="#([^"]+)">', html)
    assert links == ["id_name", "id_risk_0", "id_told"]
    assert set(links) <= set(ids(html))
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html


def test_no_id_is_given_twice() -> None:
    found = ids(str(Sample({})))

    assert len(found) == len(set(found))


def test_what_was_typed_is_kept_and_escaped() -> None:
    html = str(Sample({"name": '"><script>alert(1)</script>'}))

    assert "<script>" not in html
    assert "&quot;&gt;&lt;script&gt;" in html


def test_the_error_of_a_hidden_field_is_shown_too() -> None:
    assert "<li>Secret: This field is required.</li>" in str(Sample({}))
