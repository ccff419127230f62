"""What a person types to come in."""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

LONGEST = 256  # longer is refused before it is hashed: hashing is what makes a sign-in dear

# What Django and allauth call these faults, and what we say.
SENTENCES = {
    "required": _("Bagian ini perlu diisi."),
    "invalid": _("Ketik alamat surel, misalnya nama@contoh.go.id."),
    "password_too_short": _("Kata sandi ini kurang dari %(min_length)s karakter. Tambahkan satu atau dua kata."),
    "password_too_common": _("Kata sandi ini mudah ditebak. Pakai beberapa kata yang tidak berhubungan."),
    "password_too_similar": _("Kata sandi ini mirip dengan nama atau surel Anda. Pakai kata lain."),
}


class _InOurWords:
    """Says what is wrong as the rest of the house does."""

    def add_error(self, field: str | None, error: str | ValidationError) -> None:
        if field == "password2" and not isinstance(error, ValidationError):  # of allauth, when the two differ
            error = str(_("Kedua kata sandi baru tidak sama. Ketik lagi keduanya."))
        super().add_error(field, ValidationError([_said(one) for one in ValidationError(error).error_list]))  # type: ignore[misc]  # beside a form


def _said(error: ValidationError) -> ValidationError:
    if error.code not in SENTENCES:
        return error
    return ValidationError(SENTENCES[error.code], code=error.code, params=error.params)


class LoginForm(_InOurWords, allauth.LoginForm):  # type: ignore[misc]  # allauth has no types
    """User name or e-mail, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label, password.help_text = _("Nama pengguna atau surel"), _("Kata sandi"), ""
        for field, complete in ((login, "username"), (password, "current-password")):
            field.widget.attrs = {"autocomplete": complete, "maxlength": str(LONGEST)}
            field.validators.append(MaxLengthValidator(LONGEST))
        login.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autofocus": True}


class _NewPassword(_InOurWords):
    """Says what a new password needs, in one sentence instead of a list from each rule."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = _(
            "Paling sedikit 12 karakter. Beberapa kata yang tidak berhubungan mudah diingat dan sulit ditebak."
        )
        self.fields["password2"].label = _("Kata sandi baru, sekali lagi")


class ChangePasswordForm(_NewPassword, allauth.ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Kata sandi sekarang")
        self.fields["oldpassword"].help_text = ""  # the page has its own way out for who forgot it
        self.fields["password1"].label = _("Kata sandi baru")


class ResetPasswordKeyForm(_NewPassword, allauth.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth has no types
    pass


class ResetPasswordForm(_InOurWords, allauth.ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Surel")
        self.fields["email"].widget.attrs.pop("placeholder", None)
