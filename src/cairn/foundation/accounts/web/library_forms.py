"""The sign-in library's forms, in our words and with our lock-out."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.cache import cache
from django.core.exceptions import ValidationError

from cairn.foundation.accounts.lockout import count_wrong_code, is_locked_out
from cairn.foundation.accounts.sealed import keyed
from cairn.foundation.ui.forms import PlainErrors, in_sentence

CODE_USED_FOR = 150  # seconds; a code is accepted for 90 at most (MFA_TOTP_TOLERANCE)


class InOurWords(PlainErrors):
    """Mixin: our labels and hints, and no placeholders, which vanish when they are needed."""

    labels: dict[str, str] = {}
    hints: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            required = f"Enter {in_sentence(str(field.label))}"
            field.error_messages["required"] = required


class SignInForm(InOurWords, account_forms.LoginForm):
    """E-mail address and password."""

    labels = {"login": "Email address", "password": "Password"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "spellcheck": "false"}

    def clean(self) -> dict[str, Any]:
        """Wrong together: the words stand at the first box and both are marked, so nobody learns which it was."""
        try:
            return super().clean()
        except ValidationError as error:
            if error.code != "email_password_mismatch":
                raise
            self.add_error("login", error)
        self.fields["password"].widget.attrs |= {
            "aria-invalid": "true",
            "aria-describedby": f"{self['login'].auto_id}_error",
        }
        return self.cleaned_data


class ChangePasswordForm(InOurWords, account_forms.ChangePasswordForm):
    """The password held now, and a new one twice."""

    labels = {"oldpassword": "Password now", "password1": "New password", "password2": "New password again"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = password_hint()

    def clean(self) -> dict[str, Any]:
        """Both times the same."""
        cleaned = super(account_forms.PasswordVerificationMixin, self).clean() or self.cleaned_data
        require_same(self, "password1", "password2")
        return cleaned


class ConfirmPasswordForm(InOurWords, account_forms.ReauthenticateForm):
    """The password once more, before something that matters."""

    labels = {"password": "Password"}


class CodeField(InOurWords):
    """Mixin: a six-figure code, or a recovery code, typed on any keyboard."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric"}


class UsedOnce(CodeField):
    """Mixin: wrong codes count towards the lock-out, and a right one is good for one use."""

    def clean_code(self) -> str:
        """Check the code; a locked account is not even asked."""
        if is_locked_out(context.request, self.user):
            context.request.axes_locked_out = True
            context.request.axes_credentials = {"email": self.user.email}
            raise get_mfa_adapter().validation_error("incorrect_code")
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not self._first_use(code):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        count_wrong_code(context.request, self.user)

    def _first_use(self, code: str) -> bool:
        # The library forgets a used code after 30 seconds, but with a tolerance it is good for longer.
        digits = "".join(letter for letter in code if letter.isalnum())
        used = keyed(f"{self.user.pk}:{digits}", purpose="used_code")
        return cache.add(f"cairn.used_code.{used}", "y", timeout=CODE_USED_FOR)


class SecondFactorForm(UsedOnce, mfa_forms.AuthenticateForm):
    """The code at sign-in."""

    labels = {"code": "Code"}
    hints = {"code": "Six figures from your authenticator app, or one of your recovery codes."}


class ConfirmSecondFactorForm(UsedOnce, mfa_forms.ReauthenticateForm):
    """The code once more, before something that matters."""

    labels = {"code": "Code"}
    hints = {"code": "Six figures from your authenticator app, or one of your recovery codes."}


class SetUpForm(CodeField, totp_forms.ActivateTOTPForm):
    """The first code, which proves that the app has the key."""

    labels = {"code": "Code that the app shows"}
    hints = {"code": "Six figures, new every half minute."}


def password_hint() -> str:
    """What a password must be, in one line."""
    return " ".join(text for text in password_validators_help_texts() if text)


def require_same(form: forms.Form, first: str, second: str) -> None:
    """Refuse when the two do not agree."""
    typed = form.cleaned_data
    if typed.get(first) and typed.get(second) and typed[first] != typed[second]:
        form.add_error(second, "Type the same password twice")
