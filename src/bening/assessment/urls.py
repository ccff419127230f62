"""The addresses of assessments."""

from django.urls import path

from bening.assessment.views import (
    answering,
    deciding,
    exchanging,
    listing,
    packing,
    placing,
    proving,
    reusing,
    wanting,
)

app_name = "assessment"
urlpatterns = [
    path("pekerjaan/", listing.work, name="work"),
    path("penilaian/", listing.assessments, name="assessments"),
    path("unit/<int:unit_id>/penilaian/buka/", listing.open_assessment, name="open"),
    path("penilaian/<int:pk>/", listing.overview, name="overview"),
    path("penilaian/<int:pk>/<str:tier>/area/<str:page>/", answering.area, name="area"),
    path("penilaian/<int:pk>/<str:tier>/area/<str:page>/kabar/", answering.news, name="news"),
    path("penilaian/<int:pk>/<str:tier>/soal/<str:question_id>/", answering.answer, name="answer"),
    path("penilaian/<int:pk>/<str:tier>/soal/<str:question_id>/riwayat/", answering.history, name="history"),
    path("penilaian/<int:pk>/<str:tier>/soal/<str:question_id>/di-sini/", answering.here, name="here"),
    path("penilaian/<int:pk>/<str:tier>/soal/<str:question_id>/bukti/", proving.proofs, name="proofs"),
    path("penilaian/<int:pk>/<str:tier>/bukti/<int:claim_id>/", proving.judge, name="judge_proof"),
    path("penilaian/<int:pk>/bukti/bawa/", reusing.carry, name="carry_proofs"),
    path("penilaian/<int:pk>/bukti/tempatkan/<str:page>/", placing.place, name="place_proofs"),
    path("bukti-diminta/", wanting.index, name="wanted"),
    path("bukti-diminta/<str:question_id>/", wanting.change, name="change_wanted"),
    path("penilaian/<int:pk>/<str:tier>/hasil/", deciding.verdict, name="verdict"),
    path("penilaian/<int:pk>/<str:tier>/jalan/", deciding.plan, name="plan"),
    path("penilaian/<int:pk>/<str:tier>/andai/", deciding.what_if, name="what_if"),
    path("penilaian/<int:pk>/prasyarat/", deciding.facts, name="facts"),
    path("penilaian/<int:pk>/<str:tier>/impor/", exchanging.bring, name="bring"),
    path("penilaian/<int:pk>/impor/<int:intake_id>/", exchanging.preview, name="preview"),
    path("penilaian/<int:pk>/<str:tier>/unduh/<str:layout>/", exchanging.download, name="download"),
    path("bukti/paket/<int:pk>/", packing.pack, name="pack"),
]
