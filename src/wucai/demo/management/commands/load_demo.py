"""`./wucai manage load_demo`: the bundled edition."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wucai.core import clock
from wucai.demo import loading
from wucai.insight.queries import figures
from wucai.volunteering.queries.rosters import last_published


class Command(BaseCommand):
    """Load the demo edition and tell what was loaded."""

    help = "Load the bundled edition; safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        """--stage: before, during or after the event; --afresh: forget what was done in this house."""
        parser.add_argument("--stage", choices=list(loading.STAGES), default="open")
        parser.add_argument("--afresh", action="store_true", help="replace what people did in this house meanwhile")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and tell."""
        if settings.WUCAI_MODE != "demo":
            raise CommandError("Demo data goes into a demo house only: run ./wucai demo.")
        self.stdout.write("正在装载演示数据，首次约需一分钟 · Loading the demo, about a minute the first time …")
        try:
            loaded = loading.load(options["stage"], afresh=options["afresh"])
        except loading.ListRefused as refused:
            raise CommandError(f"The demo's own lists were refused: {refused}") from refused
        self._tell(loaded)

    def _tell(self, loaded: loading.Loaded) -> None:
        counted = figures(loaded.edition)
        told = "已就绪 Loaded" if loaded.is_afresh else "已在，保留您的操作 Kept, with what you did"
        self.stdout.write(f"演示数据 Demo data: {told}. 节目时间 Programme time {clock.local(clock.now()):%Y-%m-%d %H:%M} (Asia/Shanghai)")
        self.stdout.write(
            "  单位 units {units}（周边 surrounding {surrounding_units}） · 需求 needs {needs} · 资源 resources {resources} · "
            "项目 projects {projects} + 青年 youth {youth_projects}".format(**counted)
        )
        self.stdout.write(
            "  站点 stations {stations} + 接力站 relay {relay_stations} · 岗位 posts {posts} · 班次 shifts {shifts} · "
            "名额 seats {seats_required}（已接受 accepted {seats_accepted}） · 志愿者 volunteers {volunteers}".format(**counted)
        )
        if roster := last_published(loaded.edition):
            gap = f"{roster.gap:.4%}" if roster.gap is not None else "—"
            self.stdout.write(f"  排班 roster: gap {gap} ({roster.bound_source}), unfilled {roster.unfilled}, {roster.seconds:.1f} s")
        self._tell_doors(loaded)

    def _tell_doors(self, loaded: loading.Loaded) -> None:
        origin = settings.WUCAI_ORIGIN
        self.stdout.write(f"  六扇门 Six doors  {origin}/demo/        导览 Tour  {origin}/tour/  ·  {origin}/en/tour/")
        for address, words in (
            ("/s/demo", "海报 poster"),
            ("/me/", "志愿者 volunteer"),
            ("/station/railway/", "站长 station manager"),
            ("/desk/", "统筹 coordinator"),
            ("/board/", "领导 leader"),
        ):
            self.stdout.write(f"  {origin}{address:20} {words}")
        for person in loaded.people:
            phone = str(person.phone).removeprefix("+86")
            self.stdout.write(f"  {person.name} / {person.name_en}: {phone}  {loading.PASSWORD}")
