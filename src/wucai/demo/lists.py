"""The lists that a coordinator and the units would send: those in `data/`, and those of 2,000 made-up volunteers from a seed."""

import csv
import io
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pypinyin import lazy_pinyin

from wucai.demo.frame import DATA

SEED = 20201106
VOLUNTEERS = 2_000
FIRST_DAY = date(2020, 11, 4)
LAST_DAY = date(2020, 11, 10)
PATTERNS = {"A": ("07:00", "11:00"), "B": ("11:00", "15:00"), "C": ("15:00", "19:00"), "M": ("09:20", "13:20")}
# Where volunteers live, roughly: the four towns.
_HOMES = ((31.195, 121.310), (31.157, 121.350), (31.214, 121.287), (31.178, 121.382))
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_GIVEN = "安柏晨达恩帆歌涵嘉珂岚茗宁沛其若书棠唯希言泽知舟子逸欣悦雨云远哲正朝清秋然容睿思彤文夏晓星雅亦音颖又语韵"
_LANGUAGES = (("英文", 0.36), ("上海话", 0.3), ("日文", 0.04), ("韩文", 0.03), ("法文", 0.02), ("西班牙文", 0.01), ("中国手语", 0.01))
_QUALIFICATIONS = (("讲解员专训", 0.14), ("应急救护", 0.2), ("大客流应急", 0.22))
_UNITS = ("演示单位-街镇13", "演示单位-街镇14", "演示单位-街镇15", "演示单位-街镇16", "演示单位-教育06", "演示单位-医疗01")


@dataclass(frozen=True)
class Volunteer:
    """One of the made-up volunteers."""

    name: str
    name_en: str
    phone: str
    languages: tuple[str, ...]


def bundled(name: str) -> bytes:
    """A list as it lies in `data/`."""
    return (DATA / name).read_bytes()


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """The rows of a bundled CSV file."""
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def sheet(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file below these headers."""
    made = io.StringIO()
    lines = csv.writer(made)
    lines.writerow(headers)
    lines.writerows(rows)
    return made.getvalue().encode()


def volunteers() -> list[Volunteer]:
    """The same people each time: names drawn from common characters, numbers of a block kept for them."""
    chance = random.Random(SEED)  # noqa: S311  nobody's secret, and the same each time
    return [_volunteer(number, chance) for number in range(VOLUNTEERS)]


def people_list(folk: Sequence[Volunteer]) -> bytes:
    """The list of people."""
    rows = ((each.name, each.name_en, each.phone, "、".join(each.languages)) for each in folk)
    return sheet(("姓名", "英文名", "手机", "语言"), rows)


def enrolments_list(folk: Sequence[Volunteer]) -> bytes:
    """What they told for the roster."""
    chance = random.Random(SEED + 1)  # noqa: S311  as above
    return sheet(
        ("手机", "单位", "颜色意愿", "最多班次", "纬度", "经度", "可服务时间", "资质", "演示"),
        (_enrolment(each, chance) for each in folk),
    )


def shifts_list() -> bytes:
    """One row a shift, laid out from `posts.csv` day by day."""
    headers = [
        "站点",
        "颜色",
        "岗位",
        "岗位（英文）",
        "风险",
        "风险（英文）",
        "资质",
        "语言",
        "集合地点",
        "集合地点（英文）",
        "携带物品",
        "携带物品（英文）",
        "项目",
    ]
    days = [FIRST_DAY + timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1)]
    rows = [
        (*(post[header] for header in headers), day.isoformat(), *PATTERNS[pattern], post["人数"], "是")
        for post in rows_of("posts.csv")
        for day in days
        for pattern in post["班次"].split()
    ]
    return sheet((*headers, "日期", "开始", "结束", "人数", "演示"), rows)


def _volunteer(number: int, chance: random.Random) -> Volunteer:
    surname, given = chance.choice(_SURNAMES), "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2))))
    name_en = f"{''.join(lazy_pinyin(surname)).title()} {''.join(lazy_pinyin(given)).title()}"
    languages = ("中文", *(language for language, share in _LANGUAGES if chance.random() < share))
    return Volunteer(surname + given, name_en, f"1999999{number:04d}", languages)


def _enrolment(each: Volunteer, chance: random.Random) -> tuple[object, ...]:
    latitude, longitude = chance.choice(_HOMES)
    colours = "、".join(chance.sample("红蓝绿橙紫", k=chance.choice((1, 2, 2, 3))))
    unit = chance.choice(_UNITS) if chance.random() < 0.45 else ""
    qualifications = "、".join(name for name, share in _QUALIFICATIONS if chance.random() < share)
    place = (f"{latitude + chance.uniform(-0.03, 0.03):.2f}", f"{longitude + chance.uniform(-0.03, 0.03):.2f}")
    return (each.phone, unit, colours, chance.choice((1, 2, 2, 3, 4)), *place, _times(chance), qualifications, "是")


def _times(chance: random.Random) -> str:
    days = [FIRST_DAY + timedelta(days=number) for number in range(7) if chance.random() < 0.4] or [chance.choice((FIRST_DAY, LAST_DAY))]
    hours = ("07:00-15:00", "11:00-19:00", "07:00-19:00", "15:00-19:00")
    return "；".join(f"{day:%m-%d} {chance.choice(hours)}" for day in days)
