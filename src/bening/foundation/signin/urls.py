"""Of allauth's many addresses only those that are used, each with its rule."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from bening.foundation.access import View, public, signed_in
from bening.foundation.signin import views
from bening.foundation.signin.doors import last_factor_stays, only_with_passwords, steady

entrance = public(because="people who have not signed in come here to do so")
recovery = public(because="people who lost their password cannot sign in")
own = signed_in(because="everybody may change their own password and leave")
factors = signed_in(because="everybody sets up, uses and removes their own second factors")


def early(view: View) -> View:
    """Open a view before the session has its second factor: it leads there, or out."""
    vars(view)["before_factor"] = True
    return view


urlpatterns: list[URLPattern | URLResolver] = [
    path("masuk/", entrance(only_with_passwords(views.patient(views.login))), name="account_login"),
    path("masuk/faktor/", entrance(mfa.authenticate), name="mfa_authenticate"),
    path("keluar/", early(own(account.logout)), name="account_logout"),
    path("akun/", views.profile, name="profile"),
    path("akun/kata-sandi/", own(only_with_passwords(account.password_change)), name="account_change_password"),
    path("akun/nonaktif/", entrance(account.account_inactive), name="account_inactive"),
    path("akun/sesi/akhiri-lainnya/", views.end_other_sessions, name="end_other_sessions"),
    path("akun/sesi/<slug:which>/akhiri/", views.end_session, name="end_session"),
    path("akun/orang/<int:pk>/sesi/", views.person_sessions, name="person_sessions"),
    path("akun/orang/<int:pk>/sesi/akhiri/", views.end_person_sessions, name="end_person_sessions"),
    # second factors
    path("akun/faktor/", early(views.second_factor), name="second_factor"),
    path("akun/faktor/aplikasi/", early(factors(totp.activate_totp)), name="mfa_activate_totp"),
    path("akun/faktor/aplikasi/gambar.svg", early(views.totp_picture), name="totp_picture"),
    path(
        "akun/faktor/aplikasi/lepas/",
        factors(last_factor_stays(totp.deactivate_totp)),
        name="mfa_deactivate_totp",
    ),
    path("akun/faktor/kunci/", early(factors(webauthn.add_webauthn)), name="mfa_add_webauthn"),
    path(
        "akun/faktor/kunci/<int:pk>/lepas/",
        factors(last_factor_stays(webauthn.remove_webauthn)),
        name="mfa_remove_webauthn",
    ),
    path("akun/faktor/kode/", factors(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("akun/faktor/kode/baru/", factors(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    # proof anew
    path("akun/bukti/", early(views.prove), name="prove"),
    path("akun/bukti/kata-sandi/", early(factors(account.reauthenticate)), name="account_reauthenticate"),
    path("akun/bukti/kode/", early(factors(mfa.reauthenticate)), name="mfa_reauthenticate"),
    path("akun/bukti/kunci/", early(factors(webauthn.reauthenticate_webauthn)), name="mfa_reauthenticate_webauthn"),
    path("akun/lanjut/", views.go_on, name="continue"),
    # where allauth goes afterwards
    path("akun/faktor/selesai/", views.back_to_profile, name="mfa_index"),
    path("akun/faktor/kunci/selesai/", views.back_to_profile, name="mfa_list_webauthn"),
    # a lost password
    path("lupa-sandi/", recovery(only_with_passwords(steady(account.password_reset))), name="account_reset_password"),
    path("lupa-sandi/terkirim/", recovery(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^lupa-sandi/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        recovery(only_with_passwords(account.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    path(
        "lupa-sandi/selesai/",
        recovery(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
if settings.SOCIALACCOUNT_PROVIDERS:
    urlpatterns.append(path("masuk/sso/", include("bening.foundation.signin.sso_urls")))
