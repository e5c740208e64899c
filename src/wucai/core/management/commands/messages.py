"""`./wucai manage messages`: keep the catalogues complete."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wucai.core import catalogues


class Command(BaseCommand):
    """Extract, check or compile the catalogues."""

    help = "update: bring the catalogues up to date · check: tell what is missing · compile: make the .mo files"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do."""
        parser.add_argument("what", choices=["update", "check", "compile"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        if options["what"] == "compile":
            catalogues.compile_all()
            return
        for locale in catalogues.LOCALES:
            if options["what"] == "update":
                catalogues.update(locale)
        told = [f"{locale}: {problem}" for locale in catalogues.LOCALES for problem in catalogues.problems(locale)]
        for line in told:
            self.stdout.write(line)
        if told and options["what"] == "check":
            raise CommandError(f"{len(told)} words need a hand.")
