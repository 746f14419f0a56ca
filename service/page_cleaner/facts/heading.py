"""What a line that may be a title looks like, what is none, and what stands around one: the data of the search in ``title.py``."""

from __future__ import annotations

import re

from page_cleaner.facts import dates
from page_cleaner.facts.signed import SURNAMES
from page_cleaner.text.index_table import is_label
from page_cleaner.text.kinds import DOCUMENT, han, is_prose, kind

#: The shortest and longest title, in code points; titles of fewer Han characters are taken where no other may be.
SHORTEST, LONGEST, LONG = 4, 100, 8
#: A title that stands wholly in brackets.
BRACKETED = re.compile(
    r"^【(?!.*(?:阅读|閱讀|此件|本文|转载|轉載|公开|扫码|點擊|点击|来源|來源))(?=[^【】]{0,60}[^\W\d][^\W\d]{5})[^【】:]{6,60}】$"
)
#: Behind the title stand the column's and the site's names.
_SITE = r"网|网站|政府|新闻|频道|在线|日报|门户|头条|资讯|新华社"
DECLARED_END = re.compile(
    rf"\s*(?:[_|｜]|(?<=[知告示函报见定法案]) ?[-–—] ?(?=[^-–—]{{2,20}}$)|\s[-–—]+\s|--+|[-–—](?=[^-–—]{{0,16}}(?:{_SITE})[^-–—]{{0,8}}(?:[-–—][^-–—]{{2,20}})?$)).*$",
    re.DOTALL,
)
#: What parts the names of a site, a column and a page in the head.
PARTED = re.compile(r"\s*[_|｜]\s*|\s*[-–—]{1,2}\s*|(?:欢迎(?:您)?(?:访问|光临)\S+!)")
#: How the rest of a title begins below the offices' names, and what may stand alone below the rest.
BEGINS = ("关于", "印发", "转发")
REST = re.compile(
    r"^的?(?:通\s?知|公\s?告|通\s?告|批\s?复|决\s?定|意\s?见|函|请\s?示|报\s?告|倡\s?议\s?书|回复|答复|(?:管理|实施|暂行|工作)?(?:条例|办法|规定|方案|细则|规则|规程|意见|预案|要点|计划))(?:[(].{1,12}[)])?$|"
    r"^[(](?:第\S{1,6}号|试行|暂行|征求意见稿|送审稿|草案|修订[版稿]?)[)]$"
)
ABOUT = re.compile("关于")
OFFICE = re.compile(
    r"^[^,。;:!?\d]{2,40}(?:委员会|政府|局|厅|部|办公[室厅]|院|银行|中心|处|署|会|公司|大学)(?:联?合?印发|转发)?$"
)
#: The name of an authority, as it stands in the head of its site.
AUTHORITY = re.compile(r"^[^,。;:!?\d]{2,20}(?:政府|委员会|[厅局部])$")
#: What stands below a byline and is none: the name of an office, whom a document addresses.
NO_TITLE_BELOW = re.compile(rf"{OFFICE.pattern}|^各|,.*单位$|单位,|(?:同志|先生|女士)$")
#: The last step of a path, with what stands for the page itself behind it.
STEP = re.compile(r".*>\s?(?P<value>[^>]{8,100}?)\s?(?:>?\s?(?:正文|内容|详情))?$")
OF_SITES = re.compile(
    r">|(?:网|网站|平台|门户|政府|委员会|局|厅|所|频道|统计|详情|内容|正文|首页|信息)$|^(?:无标题|Untitled|标题|新闻|文章|内容|详细|信息)"
)
#: The name of a site, and of a site or an office, which is all that the head of some pages states.
_NAMES_OF_SITES = "网|网站|平台|门户|频道|公众号"
NAME_OF_SITE = re.compile(rf"(?:{_NAMES_OF_SITES})(?:[(][^()]{{1,12}}[)])?$")
SITE = re.compile(rf"(?:{_NAMES_OF_SITES}|局|厅|政府|委员会)$")
_NO_TITLE = frozenset("index figure contact number".split())
#: Labels of records, not places or speakers before a title's colon.
LABEL = re.compile(
    r"^\S{0,8}(?:标题|来源|时间|日期|地点|地址|电话|联[系络]人|单位|姓名|附件|附|编号|案号|公?发布日|索引号|名称|主题|来信人|写信人|内容|答复|回复|问|答|文号|机关|(?<![一两二三四五六七八九十各多])部门|作者|编辑|类别|分类|状态|"
    r"金额|方式|代码|关键[词字]|摘要|备注|说明|声明|注|人|链接|原文|搜索|检索|栏目|频道|位置|号)\s?:"
)
LABELLED = re.compile(
    r"^[\s·【\[]*(?:信件|来信|留言|咨询|公文|文件|信息|文章|新闻|公告|通知|事项|问题)?(?:标\s{0,4}题|题名|题目|主题|(?:公文|文件|信息|公告|事项)?名\s{0,4}称|(?<=公告)主旨)[】\]]?\s?(?::\s?|\s)(?P<value>\S{4}.*)$"
)
ALONE = re.compile(
    r"[\s·]*(?:(?:信件|来信|留言|咨询)?(?:标题|主题)|公告主旨|(?:法规|文件|公文|政策)(?:名称|标题))\s?:?"
)
ORIGINAL = re.compile(r"^[\s·(【\[]*(?:原标题|原题)\s?:\s?(?P<value>.+?)[)】\]]?$")
#: The year and the number that end a document's number: 〔2024〕5号.
YEAR_AND_NUMBER = r"[〔\[(【](?:19|20)\d\d[〕\])】]\s?第?\s?\d{1,5}\s?号"
_DOCUMENT_NUMBER = re.compile(
    rf"字第\s?\d+[A-Z]?\s?号$|^[^\W\d]{{0,12}}(?:19|20)\d\d年第\s?\d{{1,4}}\s?号$|{YEAR_AND_NUMBER}[)）]?$|^第?\s?\d+\s?号$|^(?:总?第.{{1,8}}[期号]\s?)+$"
)
#: A document's letterhead, and what stands before a title that is none of it.
_LETTERHEAD = re.compile(r"^(?:第[一二三四五]篇\s?:)?[^,。;:]{2,24}(?:局|委员会|政府|厅|部|院|办公[室厅]|中心)文件$")
_BEFORE = re.compile(
    r"^(?:[\s·•◆■●*#>|?？\-—–]+|第[一二三四五]篇\s?[:：]|置顶\s?[:：]|[【\[]\s?(?:置顶|通知公告|公告|公示|通知|新闻)\s?[】\]]|通知公告\s?[:：]|公告(?:主旨|標題|标题)\s?[|｜:：])\s*"
)
#: Names of columns, which stand above a title and are none.
_COLUMN = re.compile(
    r"^(?:通知公告|公告通知|(?:校园|校内|学校|重要|最新)公告|公[示告]公[示告]|(?:工作|政务|新闻|最新|部门|行业|基层|要闻)动态|最新(?:消息|讯息|公告)|(?:市政|县政|焦点|即时|活动)新闻|(?:政务|时政|今日)要闻|新闻中心|(?:信息|政务)公开|图片新闻|媒体报道|新闻资讯)$"
)
_ROWS = re.compile(r"\]\s?\S+\s?\[|\S:\s?\S.*\s\S+?:\s?\S|^\{|^\S{0,6}满意度|[(]县、?市[)]$")
#: Lines that are never titles: headings of page templates, when a law was passed, who wrote and took pictures, the second line of a
#: title, what an empty table says.
_NEVER = re.compile(
    r"^索\s?引\s?号|会议上$|^(?:基本信息|详细信息|详情|正文|提示|目录|安全验证|今日气温|简介|内容导航|政府公报|新闻公报|文件下载|附件下载)$|^(?:\d{1,3}\s)?[(]?\?*(?:19|20)\d\d年.*(?:通过|公布|修正|修订|施行|发布)[)]?$|"
    r"^(?:19|20)\d\d年\d{1,2}月\d{1,2}日.{0,6}(?:[上下]午|时)|^\d{2,3}-\d\d-\d\d\s|记者.{0,12}(?:摄|报[道导])$|[摄供]图?[)]?$|"
    r"^[(【]?(?:文\s?[/|]\s?)?(?:[^\W\x00-\x7f]{0,12}(?:报|网|台|社|刊|视|媒体?|中心|见习|实习|特约|首席))?记者\s?[/|]?\s?"
    rf"[{SURNAMES}][^\W\x00-\x7f]{{1,3}}(?:[\s、][^\W\x00-\x7f]{{2,4}}){{0,5}}(?:\s?文\s?/\s?图)?[)】]?$|"
    # labels in brackets, of an article's and a law's records, prompts, calls to follow, a speaker's office and name, a law's history
    r"^【(?:作者|内容|摘\s?要|关键|文章|法规|发布|发文|制定|公布|生效|失效|时效|效力|颁布|施行|实施|来源|字号|分类|索引|主题)[^】]{0,6}】|"
    r"^图为|^请(?:输入|选择|登录)|^欢迎您?(?:进入|访问|光临|来到|使用|关注)|立即(?:了解|下载|领取)|另开新视窗|^(?:今天)?距离?.{2,24}(?:仅剩|还[有剩]|倒计时)|^(?:本报|本网|\w{2,4}社).{0,6}[讯电]\s?[(]|日\s?\d{1,2}\s?时.{0,8}发布$|关注.{0,8}公众号|^(?:QQ|微信|微博|在线)(?:交谈|咨询|客服|联系)$|^[IVX]{1,4}\.\s|"
    r"^\w{2,20}(?:书记|[局厅院部会市县区镇乡州省]长|主任|检察长)\s[^\W\d]{2,3}$|(?:订定|修正|制定)发布(?:全文)?.{0,12}条|^[^\W\d]{2,8};[^\W\d]{2,8}$|"
    r"^中华民国[〇○零一二三四五六七八九十百\d]{1,6}年.{3,40}(?:令|公告|函|字)\s?第?|^[^,。;:]{2,8}(?:网|报|社|台)报?讯$|"
    r"^(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}\s[^\s,。;:]{2,14}(?:小学|中学|学[校院]|大学|幼儿园|局|委|办|中心|政府)(?:\s?-\s?[^\s,。;:]{2,14})?$|^(?:主动公开|依申请公开|不予公开|现行有效|已?失效|已?废止)$|"
    r"^(?:—|--)|^共\s?\d+\s?[笔条页项]|^(?:查无|暂无|没有(?:查询到|找到)?)(?:相关|符合条件的)?(?:资料|数据|信息|内容|记录)!*$|"
    r"^尊敬的|^[〇○零O一二三四五六七八九]{4}年.{1,3}月.{1,4}日(?:[,\s]?[(]?星期.[)]?)?$|^[^\W\d]{0,12}日期$|^[^\W\d]{0,4}时间$|(?:…|\.{3})\s?[\[(【]?\s?(?:查看|阅读)?(?:全文|详情|更多)[\])】]?$"
)
#: What stands before or behind a title and is none of it: a date, the document's number, the unit of a table's figures.
AROUND = re.compile(
    r"^date\s(?:19|20)\d\d-\d\d-\d\d\s(?=\S{4})|_[^\s_]{2,16}(?:网|[日晚时]报|数字报|频道|政府|门户网站|局|厅|委员会|办公[室厅])$|(?:[Ww]ord格式)?\.(?:docx?|pdf|wps)$|\s[-–]\s[^\W\d]{2,6}(?:动态|新闻|要闻|公告|资讯|信息)$|^(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}\s+(?=\S{4})|\s(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}$|\s第\d{1,3}页$|^展开\s(?=\S{6})|"
    r"\s?[(（][^\W\x00-\x7f]{2,12}[〔\[［](?:19|20)\d\d[〕\]］]\s?第?\d{1,5}[号號][)）]$|^[^\W\x00-\x7f]{2,12}〔(?:19|20)\d\d〕\d{1,5}[号號]\s?(?=[^\W\x00-\x7f]{6})|"
    r"\s?[(（]\s?(?:单位|單位)\s?[:：].{1,8}[)）]$|\s?[(（](?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}\s?(?:更新|修正|修订|发布)[)）]$"
)
#: A byline that is glued behind a title, from its first label or date on.
GLUED = re.compile(
    r"^(?P<value>\S.{7,90}?)[\s|【\[(]*(?:(?:(?:发布|更新|发表|发文|公开|信息提供)(?:日期|时间)|(?:信息|文章)?来源|作者|浏览次数)\s?:|(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?.{0,12}(?:来源|浏览|字号|作者))"
)
#: The order by which an office in Taiwan makes a rule known, and the rule that it names.
ORDER = re.compile(r"^[^\W\x00-\x7f]{2,16}(?:令|公告)$")
ANNOUNCED = re.compile(r"《(?P<name>[^《》]{6,80})》")
ORDERED = re.compile(r'(?:附|订定|修正|发布|公布)"(?P<name>[^"]{6,80})"')
#: A line that tells when a page was published or changed, and no more.
DAY_OF_PAGE = re.compile(
    r"^[\s·\-]*(?:发[布佈]|公告|张贴|(?:最[后近])?(?:更新|修改|异动))(?:日期|时间)\s?:?\s?[\d/.:\-\s年月日]*$"
)
#: How the second line of a title begins that tells of a second event.
AND = re.compile(r"^暨(?![阳陽南])[^\W_]{4}")
#: How no second line of a title ends or begins.
_AGAIN = re.compile(rf"{OFFICE.pattern}|[支大总中]队$|阅读|浏览|作者|来源|^[【〔\[]|:|^[一二三四五六七八九十]{{1,3}}、")
_ICONS = "".join(map(chr, range(0xE000, 0xF900)))
_NOTE = re.compile(r"^[(【\[][^)】\]]*[)】\]]$")
#: A label whose characters stand apart.
_SPREAD = re.compile(r"^(?:[\u4e00-\u9fff]\s){1,4}[\u4e00-\u9fff]\s?:")
_MENU = re.compile(r"\|.*\||首页|^[\s|]*\|")

