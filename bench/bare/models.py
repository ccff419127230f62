from django.db import models


class Line(models.Model):
    text = models.CharField(max_length=100)

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return self.text
