"""`./wucai manage load_demo`: the bundled edition."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wucai.core import clock
from wucai.demo import loading


class Command(BaseCommand):
    """Load the demo edition and tell what was loaded."""

    help = "Load the bundled edition; safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        """--stage: before, during or after the event."""
        parser.add_argument("--stage", choices=list(loading.STAGES), default="open")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load."""
        if settings.WUCAI_MODE != "demo":
            raise CommandError("Demo data goes into a demo house only: run ./wucai demo.")
        loaded = loading.load(options["stage"])
        self.stdout.write(f"演示数据已就绪 · Demo data loaded: {loaded.stations} 个服务站 stations, {loaded.shifts} 个班次 shifts")
        self.stdout.write(f"节目时间 Programme time: {clock.local(clock.now()):%Y-%m-%d %H:%M} (Asia/Shanghai)")
        for person in loaded.people:
            phone = str(person.phone).removeprefix("+86")
            self.stdout.write(f"  {person.name} / {person.name_en}: {phone}  {loading.PASSWORD}")
        self.stdout.write(f"中文 {settings.WUCAI_ORIGIN}/    English {settings.WUCAI_ORIGIN}/en/")
