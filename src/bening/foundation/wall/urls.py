from django.urls import path

from bening.foundation.wall import views

app_name = "wall"
urlpatterns = [path("pemisahan-tugas/", views.duties, name="duties")]
