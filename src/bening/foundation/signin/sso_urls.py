"""The addresses of sign-in by the instansi; they stand only where it is set up."""

from allauth.socialaccount.providers.saml import views as saml
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from bening.foundation.access import public
from bening.foundation.signin import sso

door = public(because="people of the instansi come in here by its own sign-in")
answer = csrf_exempt(require_POST(sso.by_its_host(saml.acs)))  # the provider posts it, signed; its state is ours
finish, told = sso.by_its_host(saml.finish_acs), sso.by_its_host(saml.metadata)

urlpatterns = [
    path("oidc/", door(require_GET(sso.oidc_login)), {"provider_id": "oidc"}, name="openid_connect_login"),
    path("batal/", door(require_GET(sso.cancelled)), name="socialaccount_login_cancelled"),
    path("<slug:provider_id>/kembali/", door(require_GET(sso.oidc_callback)), name="openid_connect_callback"),
    path("saml/<slug:organization_slug>/", door(require_GET(sso.by_its_host(saml.login))), name="saml_login"),
    path(
        "saml/<slug:organization_slug>/jawaban/",
        door(answer),
        name="saml_acs",
    ),
    path(
        "saml/<slug:organization_slug>/selesai/",
        door(require_GET(finish)),
        name="saml_finish_acs",
    ),
    path(
        "saml/<slug:organization_slug>/metadata/",
        door(require_GET(told)),
        name="saml_metadata",
    ),
    path("saml/<slug:organization_slug>/keluar/", door(require_GET(sso.cancelled)), name="saml_sls"),
]
