from django.urls import path

from bening.foundation.storage import views

app_name = "storage"
urlpatterns = [
    path("", views.begin, name="begin"),
    path("<str:key>/", views.standing, name="standing"),
    path("<str:key>/bagian/<int:offset>/", views.piece, name="piece"),
    path("<str:key>/selesai/", views.finish, name="finish"),
]
