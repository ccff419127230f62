"""The address of every package."""

from django.urls import include, path

handler400 = "bening.foundation.ui.errors.bad_request"
handler403 = "bening.foundation.ui.errors.forbidden"
handler404 = "bening.foundation.ui.errors.not_found"
handler500 = "bening.foundation.ui.errors.server_error"

urlpatterns = [
    path("", include("bening.foundation.ui.urls")),
    path("", include("bening.foundation.signin.urls")),
    path("unit/", include("bening.foundation.units.urls")),
    path("", include("bening.foundation.people.urls")),
    path("aturan/", include("bening.foundation.wall.urls")),
    path("unggah/", include("bening.foundation.storage.urls")),
    path("jejak/", include("bening.foundation.audit.urls")),
    path("bukti/", include("bening.evidence.urls")),
    path("tilik/", include("bening.foundation.audit.public_urls")),
    path("", include("bening.evidence.sharing.urls")),
    path("", include("bening.assessment.urls")),
]
