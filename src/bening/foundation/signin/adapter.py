"""What allauth may do in this house."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bening.foundation.accounts.models import User


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs themselves up; accounts come from the admin of the instansi."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Surel atau kata sandi tidak cocok."),
        "username_password_mismatch": _("Nama pengguna atau kata sandi tidak cocok."),
        "too_many_login_attempts": _("Terlalu banyak percobaan masuk. Tunggu lima menit, lalu coba lagi."),
        "enter_current_password": _("Ini bukan kata sandi Anda yang sekarang. Coba ketik lagi."),
        "incorrect_password": _("Kata sandi tidak cocok."),
        "invalid_login": _("Nama pengguna atau kata sandi tidak cocok."),
        "account_inactive": _("Akun ini tidak aktif. Hubungi admin instansi."),
        "rate_limited": _("Terlalu banyak permintaan. Tunggu sebentar, lalu coba lagi."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's form
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 -- allauth's form
        return reverse("profile")


def display_name(user: User) -> str:
    return user.name
