"""The forms of the second step, in our words. allauth's own check them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms

from supervision import factors
from supervision.strongbox import StaysShut

NAME_LENGTH: Final = 60


def code_field(label: str, hint: str = "") -> forms.CharField:
    keys = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
    return forms.CharField(
        label=label, help_text=hint, max_length=40, widget=forms.TextInput(attrs=keys)
    )


def name_field() -> forms.CharField:
    return forms.CharField(
        label="What you call it",
        max_length=NAME_LENGTH,
        help_text="So that you know it again, for example “phone” or “key on my ring”.",
    )


@contextmanager
def _once(form: Any) -> Iterator[None]:
    """A code that was used is as wrong as any other, and so is one nobody can check."""
    try:
        yield
        if not factors.spend(form.authenticator, form.data["code"]):
            raise get_adapter().validation_error("incorrect_code")
    except StaysShut as shut:
        raise get_adapter().validation_error("incorrect_code") from shut


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    code = code_field(
        "Code", "Six digits of your authenticator app, or one of your recovery codes."
    )

    def clean_code(self) -> str:
        with _once(self):
            code: str = super().clean_code()
        return code


class ConfirmCodeForm(ReauthenticateForm):  # type: ignore[misc]
    code = CodeForm.declared_fields["code"]

    def clean_code(self) -> str:
        with _once(self):
            code: str = super().clean_code()
        return code


class AppForm(ActivateTOTPForm):  # type: ignore[misc]
    code = code_field("The six digits that the app shows now")


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """Always one that opens the door by itself: it checks its owner's finger, face or PIN."""

    name = name_field()
    passwordless = None


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]
    name = name_field()
