"""A fake identity provider of an instansi: OIDC on a loopback port, and signed SAML answers."""

import base64
import hashlib
import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from onelogin.saml2.utils import OneLogin_Saml2_Utils

STAMP = "%Y-%m-%dT%H:%M:%SZ"


class Keys:
    """A key pair with a certificate of its own."""

    def __init__(self) -> None:
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sso.contoh.example")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.private.public_key())
            .serial_number(1)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .sign(self.private, hashes.SHA256())
        )
        self.certificate = certificate.public_bytes(serialization.Encoding.PEM).decode()
        self.pem = self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()


class Oidc:
    """Answers with whatever identity it is told to; what it was asked last stands in ``asked``."""

    def __init__(self) -> None:
        self.keys, self.signing = Keys(), None
        self.claims: dict = {}
        self.challenge = ""
        self.code = "kode-sekali-pakai"
        house = self

        class Answers(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                self._json(house.configuration() if "well-known" in self.path else house.jwks())

            def do_POST(self) -> None:
                sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                verifier = sent.get("code_verifier", [""])[0].encode()
                challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
                if sent["code"] != [house.code] or challenge != house.challenge:
                    self._json({"error": "invalid_grant"}, 400)
                    return
                self._json({"access_token": "a", "token_type": "Bearer", "id_token": house.token()})

            def _json(self, data: dict, status: int = 200) -> None:
                body = json.dumps(data).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = HTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def configuration(self) -> dict:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/masuk",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def jwks(self) -> dict:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.keys.private.public_key()))
        return {"keys": [{**key, "kid": "satu", "alg": "RS256", "use": "sig"}]}

    def token(self) -> str:
        now = datetime.now(UTC)
        times = {"iat": now, "exp": now + timedelta(minutes=5)}
        key = (self.signing or self.keys).private
        return jwt.encode(
            {"iss": self.url, "aud": "bening", **times, **self.claims}, key, algorithm="RS256", headers={"kid": "satu"}
        )

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def saml_answer(
    keys: Keys, *, entity: str, to: str, audience: str, request: str, email: str, minutes: int = 0, signed: bool = True
) -> str:
    """Return a SAML answer with a signed assertion, base64 as the browser would post it."""
    now = datetime.now(UTC) + timedelta(minutes=minutes)
    issued, before, after = (
        moment.strftime(STAMP) for moment in (now, now - timedelta(minutes=1), now + timedelta(minutes=5))
    )
    assertion = f"""<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a{request}" Version="2.0" IssueInstant="{issued}">
<saml:Issuer>{entity}</saml:Issuer>
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">orang-{email}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="{after}" Recipient="{to}" InResponseTo="{request}"/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{before}" NotOnOrAfter="{after}"><saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{issued}" SessionIndex="_s"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>
<saml:AttributeStatement><saml:Attribute Name="mail"><saml:AttributeValue>{email}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>
</saml:Assertion>"""  # noqa: E501 -- as it goes over the wire
    if signed:
        assertion = OneLogin_Saml2_Utils.add_sign(assertion, keys.pem, keys.certificate).decode()
    answer = f"""<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r{request}" Version="2.0" IssueInstant="{issued}" Destination="{to}" InResponseTo="{request}"><saml:Issuer>{entity}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>{assertion}</samlp:Response>"""  # noqa: E501 -- as above
    return base64.b64encode(answer.encode()).decode()
