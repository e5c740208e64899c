"""Lists of shifts and of enrolments as sheets: the same columns for the template and the importer."""

from django.utils.translation import gettext_lazy as _

from wucai.core.spreadsheets import Choice, Column, Kind, Sheet
from wucai.people.choices import LANGUAGES

YES = "yes"
NO = "no"
_YES_OR_NO = (Choice(YES, "是", "yes", ("y", "true", "1", "√")), Choice(NO, "否", "no", ("n", "false", "0", "×")))
# The five inks as they are written by hand; what each stands for in an edition is a row of the edition.
_INKS = (
    Choice("red", "红", "red", ("红色", "红岗")),
    Choice("blue", "蓝", "blue", ("蓝色", "蓝岗")),
    Choice("green", "绿", "green", ("绿色", "绿岗")),
    Choice("orange", "橙", "orange", ("橙色", "橙岗")),
    Choice("purple", "紫", "purple", ("紫色", "紫岗")),
)
_DEMO = Column(
    "is_demo",
    "演示",
    "Demo",
    Kind.CHOICE,
    aliases=("演示数据", "Demo data"),
    choices=_YES_OR_NO,
    help=_("Whether this line was made up for a demonstration."),
    example="否",
)


def _both(
    key: str, header: str, header_en: str, *, example: str, example_en: str, most: int, required: bool = False
) -> tuple[Column, Column]:
    """A text with its English beside it."""
    return (
        Column(key, header, header_en, required=required, example=example, max_length=most),
        Column(f"{key}_en", f"{header}（英文）", f"{header_en} in English", example=example_en, max_length=most + 100),
    )


SHIFTS = Sheet(
    name="shifts",
    title="班次清单",
    title_en="Shifts",
    columns=(
        Column("site", "站点", "Station", aliases=("服务站", "点位", "Site"), required=True, example="示例站", max_length=100),
        Column("colour", "颜色", "Colour", Kind.CHOICE, aliases=("岗位颜色", "Color"), required=True, choices=_INKS, example="红"),
        Column("name", "岗位", "Post", aliases=("岗位名称",), required=True, example="讲解", max_length=60),
        Column("name_en", "岗位（英文）", "Post in English", example="Docent", max_length=100),
        *_both("risks", "风险", "Risks", example="久站约四小时", example_en="About four hours on your feet", most=300, required=True),
        Column(
            "qualification",
            "资质",
            "Qualification",
            aliases=("资质要求",),
            help=_("What one must have learnt for the post, as it is called in the edition."),
            max_length=80,
        ),
        Column("language", "语言", "Language", Kind.CHOICE, aliases=("语种", "语言要求"), choices=LANGUAGES),
        *_both("assembly", "集合地点", "Where to meet", example="二号口服务台", example_en="Desk at entrance 2", most=200),
        *_both("bring", "携带物品", "What to bring", example="身份证、口罩", example_en="Identity card and mask", most=200),
        Column(
            "project",
            "项目",
            "Project",
            aliases=("项目编号",),
            help=_("The number of the project that the post belongs to."),
            max_length=20,
        ),
        Column("day", "日期", "Day", Kind.DATE, aliases=("服务日期", "Date"), required=True, example="2020-11-05"),
        Column("starts", "开始", "From", aliases=("开始时间", "Start"), required=True, example="07:00", max_length=30),
        Column(
            "ends",
            "结束",
            "To",
            aliases=("结束时间", "End"),
            required=True,
            help=_("A time before the beginning is on the next day."),
            example="11:00",
            max_length=30,
        ),
        Column("seats", "人数", "Seats", Kind.INTEGER, aliases=("名额", "需求人数"), required=True, example="4"),
        _DEMO,
    ),
    keys=(("site", "colour", "name", "day", "starts", "ends"),),
)

ENROLMENTS = Sheet(
    name="enrolments",
    title="志愿登记清单",
    title_en="Enrolments",
    columns=(
        Column(
            "phone",
            "手机",
            "Mobile",
            Kind.PHONE,
            aliases=("手机号", "手机号码", "电话", "联系电话", "Phone"),
            required=True,
            help=_("Of somebody who is on the list of people already."),
            example="13800000000",
            private=True,
        ),
        Column("organisation", "单位", "Unit", aliases=("单位名称", "所属单位"), example="示例单位", max_length=60),
        Column(
            "colours",
            "颜色意愿",
            "Colours wished",
            Kind.MULTI,
            aliases=("意愿颜色", "岗位意愿"),
            choices=_INKS,
            help=_("The dearest wish first; empty means any."),
            example="红、橙",
        ),
        Column("most_shifts", "最多班次", "Shifts at most", Kind.INTEGER, aliases=("班次上限",), example="3"),
        Column("latitude", "纬度", "Latitude", help=_("Decimal degrees; kept to about a kilometre."), example="31.19", max_length=20),
        Column("longitude", "经度", "Longitude", help=_("Decimal degrees; kept to about a kilometre."), example="121.31", max_length=20),
        Column(
            "times",
            "可服务时间",
            "When",
            aliases=("服务时间", "可服务时段"),
            help=_("Days and hours, each after a semicolon: 11-05 07:00-15:00; or 11月5日全天, 上午, 下午, 晚上."),
            example="11-05 07:00-15:00；11月6日上午",
            max_length=2_000,
        ),
        Column("qualifications", "资质", "Qualifications", Kind.MULTI, aliases=("持有资质",), max_length=400),
        _DEMO,
    ),
    keys=(("phone",),),
)
