"""Sign-in by the instansi itself (OIDC, SAML), from the environment; half a setting is refused with a sentence."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from bening.config.environment import Environment

OIDC = ("BENING_OIDC_URL", "BENING_OIDC_ID", "BENING_OIDC_SECRET")
SAML = ("BENING_SAML_IDP", "BENING_SAML_URL", "BENING_SAML_CERT")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def providers(environment: Environment, *, production: bool) -> dict[str, Any]:
    """Return what allauth wants to know of the identity providers that are set up."""
    found: dict[str, Any] = {}
    given = _whole(environment, OIDC)
    name = environment.text("BENING_OIDC_NAME", "SSO instansi")
    if given:
        url, client, secret = given
        _ensure_safe("BENING_OIDC_URL", url, production=production)
        app = {"provider_id": "oidc", "name": name, "client_id": client, "secret": secret}
        app["settings"] = {"server_url": url.rstrip("/"), "fetch_userinfo": False}  # type: ignore[assignment]  # of allauth
        found["openid_connect"] = {"APPS": [app], "OAUTH_PKCE_ENABLED": True}
    given = _whole(environment, SAML)
    name = environment.text("BENING_SAML_NAME", "SSO instansi (SAML)")
    if given:
        entity, url, certificate = given
        _ensure_safe("BENING_SAML_URL", url, production=production)
        found["saml"] = {"APPS": [_saml(name, entity, url, _certificate(certificate))]}
    return found


def domains(environment: Environment, *, used: bool) -> frozenset[str]:
    """Return the mail domains whose people come in by the instansi's own sign-in."""
    given = frozenset(one.lower().lstrip("@") for one in environment.words("BENING_SSO_DOMAINS", ""))
    if used and not given:
        raise ImproperlyConfigured("BENING_SSO_DOMAINS wajib diisi bila SSO dipakai, misalnya instansi.example.")
    wrong = [one for one in sorted(given) if "." not in one or " " in one or "@" in one]
    if wrong:
        raise ImproperlyConfigured(f"BENING_SSO_DOMAINS berisi “{wrong[0]}”, bukan nama domain surel.")
    return given


def only(environment: Environment, *, used: bool) -> bool:
    """Say whether nobody may come in by a password."""
    wanted = environment.flag("BENING_SSO_ONLY", default=False)
    if wanted and not used:
        raise ImproperlyConfigured(
            "BENING_SSO_ONLY=ya tanpa SSO menutup semua pintu. Isi BENING_OIDC_… atau BENING_SAML_…."
        )
    return wanted


def _saml(name: str, entity: str, url: str, certificate: str) -> dict[str, Any]:
    return {
        "provider_id": entity,
        "name": name,
        "client_id": "instansi",
        "settings": {
            "idp": {"entity_id": entity, "sso_url": url, "x509cert": certificate},
            "advanced": {
                "strict": True,
                "want_assertion_signed": True,
                "reject_idp_initiated_sso": True,
                "reject_deprecated_algorithm": True,
                "allow_repeat_attribute_name": False,
                "allow_single_label_domains": True,
            },
            "attribute_mapping": {
                "email": [
                    "email",
                    "mail",
                    "urn:oid:0.9.2342.19200300.100.1.3",
                    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
                ],
                "uid": ["urn:oasis:names:tc:SAML:attribute:subject-id"],
            },
        },
    }


def _whole(environment: Environment, names: tuple[str, ...]) -> list[str]:
    """Return the values of ``names``, or nothing; some without the others are a slip of the pen."""
    given = {name: environment.text(name) for name in names}
    missing = [name for name, value in given.items() if not value]
    if missing and len(missing) < len(names):
        raise ImproperlyConfigured(f"{missing[0]} belum diisi; {', '.join(names)} diisi bersama-sama.")
    return [] if missing else list(given.values())


def _ensure_safe(name: str, url: str, *, production: bool) -> None:
    parts = urlsplit(url)
    near = parts.hostname in LOOPBACK and not production
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and near)):
        raise ImproperlyConfigured(f"{name} harus alamat https://, bukan “{url}”.")


def _certificate(path: str) -> str:
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise ImproperlyConfigured(f"BENING_SAML_CERT: berkas “{path}” tidak dapat dibaca.") from wrong
    if "BEGIN CERTIFICATE" not in text:
        raise ImproperlyConfigured(f"BENING_SAML_CERT: “{path}” bukan sertifikat PEM.")
    return text
