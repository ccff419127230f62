from django.urls import path

from bening.foundation.units import managing, views

app_name = "units"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/ubah/", managing.change, name="change"),
    path("<int:pk>/tutup/", managing.close, name="close"),
    path("instansi/", managing.instansi_list, name="instansi"),
    path("instansi/tambah/", managing.add_instansi, name="add_instansi"),
    path("instansi/<int:pk>/ubah/", managing.change_instansi, name="change_instansi"),
    path("instansi/<int:instansi>/unit/", managing.add, name="add"),
    path("instansi/<int:instansi>/impor/", managing.bring, name="bring"),
    path("instansi/<int:instansi>/unit.<str:kind>", managing.export, name="export"),
]