#: Words of a menu in a row, as written: the view has no blanks between Han characters.
MENU_ROW = re.compile(r"^(?:[^\W\d_\x00-\x7f]{2,6}\s){4,}[^\W\d_\x00-\x7f]{2,6}$")

_NONE = (_LETTERHEAD, _NEVER, _COLUMN, _ROWS, _DOCUMENT_NUMBER, _NOTE, _SPREAD)


def fits(folded: str, *, above_byline: bool = False) -> bool:
    """Whether a line may be a title; right above a byline also where it has a number or few words behind a colon."""
    text = AROUND.sub("", folded.strip(" ·|#*"))
    if not SHORTEST <= len(text) <= LONGEST or text[-1] in ";,:、" or "。" in text or han(text) < 2:
        return False
    named = kind(text)
    if (named in _NO_TITLE and not (above_byline and named == "number")) or (
        named == "label" and (LABEL.match(text.replace(" ", "")) or han(text.partition(":")[2]) < 5 - above_byline)
    ):
        return False
    if named == "table" and (len(text) <= 6 or "\t" in text):
        return False
    if any(pattern.search(text) for pattern in _NONE) or _MENU.search(folded) or "://" in text or is_label(text):
        return False
    return dates.find(text) is None or han(text) >= 8


def goes_on(folded: str) -> bool:
    """Whether a line in the same heading element may be of a title: no office, person, number, note or item."""
    return REST.match(squeezed(folded)) is not None or (
        fits(folded) and kind(folded) == "plain" and not _AGAIN.search(folded) and han(folded) >= LONG
    )


