"""`./wucai manage verify_trace`: whether anybody changed the trace after it was sealed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wucai.core import trace


class Command(BaseCommand):
    """Walk the chain of seals."""

    help = "Walk the chain of seals; exit with 1 at the first line that was changed, removed or slipped in."

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk."""
        sealed = trace.seal(limit=1_000_000)
        if place := trace.broken():
            raise CommandError(f"The trace was tampered with at place {place} of the chain.")
        self.stdout.write(f"The trace is whole ({sealed} lines sealed just now).")
