"""What is remembered of needs nobody answered: never who, and no text before its third day."""

import hmac
import unicodedata
from datetime import date, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import F

from offers.models import Need
from search.models import NotUnderstood, UnmetReport, UnmetText
from search.unmet.scrubbing import TAKEN_OUT, scrub
from territories.areas import above_commune
from territories.models import Territory

KEPT_FOR = timedelta(days=30)
# A flood of sentences made by a machine is not what people are missing.
MOST_NEW_A_DAY = 2_000
_SHORTEST = 3


@transaction.atomic
def remember_not_understood(text: str, *, on: date, is_emergency: bool) -> None:
    """One more day for a sentence in which nothing was understood.

    Nothing is kept when a safety rule fired, when the text could lead to somebody, or when it is
    longer than 200 characters.
    """
    said = normalised(text)
    if is_emergency or not _SHORTEST <= len(said) <= NotUnderstood.LONGEST:
        return
    if not scrub(text).is_clean:
        return
    digest = _digest(said)
    rows = NotUnderstood.objects.filter(digest=digest)
    if not rows.exists():
        if NotUnderstood.objects.filter(first_seen=on).count() < MOST_NEW_A_DAY:
            NotUnderstood.objects.get_or_create(
                digest=digest, defaults={"first_seen": on, "last_seen": on}
            )
        return
    rows.filter(last_seen__lt=on).update(days=F("days") + 1, last_seen=on)
    rows.filter(days__gte=NotUnderstood.SEEN_ENOUGH, is_taken_away=False, text="").update(text=said)


@transaction.atomic
def record_report(
    *,
    text: str,
    needs: list[Need],
    place: Territory | None,
    on: date,
    is_emergency: bool = False,
) -> None:
    """One more report for each need (one without need when there is none) in the department.

    What was written is kept without what could lead to somebody, or not at all when a safety rule
    fired: then only the report counts.
    """
    territory = above_commune(place) if place else None
    path = territory.path if territory else ""
    monday = on - timedelta(days=on.weekday())
    codes = [need.code for need in needs]
    for code in sorted(set(codes)) or [""]:
        row, _new = UnmetReport.objects.get_or_create(
            need_code=code, territory_path=path, week=monday
        )
        UnmetReport.objects.filter(pk=row.pk).update(reports=F("reports") + 1)
    kept = "" if is_emergency else scrub(text).text.strip()
    if kept.replace(TAKEN_OUT, "").strip():
        UnmetText.objects.create(
            text=kept[: UnmetText.LONGEST], need_codes=codes, territory=territory, told_on=on
        )


def take_away(sentence: NotUnderstood) -> None:
    """Its text is gone, and does not come back as long as the sentence is still being seen."""
    sentence.text, sentence.is_taken_away = "", True
    sentence.save(update_fields=["text", "is_taken_away"])


def forget_old(on: date) -> None:
    """Sentences not seen, and texts written, for more than 30 days; the counts stay."""
    NotUnderstood.objects.seen_before(on - KEPT_FOR).delete()
    UnmetText.objects.told_before(on - KEPT_FOR).delete()


def normalised(text: str) -> str:
    """NFC, lower case, single spaces, no sign at either end."""
    lowered = unicodedata.normalize("NFC", text).lower()
    return " ".join(lowered.split()).strip(" .,;:!?…")


def _digest(said: str) -> str:
    """Keyed, so that a copy of the database alone does not let anyone try sentences out."""
    key = f"maillage not understood {settings.SECRET_KEY}".encode()
    return hmac.new(key, said.encode("utf-8", "replace"), sha256).hexdigest()
