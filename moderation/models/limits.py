from django.conf import settings
from django.db import models


class Pace(models.Model):
    """How fast somebody acts: `full_at`, in milliseconds of the epoch, moves on by one interval an
    act, and so stands in the future as far as acts came in a row. One statement counts."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="paces"
    )
    act = models.CharField(max_length=12)
    full_at = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "act"], name="one_pace_per_person_and_act")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.act}"
