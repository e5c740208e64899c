"""Lists of people and units as sheets: the same columns for the template, the importer and the export."""

from django.utils.translation import gettext_lazy as _

from wucai.core.spreadsheets import Choice, Column, Kind, Sheet
from wucai.people.choices import LANGUAGES, OrganisationKind

PEOPLE = Sheet(
    name="people",
    title="人员名单",
    title_en="People",
    columns=(
        Column("name", "姓名", "Name", aliases=("名字", "中文名", "志愿者姓名"), required=True, example="王小明", max_length=60),
        Column(
            "name_en", "英文名", "Name in English", aliases=("英文姓名", "拼音", "English name"), example="Wang Xiaoming", max_length=100
        ),
        Column(
            "phone",
            "手机",
            "Mobile",
            Kind.PHONE,
            aliases=("手机号", "手机号码", "电话", "联系电话", "联系方式", "Phone", "Mobile phone"),
            help=_("Mobile or e-mail must be there, best both: one of them is used to log in."),
            example="13800000000",
            private=True,
        ),
        Column(
            "email",
            "邮箱",
            "E-mail",
            Kind.EMAIL,
            aliases=("电子邮箱", "电子邮件", "Email", "Mail"),
            example="xiaoming@example.org",
            private=True,
        ),
        Column(
            "languages", "语言", "Languages", Kind.MULTI, aliases=("语种", "外语"), choices=LANGUAGES, example="中文、英文", max_length=400
        ),
        Column("number", "编号", "Number", aliases=("志愿者编号",), hidden=True, max_length=10),
    ),
    keys=(("number",), ("phone",), ("email",)),
)

YES, NO = "yes", "no"
_YES_OR_NO = (Choice(YES, "是", "yes", ("y", "true", "1", "√")), Choice(NO, "否", "no", ("n", "false", "0", "×")))

ORGANISATIONS = Sheet(
    name="organisations",
    title="单位名单",
    title_en="Units",
    columns=(
        Column("name", "单位名称", "Unit", aliases=("单位", "名称", "Name"), required=True, example="示例单位", max_length=60),
        Column("name_en", "英文名称", "Name in English", aliases=("英文名", "名称（英文）"), example="Sample unit", max_length=120),
        Column(
            "kind",
            "类别",
            "Kind",
            Kind.CHOICE,
            aliases=("单位类别", "单位类型", "类型"),
            required=True,
            choices=(
                Choice(OrganisationKind.GOVERNMENT, "政府部门", "government body", ("机关", "委办局", "政府")),
                Choice(OrganisationKind.STREET, "街道镇", "sub-district or town", ("街道", "镇", "街镇")),
                Choice(OrganisationKind.AREA_UNIT, "区域单位", "unit in the area", ("企业", "企事业单位", "驻区单位")),
                Choice(OrganisationKind.PARTY_BODY, "党组织", "Party body"),
                Choice(OrganisationKind.MASS, "群团组织", "mass organisation", ("群团",)),
                Choice(OrganisationKind.TEAM, "突击队", "team", ("志愿服务队", "队伍")),
                Choice(OrganisationKind.STUDIO, "工作室", "studio"),
            ),
            example="区域单位",
        ),
        Column(
            "parent",
            "上级单位",
            "Unit above",
            aliases=("上级", "主管单位"),
            help=_("As it is called here or in a row further up; leave it empty when there is none."),
            max_length=60,
        ),
        Column(
            "area",
            "所在区域",
            "Area",
            aliases=("区域", "所在街镇"),
            help=_("A district, town or neighbourhood."),
            example="七宝镇",
            max_length=60,
        ),
        Column(
            "is_surrounding", "周边单位", "Around the stations", Kind.CHOICE, aliases=("周边区域单位",), choices=_YES_OR_NO, example="否"
        ),
        Column(
            "aliases",
            "别名",
            "Other names",
            Kind.MULTI,
            aliases=("简称", "曾用名"),
            help=_("Other names by which lists call the unit, one after the other."),
            max_length=400,
        ),
        Column("is_demo", "演示", "Demo", Kind.CHOICE, aliases=("演示数据",), choices=_YES_OR_NO, example="否"),
        Column("code", "代码", "Code", hidden=True, max_length=60),
    ),
    keys=(("code",), ("name",)),
)

MEMBERS = Sheet(
    name="members",
    title="单位成员",
    title_en="Members of units",
    columns=(
        Column("organisation", "单位", "Unit", aliases=("单位名称", "所属单位"), required=True, example="示例单位", max_length=60),
        Column(
            "phone",
            "手机",
            "Mobile",
            Kind.PHONE,
            aliases=("手机号", "手机号码", "联系电话", "电话"),
            required=True,
            help=_("The person must be here already: send the list of people first."),
            example="13800000000",
            private=True,
        ),
        Column("is_liaison", "联络员", "Liaison", Kind.CHOICE, aliases=("是否联络员",), choices=_YES_OR_NO, example="否"),
    ),
    keys=(("phone", "organisation"),),
)
