"""`./wucai manage open_house`: the first edition of an empty house, and its first coordinator."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction

from wucai.people import queries
from wucai.people.actions import people
from wucai.people.choices import RoleKind
from wucai.programme.actions import editions


class Command(BaseCommand):
    """Open an edition and appoint a coordinator, who then logs in with a code to the phone or mail and does the rest on the pages."""

    help = "Open an edition and appoint its first coordinator; safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        """The edition and the coordinator."""
        parser.add_argument("slug", help="the edition's short name in addresses, such as minhang-2026")
        parser.add_argument("--name", required=True, help="its name in Chinese")
        parser.add_argument("--name-en", default="", help="its name in English")
        parser.add_argument("--starts", required=True, type=date.fromisoformat, help="first day, such as 2026-10-19")
        parser.add_argument("--ends", required=True, type=date.fromisoformat, help="last day")
        parser.add_argument("--coordinator", required=True, help="the coordinator's name")
        parser.add_argument("--phone", required=True, help="the coordinator's mobile number")
        parser.add_argument("--mail", default="", help="the coordinator's e-mail address")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Open."""
        if options["ends"] < options["starts"]:
            raise CommandError("--ends lies before --starts.")
        days = {"starts_on": options["starts"], "ends_on": options["ends"]}
        edition = editions.put_edition(by=None, slug=options["slug"], name=options["name"], name_en=options["name_en"], **days)
        try:
            person = queries.with_phone(options["phone"]) or people.welcome(
                by=None, name=options["coordinator"], phone=options["phone"], email=options["mail"]
            )
        except ValueError as error:
            raise CommandError(f"--phone: {error}") from error
        except IntegrityError as error:
            raise CommandError("--mail: somebody else has this address; leave it out, or give their phone.") from error
        people.appoint(person, RoleKind.COORDINATOR, edition, by=None)
        self.stdout.write(f"{edition.name}: {person.name} ({person.masked_phone or person.email}) may log in as coordinator.")
