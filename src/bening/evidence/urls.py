from django.urls import path

from bening.evidence.views import adding, changing, disposing, listing, showing

app_name = "evidence"
urlpatterns = [
    path("", listing.index, name="index"),
    path("cari/", listing.find, name="find"),
    path("retensi/", listing.retention, name="retention"),
    path("retensi/usul/", disposing.propose, name="propose_disposal"),
    path("retensi/usulan/", disposing.index, name="disposals"),
    path("retensi/usulan/<int:pk>/", disposing.decide, name="decide_disposal"),
    path("unggah/", adding.upload, name="upload"),
    path("unggah/keterangan/", adding.describe, name="describe_new"),
    path("<int:pk>/", showing.show, name="show"),
    path("<int:pk>/riwayat/", showing.history, name="history"),
    path("<int:pk>/pratinjau/", showing.preview, name="preview"),
    path("<int:pk>/versi/<int:number>/unduh/", showing.download, name="download"),
    path("<int:pk>/versi/<int:number>/halaman/<int:page>/", showing.picture, name="picture"),
    path("<int:pk>/keterangan/", changing.describe, name="describe"),
    path("<int:pk>/ganti/", changing.replace, name="replace"),
    path("<int:pk>/tarik/", changing.withdraw, name="withdraw"),
    path("<int:pk>/kembalikan/", changing.restore, name="restore"),
    path("<int:pk>/tahan/", changing.hold, name="hold"),
    path("<int:pk>/lepas/", changing.release, name="release"),
]
