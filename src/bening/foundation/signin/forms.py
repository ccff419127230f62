"""What a person types to come in."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

LONGEST = 256  # longer is refused before it is hashed: hashing is what makes a sign-in dear


class LoginForm(AllauthLoginForm):  # type: ignore[misc]  # allauth has no types
    """User name or e-mail, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label, password.help_text = _("Nama pengguna atau surel"), _("Kata sandi"), ""
        for field, complete in ((login, "username"), (password, "current-password")):
            field.widget.attrs = {"autocomplete": complete, "maxlength": str(LONGEST)}
            field.validators.append(MaxLengthValidator(LONGEST))
        login.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autofocus": True}
