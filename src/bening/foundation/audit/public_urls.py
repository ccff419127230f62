from django.urls import path

from bening.foundation.audit import public

app_name = "tilik"
urlpatterns = [
    path("", public.checkpoints, name="checkpoints"),
    path("terbaru.txt", public.newest, name="newest"),
    path("<int:size>.txt", public.checkpoint, name="checkpoint"),
    path("entri/<int:seq>/<str:sha256>/", public.inclusion, name="inclusion"),
    path("lanjutan/<int:old>/<int:new>/", public.consistency, name="consistency"),
    path("bening_verify.py", public.verifier, name="verifier"),
]
