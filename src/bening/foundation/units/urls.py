from django.urls import path

from bening.foundation.units import views

app_name = "units"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.show, name="show"),
]
