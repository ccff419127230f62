from django.urls import path

from bening.evidence.sharing import managing, visiting

app_name = "sharing"
urlpatterns = [
    path("bukti/tautan/", managing.links, name="links"),
    path("bukti/tautan/<int:pk>/cabut/", managing.revoke, name="revoke"),
    path("bukti/tautan/berkas/<int:version>/", managing.share_document, name="share_document"),
    path("bukti/tautan/unit/<int:unit>/<int:year>/", managing.share_year, name="share_year"),
    path("b/<str:token>/", visiting.visit, name="visit"),
    path("b/<str:token>/<int:version>/", visiting.take, name="take"),
]
