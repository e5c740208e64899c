"""The list of people as a sheet: the same columns for the template, the importer and the export."""

from django.utils.translation import gettext_lazy as _

from wucai.core.spreadsheets import Choice, Column, Kind, Sheet

LANGUAGES = (
    Choice("zh", "中文", "Chinese", ("普通话", "汉语", "Mandarin")),
    Choice("wuu", "上海话", "Shanghainese", ("沪语",)),
    Choice("yue", "粤语", "Cantonese", ("广东话",)),
    Choice("en", "英文", "English", ("英语",)),
    Choice("ja", "日文", "Japanese", ("日语",)),
    Choice("ko", "韩文", "Korean", ("韩语", "朝鲜语")),
    Choice("fr", "法文", "French", ("法语",)),
    Choice("de", "德文", "German", ("德语",)),
    Choice("es", "西班牙文", "Spanish", ("西班牙语", "西语")),
    Choice("pt", "葡萄牙文", "Portuguese", ("葡萄牙语", "葡语")),
    Choice("it", "意大利文", "Italian", ("意大利语", "意语")),
    Choice("ru", "俄文", "Russian", ("俄语",)),
    Choice("ar", "阿拉伯文", "Arabic", ("阿拉伯语",)),
    Choice("csl", "中国手语", "Chinese Sign Language", ("手语", "sign language")),
)

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
