"""The house with the doors that stand only where the instansi's own sign-in is set up."""

from django.urls import include, path

from bening.config.urls import *  # noqa: F403 -- everything, and one more
from bening.config.urls import urlpatterns as house

urlpatterns = [path("masuk/sso/", include("bening.foundation.signin.sso_urls")), *house]
