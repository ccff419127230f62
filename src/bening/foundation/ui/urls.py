from django.urls import path

from bening.foundation.ui import views

urlpatterns = [path("", views.front, name="front")]
