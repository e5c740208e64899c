"""What is kept longer than it is needed goes: files and lists that were sent in, letters that have left. The worker does it every hour."""

from datetime import timedelta

from wucai.core import clock, files, imports
from wucai.core.choices import ParcelState
from wucai.core.models import Parcel

# Bytes on disk that no row knows are strays only when no open transaction can still be writing their row.
GRACE = timedelta(hours=1)
LISTS_STAY = timedelta(days=30)
LETTERS_STAY = timedelta(days=7)


def tidy() -> dict[str, int]:
    """Remove what is due, safe to run at any time and beside another worker; returns how many of each went."""
    moment = clock.real_now()
    over = Parcel.objects.exclude(state=ParcelState.WAITING).filter(created_at__lt=moment - LETTERS_STAY)
    return {
        "files": files.sweep(moment - GRACE),
        "rows": imports.forget(clock.now() - LISTS_STAY),
        "letters": over.delete()[0],
    }