def squeezed(folded: str) -> str:
    """A line without blanks and bars, as titles are compared."""
    return "".join(folded.split()).replace("|", "")


def is_text(folded: str) -> bool:
    """Whether a line is of a document's text, and no title of one."""
    if len(folded) <= LONGEST and ABOUT.search(folded) and DOCUMENT.search(folded) and not folded.endswith("。"):
        return False
    return (
        is_prose(folded)
        or (kind(folded) == "sentence" and len(folded) >= 16)
        or (folded.endswith(":") and len(folded) > 4 and kind(folded) != "index" and not _is_empty(folded))
    )


def _is_empty(folded: str) -> bool:
    """Whether a line is the label of a record whose value is missing or on the next line, and addresses no one."""
    return "各" not in folded and LABEL.fullmatch(squeezed(folded)) is not None


def bare(written: str) -> str:
    """A title without the marks, the date and the characters of icon fonts around it."""
    return AROUND.sub("", _BEFORE.sub("", written)).strip(_ICONS + " :：")


def alike(folded: str, stated: str) -> bool:
    """Whether two titles share half of the shorter one's pairs of characters."""
    one, other = _pairs(folded), _pairs(stated)
    return 2 * len(one & other) >= min(len(one), len(other))


def _pairs(text: str) -> set[str]:
    whole = squeezed(text)
    return {whole[n : n + 2] for n in range(len(whole) - 1)}
