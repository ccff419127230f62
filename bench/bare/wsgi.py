import os

import django
from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.bare.settings"
django.setup()

from django.db import connection  # noqa: E402 -- Django must be set up first
from django.http import HttpResponse  # noqa: E402 -- as above
from django.urls import path  # noqa: E402 -- as above

from bench.bare.models import Line  # noqa: E402 -- as above

if Line._meta.db_table not in connection.introspection.table_names():
    with connection.schema_editor() as editor:
        editor.create_model(Line)


def insert(request):
    Line.objects.create(text=request.POST["answer"])
    return HttpResponse(status=204)


urlpatterns = [path("", insert)]
application = get_wsgi_application()
