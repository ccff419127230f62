"""What a person types to come in."""

from typing import Any

from allauth.account import forms as allauth
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

LONGEST = 256  # longer is refused before it is hashed: hashing is what makes a sign-in dear
USED_FOR = 180  # seconds; a code is accepted for a minute and a half at most

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
            field.validators.append(MaxLengthValidator(LONGEST))
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


class PasswordAgainForm(_InOurWords, allauth.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The password once more, before what matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label, self.fields["password"].help_text = _("Kata sandi"), ""
        self.fields["password"].widget.attrs = {"autocomplete": "current-password", "maxlength": str(LONGEST)}
        self.fields["password"].validators.append(MaxLengthValidator(LONGEST))


class _Code(_InOurWords):
    """A code of six digits counts once, in whatever form it is typed, for as long as it could be typed again."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Kode 6 angka")
        field.widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "maxlength": "20",
            "autofocus": True,
        }
        field.validators.append(MaxLengthValidator(20))

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # beside a form
        plain = "".join(filter(str.isalnum, code))
        if not cache.add(f"bening.code:{self.user.pk}:{plain}", "x", timeout=USED_FOR):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class FactorForm(_Code, mfa.AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Dari aplikasi autentikator Anda, atau satu kode cadangan (8 angka).")


class FactorAgainForm(_Code, mfa.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Dari aplikasi autentikator Anda, atau satu kode cadangan (8 angka).")


class SetUpAppForm(_Code, ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Tampil di aplikasi setelah gambar dipindai.")


class AddPasskeyForm(_InOurWords, AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Nama kunci")
        self.fields["name"].help_text = _("Misalnya “ponsel kantor”.")
        self.fields["name"].widget.attrs = {"maxlength": "60"}
        self.fields["name"].validators.append(MaxLengthValidator(60))
