"""What a person types to come in."""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

LONGEST = 256  # longer is refused before it is hashed: hashing is what makes a sign-in dear


class LoginForm(allauth.LoginForm):  # type: ignore[misc]  # allauth has no types
    """User name or e-mail, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label, password.help_text = _("Nama pengguna atau surel"), _("Kata sandi"), ""
        for field, complete in ((login, "username"), (password, "current-password")):
            field.widget.attrs = {"autocomplete": complete, "maxlength": str(LONGEST)}
            field.validators.append(MaxLengthValidator(LONGEST))
        login.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autofocus": True}


class _NewPassword:
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
    pass


class ResetPasswordKeyForm(_NewPassword, allauth.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth has no types
    pass


class ResetPasswordForm(allauth.ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Surel")
        self.fields["email"].widget.attrs.pop("placeholder", None)
