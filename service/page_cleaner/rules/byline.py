"""Who wrote, edited and published a page, when, and how often it was read. The values go to the metadata.

Labels such as 来源 or 责任编辑 are certain at the start of a short line; those that are also jobs or steps of other
work (设计, 审核, 记者) need a name after them; 时间 and 日期 are also those of an event, so they count only before the
prose and with a full date beside other words of a byline.
"""

from __future__ import annotations

from page_cleaner.rules.rule import Rule, labelled

DATE = r"(?:(?:19|20)\d\d\s?[\-/.年]\s?\d{1,2}\s?[\-/.月]\s?\d{1,2}\s?日?|[0-3]?\d\.[01]?\d\.(?:19|20)\d\d(?!\d))"
TIME = r"(?:[01]?\d|2[0-3])(?::[0-5]\d(?::[0-5]\d)?|[时点][0-5]?\d分(?:[0-5]?\d秒)?)"
#: A date of the Republic era, as Taiwan's sites print it.
ROC = r"(?:中华民国|民国)?\s?1?\d\d\s?[\-/.年]\s?\d{1,2}\s?[\-/.月]\s?\d{1,2}\s?日?"
_COUNT = (
    "(?:浏览(?:次数|量|数|人次|人数)?|阅读(?:次数|量|数|人数)?|点击(?:率|数|次数|量|人次)?|访问(?:量|次数|人次)|"
    "查看(?:次数)?|人气|(?:资料)?点阅(?:数|率|次数|人次)?|阅览(?:数|次数)|观看(?:次数|人数))"
)
_EDITOR = (
    "责任?编辑", "责编", "本期(?:责编|责任编辑|编辑|编审|校对|主编)", "编辑", r"编\s辑", r"责\s编", r"责任\s编辑", "网络编辑", "值班编辑", "文字编辑", "栏目编辑", "微信编辑", "执行编辑",
    "编审", "总编辑", "值班主任", "编校", "校对", "校核", "总监制", "信息员", "供稿(?:单位|人)?", "撰稿(?:人|单位)?",
    "投稿人?", "通讯员",
    "发布者", "主编", "美编", "上稿人?", "审稿人?", "采编", "图文编辑",
)  # fmt: skip
_PERSON = (
    "审核人?", "审签", "签发", "初审", "复审", "一审", "二审", "三审", "终审", "一校", "二校", "三校", "监制", "统筹",
    "录入(?:员|者)?", "上传", "摄影(?:报道)?", "图片", "制作", "排版", "设计", "策划", "采写", "文字", "文", "图",
    "记者", "本报记者", "发布人?", "报道", "播音", "视频",
)  # fmt: skip
_JOBS = (*_PERSON, "通讯员", "编辑", "责编", "责任编辑", "校对", "供图")
_SOURCE = (
    "来源", r"来\s源", "稿源", "稿件来源", "(?:信息|文章|新闻|消息|内容|发布|转载|本文)来源", "来源(?:单位|媒体|于)", "转载?自",
    "原文(?:来源|出处)", "出处", "发[布佈](?:机构|单位|部门|机关)", "信息发布", "发稿单位", "资料(?:来源|提供)单位",
    "张贴(?:者|人|单位)",
)  # fmt: skip
_AUTHOR = ("作者", r"作\s者", "文章作者", "本文作者")
_TIME = (
    "发[布佈](?:时间|日期|于)", "发表(?:时间|日期|于)", "更新(?:时间|日期|于)",
    "(?:上传|录入|添加|成文|生成|印发|公开|公布|上稿|上版|上架|刊登|张贴|登载|发稿|编辑|归档)(?:时间|日期)",
    "最[后近](?:更新|修改|修订)(?:时间|日期)?",
    "(?:资料|网站|网页|本页|内容)(?:最后)?(?:更新|检视|维护)(?:时间|日期)?", "撰写时间", "覆检日期",
)  # fmt: skip
_NAMES = r"[\u4e00-\u9fff·]{2,4}(?:[\s、,/·]{1,3}[\u4e00-\u9fff·]{2,4}){0,5}"
#: What stands in a byline, and hardly elsewhere; a date alone is the page's only in such company.
_BESIDE = (
    rf"^[^,]{{2,16}},$|来源|作者|编辑|浏览|阅读|点[击阅]|字[体号级]|打印|分享|首页|位置|正文|{TIME}|[。;]$|^.{{30}}"
)

