"""`./wucai manage worker`: do the long work."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wucai.core.worker import Worker


class Command(BaseCommand):
    """Run one worker."""

    help = "Do the long work, empty the outbox, seal the trace."

    def add_arguments(self, parser: CommandParser) -> None:
        """--once: end when nothing is left."""
        parser.add_argument("--once", action="store_true", help="end when nothing is left to do")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        Worker(once=options["once"]).run()
