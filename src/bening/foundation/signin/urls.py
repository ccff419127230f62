"""Of allauth's many addresses only those that are used, each with its rule."""

from allauth.account import views as allauth
from django.urls import path, re_path

from bening.foundation.access import public, signed_in
from bening.foundation.signin import views

entrance = public(because="people who have not signed in come here to do so")
recovery = public(because="people who lost their password cannot sign in")
own = signed_in(because="everybody may change their own password and leave")

urlpatterns = [
    path("masuk/", entrance(allauth.login), name="account_login"),
    path("keluar/", own(allauth.logout), name="account_logout"),
    path("akun/", views.profile, name="profile"),
    path("akun/kata-sandi/", own(allauth.password_change), name="account_change_password"),
    path("akun/nonaktif/", entrance(allauth.account_inactive), name="account_inactive"),
    path("lupa-sandi/", recovery(allauth.password_reset), name="account_reset_password"),
    path("lupa-sandi/terkirim/", recovery(allauth.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^lupa-sandi/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        recovery(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "lupa-sandi/selesai/",
        recovery(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
