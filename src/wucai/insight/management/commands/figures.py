"""`./wucai manage figures EDITION`: what the house counts, with what was published beside it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wucai.insight import queries
from wucai.programme.queries import edition_called, published


class Command(BaseCommand):
    """Print every measure of an edition."""

    help = "Print the figures of an edition, as lines or as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        """The edition's slug, and --json for machines."""
        parser.add_argument("edition", help="the edition's short name, such as minhang-2020")
        parser.add_argument("--json", action="store_true", help="one JSON object, names to numbers")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count and print."""
        edition = edition_called(options["edition"])
        if edition is None:
            raise CommandError(f"There is no edition called {options['edition']!r} in this house.")
        counted = queries.figures(edition)
        if options["json"]:
            self.stdout.write(json.dumps(counted, ensure_ascii=False, indent=2))
            return
        told = {figure.key: figure for figure in published(edition)}
        for name, value in counted.items():
            beside = f"   published: {told[name].value} ({told[name].source}, {told[name].as_of:%F})" if name in told else ""
            self.stdout.write(f"{name:28} {value!s:>10}{beside}")
