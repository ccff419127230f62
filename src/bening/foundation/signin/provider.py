"""The identity providers that allauth finds here: OIDC with a nonce and a checked signature, and SAML."""

import hmac
import secrets
from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.http import HttpRequest

NONCE = "oidc_nonce"  # in the data of a session


class OidcAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """Believes an identity token only when it is signed by the provider and answers the question of this session."""

    def complete_login(
        self,
        request: HttpRequest,
        app: SocialApp,
        token: SocialToken,  # noqa: ARG002 -- allauth's form
        **kwargs: Any,
    ) -> SocialLogin:
        asked = request.session.pop(NONCE, "")
        encoded = kwargs["response"].get("id_token")
        if not encoded:
            raise OAuth2Error("no identity token")
        claims = jwtkit.verify_and_decode(
            credential=encoded,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
            verify_signature=True,
        )
        if not asked or not hmac.compare_digest(str(claims.get("nonce", "")), asked):
            raise OAuth2Error("another nonce")
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims})


class OidcProvider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    oauth2_adapter_class = OidcAdapter

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        """Ask with a nonce that only this session knows."""
        request.session[NONCE] = secrets.token_urlsafe(24)
        asked: dict[str, Any] = super().get_auth_params_from_request(request, action)
        return {**asked, "nonce": request.session[NONCE]}


provider_classes = [OidcProvider, SAMLProvider]