#: Times of other things than the page.
_OTHER_TIMES = (
    "开标|投标|会议|截[止至]|开始|结束|至|召开|考试|面试|报名|地点|提交|递交|停电|停水|起降|预警|活动|培训|讲座|"
    "直播|受理|公示|举[行办]|发生|采样|签到|报到|拍卖|竞价|摇号|抽签|评审|谈判|磋商|地震|检测|出生|施工|"
    r"[\u4e00-\u9fff](?<!发布)(?<!更新)(?<!发表)(?<!上传)(?<!发稿)(?<!录入)(?<!刊登)(?<!公开)(?<!编辑)(?:时间|日期|"
    r"期限)\s?:"
)

#: A title, and the blank behind it: longer than the name of a paper or an office, and not ending as one does.
_TITLED = r"^[\s·]*[^,。;:!?|\t]{7,50}(?<![网报社台局委厅部办府院站讯号])\s"

RULES = (
    Rule(
        "byline.labelled",
        "A short line that begins with a byline's label and a colon (来源、责任编辑、发布时间 …) is the byline.",
        labelled(
            *_SOURCE, *_AUTHOR, *_EDITOR, *_TIME, _COUNT, "字数", "文章(?:编号|类型)", "访问统计", "索引词"
        )
        + rf"|^[\s·(【\[]*(?:来源|作者|责编|责任编辑)\s+\S.{{0,40}}{DATE}"
        rf"|^[\s·]*(?:来源|稿源)\s?:[^。|]{{2,60}}。[\s|]*(?:作者|编辑|责编)\s?:[^。]{{0,40}}(?:日期|时间)\s?:\s?{DATE}",
        removes=(
            "⟦来源：某某日报⟧", "⟦责任编辑：王某⟧", "⟦發布時間：2021-08-25 10:00⟧",
            "⟦來源：某區融媒體中心 作者：張某 編輯：吳某 2023-08-23 21:21:48⟧", "⟦【责任编辑：李某】⟧",
            "⟦浏览次数：1024⟧", "⟦本期責編：譚某⟧", "⟦编 辑： 沈某⟧",
            "⟦来源：某某微信公众号 本文仅供学习，版权归原作者所有。 | 作者：管理员 | 发布时间：2023-04-12⟧",
            "⟦• 发布机构：某市信息公开⟧", "⟦資料更新時間：113-05-20 11:30⟧",
            "⟦點閱數：1,024⟧", "⟦發佈單位：文化局⟧",
        ),
        keeps=(
            "来源：本文数据，均来自国家统计局。", "编辑：负责稿件的初审，要求本科以上学历。",
            "责任编辑制度是出版管理的基础。", "作者应当保证稿件的原创性。", "图：1",
            "资料来源：\n财政数据来自市财政局；水产品数据来自市农业农村局。",
            "记者：这项政策什么时候开始实施？", "发布人：市发展改革委副主任 王某某", "设计：某建筑设计研究院有限公司",
        ),
        limit=120,
        unless=rf"。(?!.{{0,50}}(?:日期|时间)\s?:\s?{DATE})|;|(?<!\d),(?!\d)(?!.{{0,80}}(?:日期|时间)\s?:\s?{DATE})|[?!]$",
    ),
    Rule(
        "byline.person",
        "A job of the editorial office, a colon and nothing but names, outside the prose.",
        rf"^[\s·(【\[]*(?:(?:{'|'.join(_JOBS)})\s?:\s?{_NAMES}[\s|/)】\]]{{0,3}}){{1,5}}$",
        removes=(
            "近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。\n⟦审核：王某某⟧",
            "⟦文字：袁某某 通讯员：曹某某⟧",
            "⟦攝影：張某某 李某⟧", "⟦文：王某某 图：李某某⟧", "⟦初审：张某 复审：李某某 终审：王某⟧",
        ),
        keeps=("记者：局长好", "设计：某建筑设计研究院有限公司", "审核：由街道办事处负责", "图：1"),
        limit=80,
        where="edge",
        unless="局长|先生|女士|大家|你好|您好|谢谢|是的|不是|可以|没有",
    ),
    Rule(
        "byline.original_title",
        "The title under which another paper printed the article.",
        labelled("原标题", "原题") + r"\s?\S",
        removes=("⟦原标题：某市召开大会⟧", "⟦（原標題：聚焦民生，辦好實事！某市召開大會）⟧"),
        keeps=("原标题：拟修改为“生态环境保护条例”。", "该文原标题为《乡村振兴看变化》"),
        limit=120,
        unless="。",
    ),
    Rule(
        "byline.supervisor",
        "The office above the one that publishes, beside the source or the editor.",
        r"^[\s·(【\[]*主管\s?:\s?[^,。;:]{2,30}(?:厅|局|委|部|办|政府|院)[)】\]]?$",
        removes=("⟦来源：某市生态环境局⟧\n⟦主管：某省生态环境厅⟧", "⟦主管：某市教育局⟧\n⟦編輯：李某⟧"),
        keeps=("主管：市教育局\n主办：市体育局", "主管：某省生态环境厅"),
        limit=50,
        where="edge",
        beside=r"^[\s·(【\[]*(?:来源|编辑|责任编辑|责编|作者|原标题)\s?:",
    ),
    Rule(
        "byline.mixed",
        "A date followed at once by another part of a byline: the source, a counter, the font size.",
        r"^(?:[\s·|\-【\[(]*|[^,。;:!?]{0,20}(?:网|报|社|台|局|委|厅|部|办|府|院|站|中心|频道|发布(?=\s)|客户端|号|记者|讯))\s?"
        rf"(?:(?:日期|时间|发布)\s?:?\s?)?{DATE}\s?(?:{TIME})?[\s|·]{{0,4}}(?:[\[【(]?\s?(?:来源|"
        "稿源|作者|编辑|责编|责任编辑|信息来源|文章来源|发布机构|浏览|阅读|点击|访问|点阅|人气|字[体号级]|"
        r"视力保护色)[^。;]{0,70}|[【\[(](?:字[体号]|打印|大)[^。;]{0,40})$",
        removes=(
            "⟦2023-08-23 来源：某某日报 浏览次数：12⟧", "⟦日期：2023-09-08 访问次数： 42 字号：大⟧",
            "⟦某某网 2022年3月1日 【字体：大 中 小】⟧",
        ),
        keeps=(
            "2023年8月23日来源不明的货物", "2023年8月23日，来源：某报。", "2023年5月20日 访问团抵达；",
            "2024年5月20日 编辑部工作会议，地点另行通知",
        ),
        limit=120,
        unless="。|;|(?<!\\d),(?!\\d)|来源不明|编辑部|访问团",
    ),
    Rule(
        "byline.dated",
        "A date with a clock time, alone or with short words of a byline around it, is when the page was published.",
        rf"^[^,。;!?]{{0,40}}?{DATE}[\sT]{{0,3}}(?:星期.|周.)?\s?{TIME}[^,。;!?]{{0,60}}$",
        removes=("⟦2023-08-23 21:21:48⟧", "⟦某某网  2022年3月1日 15:47 某某日报⟧", "⟦• 2022-03-01 15:47:30⟧"),
        keeps=(
            "开标时间：2023年8月23日 09:30", "会议定于2023年8月23日 9:00在市行政中心召开。",
            "2023年8月23日 14:00至17:00为停电时间", "活动时间：2024年5月20日 14:00", "抽签日期：2024-05-20 10:00",
        ),
        limit=110,
        unless=rf"{_TITLED}(?:发布)?(?:时间|日期)\s?:|{_OTHER_TIMES}",
        where="edge",
    ),
    Rule(
        "byline.date",
        "A date in figures alone on a line before the prose, beside a byline or the prose; one in 年月日 may be the "
        "document's.",
        r"^[\s·\[(【]*(?:(?:时间|日期|发布)\s?:\s?)?(?:19|"
        rf"20)\d\d\s?[\-/.]\s?\d{{1,2}}\s?[\-/.]\s?\d{{1,2}}[\s\])】]*$|^(?:时间|日期)\s?:\s?(?:{DATE}|"
        rf"{ROC})\s?(?:{TIME})?$",
        removes=(
            "⟦2023-04-18⟧\n近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。",
            "⟦[2023/04/18]⟧\n⟦来源：某某日报⟧", "⟦時間：2023年4月18日⟧\n⟦來源：某某日報⟧",
        ),
        keeps=(
            "2023年4月18日", "近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。\n2023-04-18",
            "（2023年4月12日）", "时间：2024年5月20日\n地点：市行政中心",
            "处罚日期\n2024/05/20\n处罚事由\n经查，当事人未按规定公示价格，违反了有关规定，依法应予处罚。",
        ),
        limit=60,
        where="head",
        beside=_BESIDE,
        reach=1,
    ),
    Rule(
        "byline.site_date",
        "The name of a site or paper and a date with its label, before the prose.",
        r"^[^,。;:!?]{2,24}(?:网|报|社|台|频道|发布|中心|局|办|厅|委|政府)\s(?:时间|"
        rf"日期)\s?:\s?{DATE}\s?(?:{TIME})?$|^发布\s?:\s?[^,。;:]{{2,20}}\s(?:时间|日期)\s?:\s?{DATE}[^,。;:]{{0,30}}$",
        removes=(
            "⟦某某經济信息網   時間:2021-08-25⟧", "⟦发布：某学院办公室 时间：2021-04-13 我要纠错⟧",
            "⟦某某日报 日期：2021年8月25日⟧",
        ),
        keeps=("培训班 时间：2021年8月25日", "开放单位：市气象局，时间：2021年8月25日"),
        limit=60,
        where="head",
    ),
    Rule(
        "byline.updated",
        "When the page was last changed or checked, told after the prose.",
        r"^[\s·(【\[]*(?:(?:最[近后]|上次|本页|网页|网站|资料|内容)(?:一次)?(?:最后)?(?:更新|修订|修改|检视|维护)|"
        rf"更新|覆检|复检)(?:日期|时间|于)?\s?:?\s?(?:{DATE}|{ROC})\s?(?:{TIME})?[)】\]]?$",
        removes=("⟦網站更新日期 113-05-20⟧", "⟦最近更新 2024年5月20日⟧", "⟦更新日期 2024-05-20⟧"),
        keeps=("修订日期：2024年5月20日", "最近修订的规定于2024年5月20日施行。", "本规划每五年修订更新一次"),
        limit=60,
        where="edge",
    ),
    Rule(
        "byline.count",
        "How often a page was read, with its word or as a bare number beside a date or source.",
        rf"^[\s·(【\[]*{_COUNT}\s?:?\s?[\d,]{{0,12}}\s?(?:人?次|人)?[)】\]\s]*$|^[\d,]{{1,12}}\s?(?:人?次)?(?:阅读|"
        "浏览|点击|人浏览|人阅读|阅读量|点阅)$",
        removes=("⟦浏览次数 1024⟧", "⟦1024次浏览⟧", "⟦35次阅读⟧", "⟦瀏覽人次 1,024⟧"),
        keeps=("日均浏览量突破10万次。", "点击", "阅读", "访问量\n1200"),
        limit=30,
        unless=(
            r"^[\s·(【\[]*(?:阅读|点击|查看|浏览|人气|(?:访问|浏览|阅读|点击|观看|查看|点阅|阅览)(?:量|数|率|次数|"
            r"人次|人数))[)】\]\s]*$"
        ),
    ),
    Rule(
        "byline.visitors",
        "The counter of the whole site's visitors.",
        r"^[\s·|]*(?:您是|欢迎您,?您是)?(?:本[网站]|网站|今日|昨日|本月|累计|总计?)?(?:第\s?[\d,]{1,12}\s?位(?:访客|"
        "访问者|浏览者|来访者|用户).{0,6}|(?:总|累计|今日)?(?:访客(?:人数|人次|数)?|到访人次|来访人数|(?:访问|浏览|"
        r"参观)(?:总?量|总?人[次数]|总数))\s?:\s?[\d,]{1,12}\s?(?:人?次)?)[\s|]*$",
        removes=("⟦您是第 123456 位访客⟧", "⟦訪客人數：1,234,567⟧", "⟦今日访问量：12⟧"),
        keeps=("第35位访客走进展厅，活动进入高潮。", "累计访客：三万人次", "日均访客2.3万人次"),
        limit=50,
    ),
    Rule(
        "byline.bare_count",
        "A bare number in the head right beside the source or the time of publication is how often the page was read.",
        r"^\d{1,8}$",
        removes=("⟦2023/2/2 10:30:45⟧\n⟦18062⟧\n⟦来源：某区发布⟧", "⟦发布时间：2021-08-25⟧\n⟦77⟧"),
        keeps=("1\n2\n3", "合计\n18062", "2024/05/20\n5000", "时间：5月20日\n100"),
        limit=8,
        where="head",
        beside=rf"^[\s·]*(?:来源|作者|发布(?:时间|日期)|浏览(?:次数|量)|阅读(?:次数|量))\s?:|^[\s·]*{DATE}\s{TIME}",
    ),
    Rule(
        "byline.value",
        "The name of a paper, site or office alone in the head, beside the label that it was broken from.",
        r"^[\u4e00-\u9fffA-Za-z0-9·()]{1,16}(?:网|报|社|电视台|局|委|办|厅|部|院|中心|发布|客户端|公众号|政府|"
        "频道)$|^(?:本站|本站原创|本网|原创|佚名|管理员|admin)$",
        removes=("⟦来源：⟧\n⟦某某日报⟧", "⟦信息來源：⟧\n⟦市教育局⟧", "⟦作者：⟧\n⟦管理员⟧"),
        keeps=("单位：\n市教育局", "资金来源：\n市财政局"),
        limit=20,
        where="head",
        beside=r"^[\s·]*(?:来源|稿源|(?:信息|文章|新闻|稿件|内容)来源|作者|发布(?:机构|单位))\s?:$",
        reach=1,
    ),
    Rule(
        "byline.closing",
        "The editor or source in brackets at the end of a paragraph.",
        r"(?P<cut>[(【\[]\s?(?:责任编辑|责编|编辑|作者系|来源|稿源|文字编辑|值班编辑|原题|"
        r"审核)\s?:?\s?[^()【】\[\]。,;]{1,30}[)】\]])\s?$",
        removes=(
            "会议总结了去年的工作，对今年的工作作了部署，全市各有关单位的负责同志参加会议。⟦（责任编辑：王某）⟧",
            "市領導出席會議並講話，要求各單位抓好落實，確保全年目標任務的完成。⟦【責編：李某】⟧",
        ),
        keeps=("数据见统计年鉴（来源）。", "招聘岗位（编辑）", "（一）编辑出版", "岗位一览（编辑岗位2名）"),
        take="match",
        limit=20_000,
        unless="岗位|[(]编辑部",
    ),
    Rule(
        "byline.keywords",
        "Keywords or tags of the page on a labelled line.",
        labelled("关键[词字]", "标签", "[Tt]ags?", "关键词标签", "主题标签", "文章标签"),
        removes=("⟦关键词:污染防治生态治理⟧", "⟦標籤：環保 治理⟧"),
        keeps=("关键词是落实，要害在担当，重点看实效。", "标签应当标明产品名称。", "【关键词】行政处罚。程序违法。"),
        limit=60,
        unless="。|;",
        where="edge",
    ),
    Rule(
        "byline.behind_title",
        "A byline that stands behind the title on one line goes, the title stays.",
        rf"{_TITLED}(?P<cut>(?:发布)?(?:时间|日期)\s?:\s?{DATE}\s?(?:{TIME})?\s{{0,3}}"
        r"(?:(?:信息|文章|稿件)?来源|作者|编辑|浏览\S{0,3}|点击\S{0,3}|阅读\S{0,3})\s?:[^,。;]{0,50})$",
        removes=(
            "柳河镇蔬菜大棚助农增收 ⟦时间：2021-01-25 来源：某某日报⟧",
            "柳河鎮蔬菜大棚助農增收 ⟦發布時間：2021-01-25 10:20 作者：李某 點擊：12⟧",
        ),
        keeps=("柳河镇举办第三届蔬菜节 时间：2021-01-25 地点：文化广场", "某市开展防汛演练 日期：2021年1月25日"),
        take="match",
        limit=160,
    ),
    Rule(
        "byline.paper_date",
        "The name of a paper or site and a date below the title, before the prose.",
        rf"^[\s·|]*[^,。;:!?\s\d|]{{1,12}}(?:日报|晚报|早报|商报|晨报|时报|都市报|导报|周报|新闻网|网|新华社|发布|在线)\s{{0,2}}{DATE}[\s|]*$",
        removes=(
            "⟦某某晚报     2020年09月25日⟧\n近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。",
            "某市公布傳統村落名錄\n⟦某某商報2020-12-11⟧",
        ),
        keeps=(
            "某某日报2020年9月25日第三版刊登了该消息", "关于征订报刊的通知\n某某日报社 2020年9月25日",
            "近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。\n某某网 2020年9月25日",
        ),
        limit=40,
        where="head",
    ),
    Rule(
        "byline.reporters",
        "Reporters by name without a colon, beside the byline or the prose.",
        r"^[\s·(【\[]*[\u4e00-\u9fff]{0,8}(?:记者|通讯员)\s[\u4e00-\u9fff]{1,2}\s?[\u4e00-\u9fff]{1,2}"
        r"(?:[\s、/]{1,3}(?:(?:实习)?(?:记者|生)|通讯员|文|图|摄影|摄)?\s?[\u4e00-\u9fff]{2,4}){0,6}[)】\]]?$",
        removes=(
            "⟦记者 张某某 通讯员 徐某某⟧\n近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。",
            "⟦海川廣電記者 宋某某⟧\n⟦編輯：李某⟧",
        ),
        keeps=("通讯员 培训班", "记者 证件\n会议总结了去年的工作。", "新闻工作者职称\n记者 中级"),
        limit=40,
        where="edge",
        beside=rf"。$|^[\s·]*(?:来源|编辑|责任编辑|责编|作者)\s?:|{DATE}",
        reach=1,
        unless="培训|招聘|名单|管理|工作|队伍|协会|证|级|站",
    ),
    Rule(
        "byline.reviewed",
        "The label of who released or checked the page, with nobody behind it, beside another.",
        r"^[\s·(【\[]*(?:发布人|审核人|审签人|录入[人员]|签发人|初审|复审|终审)\s?:$",
        removes=("⟦发布人：⟧\n⟦审核人：⟧", "⟦初審：⟧\n⟦復審：⟧\n⟦終審：⟧"),
        keeps=("审核人：\n由街道办事处确定", "签发人：\n某政发〔2024〕1号"),
        limit=12,
        where="edge",
        beside=r"^[\s·(【\[]*(?:发布人|审核人|审签人|录入[人员]|初审|复审|终审)\s?:",
    ),
    Rule(
        "byline.copied_title",
        "The title told again with the page's address, below the prose.",
        r"^[\s·]*(?:本文)?标题\s?:\s?\S",
        removes=(
            "近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。\n⟦标题：某市召开大会⟧\n⟦地址：http://www.example.com/a/1.html⟧",
            "⟦標題：某市召開大會⟧\n⟦本文網址：http://www.example.com/a/1.html⟧",
        ),
        keeps=("标题：水泵夜间噪声\n来信人：李某", "标题：用二号小标宋体字。\n地址：某市某路1号"),
        limit=100,
        where="tail",
        beside=r"^[\s·]*(?:(?:本文|原文|文章|页面)?(?:地址|网址|链接))\s?:\s?https?://",
    ),
)  # fmt: skip
