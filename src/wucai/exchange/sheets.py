"""The lists of the exchange as sheets: the same columns for the templates, the importers and the exports."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from wucai.core.spreadsheets import Choice, Column, Kind, Sheet
from wucai.exchange.choices import ProjectKind
from wucai.exchange.queries.known import NO, YES

_YES_OR_NO = (
    Choice(YES, "是", "yes", ("y", "true", "1", "√", "有")),
    Choice(NO, "否", "no", ("n", "false", "0", "×", "无")),
)

_ORGANISATION = Column(
    "organisation",
    "单位",
    "Unit",
    aliases=("单位名称", "提出单位", "提供单位", "所属单位", "Organisation"),
    required=True,
    help=_("As the unit is called here, or by another name that is known for it."),
    example="示例单位",
    max_length=60,
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
_TEXTS = (
    Column("text", "说明", "Description", aliases=("内容", "备注", "具体内容"), example="含讲解与发放", max_length=2_000),
    Column("text_en", "说明（英文）", "Description in English", aliases=("英文说明",), example="with explanation", max_length=4_000),
)
_DAYS = (
    Column("starts_on", "开始日期", "First day", Kind.DATE, aliases=("起始日期", "开始时间", "自"), required=True, example="2020-11-05"),
    Column("ends_on", "结束日期", "Last day", Kind.DATE, aliases=("截止日期", "结束时间", "至"), required=True, example="2020-11-10"),
)


def _code(name_en: str) -> Column:
    return Column("code", "编号", name_en, aliases=("序号编码",), hidden=True, max_length=20)


def _titles(example: str, example_en: str, *aliases: str) -> tuple[Column, Column]:
    return (
        Column("title", "名称", "Title", aliases=aliases, required=True, example=example, max_length=100),
        Column("title_en", "名称（英文）", "Title in English", aliases=("英文名称",), example=example_en, max_length=200),
    )


def _item_columns(category: str, unit: str, unit_en: str) -> tuple[Column, ...]:
    """What needs and resources have in common between title and days."""
    return (
        Column(
            "category",
            "类别",
            "Category",
            aliases=("分类", "类型", "Class"),
            required=True,
            help=_("One of the categories of the edition."),
            example=category,
            max_length=60,
        ),
        *_TEXTS,
        Column("quantity", "数量", "Quantity", Kind.INTEGER, aliases=("人数", "总量"), required=True, example="40"),
        Column("unit", "计量单位", "Unit of quantity", aliases=("量词", "Measure"), required=True, example=unit, max_length=10),
        Column("unit_en", "计量单位（英文）", "Unit of quantity in English", aliases=("英文计量单位",), example=unit_en, max_length=20),
        *_DAYS,
        Column(
            "site",
            "站点",
            "Station",
            aliases=("地点", "服务站", "点位", "Site"),
            help=_("Where, if at one of our stations."),
            max_length=100,
        ),
        Column(
            "visited_on",
            "走访日期",
            "Day of the visit",
            Kind.DATE,
            help=_("Of the visit on which the unit told it, if there was one."),
            hidden=True,
        ),
    )


_NEED_TITLES = _titles("多语种引导", "Guidance in several languages", "需求名称", "需求", "Need")
_RESOURCE_TITLES = _titles("外语志愿者", "Volunteers who speak languages", "资源名称", "资源", "Resource")

NEEDS = Sheet(
    name="needs",
    title="需求清单",
    title_en="Needs",
    columns=(
        _NEED_TITLES[0],
        _ORGANISATION,
        _NEED_TITLES[1],
        *_item_columns("服务类", "人", "people"),
        Column("risks", "风险", "Risks", aliases=("风险提示", "风险告知"), example="长时间站立", max_length=300),
        Column("risks_en", "风险（英文）", "Risks in English", aliases=("英文风险",), example="long standing", max_length=400),
        _DEMO,
        _code("Number of the need"),
    ),
    keys=(("code",),),
)

RESOURCES = Sheet(
    name="resources",
    title="资源清单",
    title_en="Resources",
    columns=(
        _RESOURCE_TITLES[0],
        _ORGANISATION,
        _RESOURCE_TITLES[1],
        *_item_columns("志愿服务", "人", "people"),
        Column(
            "is_reusable",
            "可重复使用",
            "Can be used again",
            Kind.CHOICE,
            aliases=("可重复", "Reusable"),
            choices=_YES_OR_NO,
            help=_("Yes for what is not used up, such as a hall or a showroom."),
            example="否",
        ),
        Column("conditions", "条件", "Conditions", aliases=("使用条件", "附带条件"), example="提前两天预约", max_length=300),
        Column(
            "conditions_en", "条件（英文）", "Conditions in English", aliases=("英文条件",), example="book two days ahead", max_length=400
        ),
        Column(
            "radius_metres", "半径（米）", "Radius in metres", Kind.INTEGER, aliases=("服务半径", "半径"), help=_("How far it reaches.")
        ),
        _DEMO,
        _code("Number of the resource"),
    ),
    keys=(("code",),),
)

PROJECTS = Sheet(
    name="projects",
    title="项目清单",
    title_en="Projects",
    columns=(
        *_titles("进博先锋服务线", "Service line of the pioneers", "项目名称", "项目", "Project"),
        Column(
            "kind",
            "类型",
            "Kind",
            Kind.CHOICE,
            aliases=("项目类型",),
            required=True,
            choices=(
                Choice(ProjectKind.PROGRAMME.value, "重点项目", "programme project", ("总项目", "programme")),
                Choice(ProjectKind.YOUTH.value, "青年项目", "youth project", ("青年", "youth")),
                Choice(ProjectKind.MATCH.value, "对接项目", "from a match", ("对接", "match")),
            ),
            example="重点项目",
        ),
        replace(_ORGANISATION, key="lead", header="牵头单位", header_en="Leading unit", aliases=("负责单位", "单位", "Lead")),
        *_TEXTS,
        Column("size", "规模", "Size", Kind.INTEGER, aliases=("人数",), help=_("People or pieces that it moves."), example="30"),
        *_DAYS,
        _DEMO,
        _code("Number of the project"),
    ),
    keys=(("code",),),
)

VISITS = Sheet(
    name="visits",
    title="走访记录",
    title_en="Visits",
    columns=(
        replace(_ORGANISATION, aliases=("单位名称", "走访单位", "Organisation")),
        Column("visited_on", "走访日期", "Day of the visit", Kind.DATE, aliases=("日期", "走访时间"), required=True, example="2020-10-20"),
        Column("needs_told", "需要推动什么", "What needs pushing forward", aliases=("需求",), example="需要志愿者", max_length=2_000),
        Column("needs_told_en", "需要推动什么（英文）", "What needs pushing forward, in English", max_length=4_000),
        Column("shares_told", "可以分享什么", "What can be shared", aliases=("资源",), example="可提供会议室", max_length=2_000),
        Column("shares_told_en", "可以分享什么（英文）", "What can be shared, in English", max_length=4_000),
        _DEMO,
    ),
    keys=(("organisation", "visited_on"),),
)


def _of_a_unit(sheet: Sheet) -> Sheet:
    """The same list as a unit sends it for itself: its own name is meant and may be left out; what is made up, it does not say."""
    own = replace(_ORGANISATION, required=False, hidden=True)
    columns = tuple(own if column.key == "organisation" else column for column in sheet.columns if column.key != "is_demo")
    return replace(sheet, columns=columns)


UNIT_NEEDS = _of_a_unit(NEEDS)
UNIT_RESOURCES = _of_a_unit(RESOURCES)
