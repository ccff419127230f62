"""What allauth may do in this house."""

import io
import logging
import threading
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bening.foundation.accounts.models import User
from bening.foundation.signin import devices, proof, vault

logger = logging.getLogger(__name__)


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
        "rate_limited": _("Terlalu banyak percobaan. Tunggu lima menit, lalu coba lagi."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's form
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 -- allauth's form
        return reverse("profile")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send the link to a new password without letting the asker wait: a slow or broken server tells nothing.

        Not by the outbox: a link that opens an account does not lie about in a table. Who gets none asks again.
        """
        message = self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        if settings.MAIL_IS_FAR:
            threading.Thread(target=_send, args=(message,), daemon=True).start()
        else:
            _send(message)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt: at a device the person has used before apart, so that a stranger locks nobody out."""
        name = credentials.get("email", credentials.get("username", "")).lower()
        device = devices.known(request).get(name)
        self._login_failed_rl_usage = ratelimit.consume(
            request,
            app="allauth.account",
            action="known_device_failed" if device else "login_failed",
            key=f"{name}:{device}" if device else name,
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def post_login(self, request: HttpRequest, user: User, **hooks: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().post_login(request, user, **hooks)
        devices.remember(request, response, user.username, user.email)
        return response

    def is_reauthentication_required(self, *, app: str, **_kwargs: Any) -> bool:
        """Factors change only shortly after a proof."""
        request = context.request
        if app == "allauth.mfa" and not self.get_reauthentication_methods(request.user):
            return False  # came by the sign-in of the instansi, and has nothing else yet
        return not proof.may_change_factors(request)

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """Where a second factor is set up, only it is proof; the password alone is one while there is none."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        factors = [one for one in methods if one["id"] != "reauthenticate"]
        return factors or methods


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Second factors: sealed at rest, and named as we name things."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Kode ini tidak cocok atau sudah dipakai. Tunggu kode berikutnya, lalu ketik lagi."),
        "cannot_delete_authenticator": _(
            "Ini satu-satunya faktor kedua Anda. Pasang yang lain dahulu, lalu lepas yang ini."
        ),
        "cannot_generate_recovery_codes": _("Pasang faktor kedua dahulu, lalu buat kode cadangan."),
    }

    def encrypt(self, text: str) -> str:
        return vault.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return vault.opened(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        out = io.BytesIO()
        segno.make(url, error="m").save(out, kind="svg", scale=6, border=4, dark="#000", light="#fff")
        return out.getvalue().decode()

    def get_totp_issuer(self) -> str:
        return "Bening"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Where a second factor is the rule, the last one stays."""
        if not settings.MFA_REQUIRED:
            return True
        main = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        others = Authenticator.objects.filter(user=authenticator.user, type__in=main).exclude(pk=authenticator.pk)
        return bool(others.exists())

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return str(_("Kunci sandi %(number)d") % {"number": number})

    def _get_site_name(self) -> str:
        return "Bening"


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except OSError:
        logger.exception("A mail about a password did not leave.")


def display_name(user: User) -> str:
    return user.name
