from django.urls import path

from bening.foundation.audit import views

app_name = "audit"
urlpatterns = [path("", views.index, name="index")]
