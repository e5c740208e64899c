"""Stations and their supplies as sheets: the same columns for the template, the importer and the export."""

from django.utils.translation import gettext_lazy as _

from wucai.core.spreadsheets import Choice, Column, Kind, Sheet
from wucai.places.choices import SiteKind

YES_NO = (Choice("yes", "是", "yes", ("y", "true", "1")), Choice("no", "否", "no", ("n", "false", "0")))
DEMO = Column("is_demo", "演示", "Demo", Kind.CHOICE, aliases=("演示数据", "Demo data"), choices=YES_NO, example="否")

KINDS = (
    Choice(SiteKind.STATION, "核心站", "core station", ("联动站点", "服务站")),
    Choice(SiteKind.DISTRICT_STATION, "区级站点", "district station", ("党群服务站", "党群服务中心", "centre")),
    Choice(SiteKind.RELAY_STATION, "爱心接力站", "relay station", ("接力站",)),
    Choice(SiteKind.OUTPOST, "流动服务点", "outpost", ("流动点",)),
    Choice(SiteKind.STOP, "站台", "stop", ("车站", "公交站")),
    Choice(SiteKind.VENUE, "场馆", "venue", ()),
)

SITES = Sheet(
    name="sites",
    title="站点名单",
    title_en="Stations",
    columns=(
        Column("name", "名称", "Name", aliases=("站点", "站点名称", "服务站"), required=True, example="七宝老街党群服务站", max_length=60),
        Column("name_en", "名称（英文）", "Name in English", aliases=("英文名称", "英文名"), example="Qibao Old Street", max_length=100),
        Column(
            "slug",
            "代码",
            "Code",
            aliases=("站点代码",),
            required=True,
            help=_("Small letters, digits and hyphens; it stands in the address of the station's page and never changes."),
            example="qibao",
            max_length=50,
        ),
        Column("kind", "类型", "Kind", Kind.CHOICE, aliases=("站点类型",), required=True, choices=KINDS, example="核心站"),
        Column("number", "编号", "Number", Kind.INTEGER, aliases=("站号",), help=_("The figure on the map, from 1."), example="2"),
        Column("area", "所在区域", "Area", aliases=("区域", "街镇", "街道"), example="七宝镇", max_length=60),
        Column("feature", "特色", "Known for", example="突出文化宣传", max_length=200),
        Column("feature_en", "特色（英文）", "Known for, in English", example="Culture", max_length=300),
        Column("address", "地址", "Address", example="七宝老街", max_length=200),
        Column("address_en", "地址（英文）", "Address in English", example="Qibao Old Street", max_length=300),
        Column(
            "latitude",
            "纬度",
            "Latitude",
            required=True,
            help=_("Decimal degrees (WGS-84), not those of a Chinese map application, which are shifted."),
            example="31.157200",
            max_length=20,
        ),
        Column("longitude", "经度", "Longitude", required=True, example="121.349900", max_length=20),
        Column("accuracy", "误差（米）", "Accuracy in metres", Kind.INTEGER, aliases=("误差", "Accuracy"), example="200"),
        Column("services", "服务项目", "Services", Kind.MULTI, aliases=("服务",), example="咨询引导、饮水", max_length=600),
        Column(
            "services_en",
            "服务项目（英文）",
            "Services in English",
            Kind.MULTI,
            help=_("In the same order as the column before."),
            example="Enquiries、Water",
            max_length=1_000,
        ),
        Column(
            "hours",
            "开放时间",
            "Opening hours",
            Kind.MULTI,
            help=_("Of every day of the edition; two spans have a 、 between them."),
            example="08:00-20:00",
        ),
        DEMO,
    ),
    keys=(("slug",), ("number",), ("name",)),
)

SUPPLIES = Sheet(
    name="supplies",
    title="站点物资",
    title_en="Supplies",
    columns=(
        Column(
            "site",
            "站点",
            "Station",
            aliases=("站点名称", "服务站"),
            required=True,
            help=_("Its name or its code."),
            example="七宝老街党群服务站",
        ),
        Column("name", "物资", "Item", aliases=("物资名称", "名称"), required=True, example="口罩", max_length=40),
        Column("name_en", "物资（英文）", "Item in English", aliases=("英文", "英文名称"), example="Masks", max_length=80),
        Column("unit", "单位", "Unit", aliases=("计量单位",), required=True, example="只", max_length=10),
        Column("unit_en", "单位（英文）", "Unit in English", aliases=("计量单位（英文）",), example="pieces", max_length=20),
        Column("quantity", "数量", "Quantity", Kind.INTEGER, aliases=("现有数量", "库存"), required=True, example="420"),
        Column("minimum", "最低库存", "Minimum", Kind.INTEGER, aliases=("最低数量",), example="100"),
        Column("is_loanable", "可借用", "To be lent", Kind.CHOICE, aliases=("借用",), choices=YES_NO, example="否"),
        DEMO,
    ),
    keys=(("site", "name"),),
)
