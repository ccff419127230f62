from django.urls import path

from bening.foundation.people import views

app_name = "people"
urlpatterns = [
    path("orang/", views.index, name="index"),
    path("orang/tambah/", views.add, name="add"),
    path("orang/<int:pk>/", views.show, name="show"),
    path("orang/<int:pk>/ubah/", views.change, name="change"),
    path("orang/<int:pk>/peran/", views.ask, name="ask"),
    path("orang/<int:pk>/aktif/", views.switch, name="switch"),
    path("orang/<int:pk>/undang/", views.invite, name="invite"),
    path("orang/impor/<int:instansi>/", views.bring, name="bring"),
    path("akun/orang/<int:pk>/faktor/hapus/", views.ask_factors, name="ask_factors"),
    path("orang/ekspor/", views.ask_export, name="ask_export"),
    path("orang/ekspor/<int:pk>.<str:kind>", views.export, name="export"),
    path("peran/<int:pk>/akhiri/", views.end, name="end"),
    path("usulan/", views.waiting, name="waiting"),
    path("usulan/<int:pk>/", views.decide, name="decide"),
    path("benturan/", views.declare, name="declare"),
    path("benturan/<int:pk>/cabut/", views.lift, name="lift"),
    path("undangan/<str:token>/", views.accept, name="accept"),
]
