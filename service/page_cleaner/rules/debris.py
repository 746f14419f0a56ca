"""What a program left on the page: scripts, style rules, unfilled templates, lone marks, control characters."""

from __future__ import annotations

from page_cleaner.rules.rule import Rule

#: Each by itself, not in ranges, so that the rule has triggers and pages without any pay nothing.
_CONTROLS = "".join(
    map(
        chr,
        (*range(9), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xFFF9, 0xFFFA, 0xFFFB, 0xFFFE, 0xFFFF),
    )
)

RULES = (
    Rule(
        "debris.control",
        "Control characters and non-characters mean nothing in a text.",
        f"(?P<cut>[{_CONTROLS}]+)",
        removes=("环境⟦\x08⟧保护工作会议在市政府召开", "第一条⟦\x02⟧ 总则"),
        keeps=("第一条\t总则", "👨‍👩‍👧 家庭"),
        take="match",
        limit=1_000_000_000,
    ),
    Rule(
        "debris.lone_mark",
        "A line of nothing but a question mark, bars or arrows is what an icon left; marks that fill cells of tables"
        " stay.",
        r"^(?:[?|><\\#^&`\ufffd\ue000-\uf8ff\s]{1,6}|\|[\s|]*|✕)$",
        removes=("⟦?⟧", "⟦|⟧", "⟦» »⟧", "⟦\ue601⟧"),
        keeps=("……", "——", "...", "---", "备注\n/", "同比\n-", "★\n屏幕尺寸", "____"),
        limit=12,
    ),
    Rule(
        "debris.stars",
        "A row of stars between the title and the text, as offices in Hong Kong print it.",
        r"^(?:[*＊]\s?){5,60}$",
        removes=("某署呼籲市民注意防火\n⟦* * * * * * * * * *⟧\n近日,全市生態環境保護工作會議在市行政中心召開,會議總結了去年的工作。", "某署就查詢作出回應\n⟦＊＊＊＊＊＊＊⟧\n近日,全市生態環境保護工作會議在市行政中心召開,會議總結了去年的工作。"),
        keeps=("近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。\n*****", "****"),
        limit=120,
        where="head",
    ),
    Rule(
        "debris.bullet",
        "The bullet of an empty item, beside an item that holds something and outside the prose.",
        r"^·(?:\s?[|\d]{1,3}){0,2}$",
        removes=("⟦•⟧\n• 某县召开工作会议\n⟦•⟧", "• 某市调整公交线路\n⟦• |⟧"),
        keeps=("★\n屏幕尺寸", "●\n良好", "• 1.身份证"),
        limit=8,
        where="edge",
        beside=r"^·\s?[^\s|\d]",
    ),
    Rule(
        "debris.script",
        "A line that begins as a program or style sheet does, not as a sentence.",
        r"^(?:[\"'];\s?document\.|var\s+[\w$]+\s?[=;]|let\s+[\w$]+\s?=|const\s+[\w$]+\s?=|function\s?[\w$]*\s?\(|document\.|window\.|"
        r"\$\(|jQuery\(|if\s?\(.*[{)]$|//\s?<!\[CDATA|<!\[CDATA|<!--|-->|/\*|\*/|\}\)?;?$|\}\s?else|@(?:import|"
        r"media|charset|font-face)\b|"
        r"[.#][\w\-]+(?:[\s,.#:>][\w\-.#:>\s,]*)?\{|[A-Za-z\-]+\s?:\s?[A-Za-z0-9#\-.%()"
        r" ]+;(?:\s?[A-Za-z\-]+\s?:\s?[A-Za-z0-9#\-.%() ]+;)*\}?$|return\s+(?:false|true)\b|try\s?\{|seajs\.|"
        r"require\(|\w+\s?=\s?new\s+\w+\()",
        removes=(
            "⟦var _hmt = _hmt || [];⟧", "⟦function doZoom(size){document.getElementById('zoom')}⟧",
            "⟦.TRS_Editor P{line-height:2;}⟧", "⟦$(function(){⟧", '⟦"; document.write(str); document.close(); }⟧',
        ),
        keeps=("function一词译为函数", "用法用量:Q4W; 低剂量组：一次210mg；", "#抗疫一线#", "var"),
        limit=20_000,
        unless="。",
    ),
    Rule(
        "debris.template",
        "A template's placeholder that nobody filled in, or what a program prints for nothing.",
        r"\{\{[^{}]{0,60}\}\}|\$\{[^{}]{0,60}\}|<%[^%]{0,60}%>|\[\[[a-z_.]{1,40}\]\]|^(?:undefined|null|NaN|None|"
        r"\[object Object\]|nbsp;?|&nbsp;?|&[a-z]{2,6};|Document)$|^\$[a-zA-Z_.]+\$?$|</?enpproperty|/enpproperty-->|^channelId(?:\s\d{1,8}){1,4}$|^Loading the player\s?\.{0,3}$|^·?\s?slider image \d{1,6}$|^Fill \d{1,3}$|^This is an example of an? (?:HTML )?caption.{0,40}$|^Loading\.{0,3}$|^\.(?:jpe?g|png|gif)[)]?$|^link to https?://\S{1,200} _blank$",
        removes=("⟦• slider image 558⟧", "⟦Fill 1⟧", "⟦This is an example of a HTML caption with a link.⟧", "⟦Loading⟧", "⟦.jpg)⟧", "⟦link to https://www.example.com/a.html _blank⟧", "⟦channelId 1 1 1⟧", "⟦Loading the player ...⟧","⟦{{item.title}}⟧", "⟦undefined⟧", "⟦${article.source}⟧", "⟦Document⟧", "⟦2023-03-18 某某晚报 content_10001.html 1 追回电动车 /enpproperty-->⟧"),
        keeps=("channelId 是栏目的编号", "Loading the player 时报错", "集合{1,2,3}", "null hypothesis 原假设", "Document No. 12",  "每户补助$100"),
        limit=120,
        unless="。",
    ),
    Rule(
        "debris.tags",
        "A line of nothing but markup that was printed instead of read.",
        r"^[\s·*]*(?:\d{1,2}\.\s)?(?:<[/!]?[a-zA-Z][^<>]{0,300}>\s?){1,40}$|^\s*<title>[^<>]{0,200}</title>$",
        removes=("⟦<!DOCTYPE html>⟧\n⟦<title>某某网</title>⟧", "⟦</div>⟧", '⟦<p style="text-indent:2em">⟧', "⟦<br/><br/>⟧", '⟦2. <meter id="h4sia"></meter>⟧'),
        keeps=("<某某市志>", "a<b>c", "实验组<对照组"),
        limit=2_000,
    ),
    Rule(
        "debris.paragraph_tags",
        "The tags of paragraphs and line breaks that were printed at the ends of a line or between its sentences.",
        r"^<p(?:\s[^<>]{0,200})?>|</p>(?:\s?<p(?:\s[^<>]{0,200})?>)?|<br\s?/?>",
        removes=("⟦<p>⟧会议强调，各单位要压实责任。⟦</p><p>⟧会议要求，抓好落实。⟦</p>⟧", "會議強調，要壓實責任。⟦<br/>⟧會議要求，抓好落實。"),
        keeps=("编辑网页时用<p>标签分段", "a<b>c"),
        take="match",
        limit=1_000_000_000,
        unless="标签|标记|元素|HTML|html",
    ),
    Rule(
        "debris.field",
        "A hidden field of the content system, its name in Latin letters and its value a number or code.",
        "(?i)^(?:(?:doc|channel|site|column|article|web|content|chnl|catalog|info|news|page|manuscript|tpl|node|"
        "cms|request|res)_?(?:id|code|name)|uuid|guid|vid|docpuburl|"
        r"siteurl)\s?[:=]\s?[\"']?[\w\-./:]{0,80}[\"']?[;,]?$",
        removes=("⟦docId: 4821907⟧", "⟦siteCode=3300000001⟧", "⟦requestId:⟧"),
        keeps=("ID卡：申请人本人持有", "siteCode是网站的标识", "pH: 7.2"),
        limit=120,
    ),
    Rule(
        "debris.paths",
        "Two or more index pages by their paths in one line are the columns of the content system, from hidden fields.",
        r"/(?:index|default|list)\w{0,12}\.(?:s?html?|jsp|aspx?|php).{0,60}/(?:index|default|list)\w{0,12}\.(?:s?html?|jsp|aspx?|php)",
        removes=(
            "⟦政务公开/col/col1001/index.html政府信息公开/col/col1002/index.html⟧",
            "⟦/zwgk/index.shtml;/zwgk/tzgg/index.shtml⟧",
        ),
        keeps=("请登录http://www.example.gov.cn/index.html查询。", "访问/zwgk/index.html下载"),
        limit=2_000,
        unless="。",
    ),
    Rule(
        "debris.digest",
        "A bare digest, identifier or column's path of the content system.",
        r"(?i:^(?:[0-9a-f]{24}|(?=\d{0,8}[a-f])[0-9a-f]{30,34}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|"
        r"(?:[a-z0-9_\-]{1,40}/){2,10}|/(?:[a-z0-9_\-]{1,40}/){1,10}[a-z0-9_\-]{0,40}(?:\.[sj]?html?|\.jsp|\.aspx?|"
        r"\.php)?)$)",
        removes=("⟦9e107d9d372bb6826bd81d3542a419d6⟧", "⟦zwgk/tzgg/gsgg/⟧", "⟦8c08cc9114decdd597603cb2727a51c⟧", "⟦/xxgk/gkml/index.html⟧"),
        keeps=("91370100004190053X", "110000000000000000000000000031", "11370000004502190P/2020-00123", "1/2/3", "A/B/C", "TCP/IP/UDP", "2024/05/20"),
        limit=300,
        unless=r"^[\d/]+$",
    ),
    Rule(
        "debris.tag_code",
        "The code of a content system's template that was printed instead of run.",
        r"^(?:\s?(?:\[field:[^\[\]]{1,60}\]|if\s?\(@me[^(){}]{0,30}\)\s?\{[^{}]{0,60}\}?))+$",
        removes=(
            "⟦[field:typename runphp='yes'] if(@me!=''){ }⟧", "⟦[field:title/]⟧",
        ),
        keeps=("[field]", "if(条件成立)则执行"),
        limit=300,
    ),
    Rule(
        "debris.image",
        "A picture in Markdown, or its data printed as text, with no words of its own, alone on a line.",
        r"^!\[\]\([^()\s]{0,300}\)[\s|]*$|^<image>data:image/[^<>]{0,300}</image>[\s|]*$",
        removes=("⟦![]() |⟧", "⟦![](http://www.example.com/ad.jpg)⟧", '⟦<image>data:image/s3,"s3://a/b.png" alt=""</image>⟧'),
        keeps=("![图一]()", "!()"),
        limit=320,
    ),
    Rule(
        "debris.indent",
        "Question marks that a converter wrote for the blanks before a paragraph.",
        r"^(?P<cut>\?{4,})\s?(?=[\u4e00-\u9fff\"'(])",
        removes=(
            "⟦????????⟧昨天上午，全县召开防汛工作会议，安排部署汛期各项准备工作。", "⟦？？？？⟧會議指出，當前正處在主汛期。",
        ),
        keeps=("????为什么会这样？", "???怎么回事"),
        take="match",
        limit=20_000,
        unless=r"\?$",
    ),
    Rule(
        "debris.spam",
        "Key words of film and gambling sites strung together, which were injected into the page.",
        r"^(?=[^。]*[_|,、@\-])(?=(?:.{0,60}?(?:欧美另类|日韩在线|综合色区|高清免费|最新章节|中文在线|国产一级|中特网|追号|[(]中国[)]·?官方网站|福利网站|久久|天堂网|蜘蛛池|游戏平台|娱乐平台|官网下载|完整版|在线观看|在线播放|免费观看|免费高清|高清视频|高清影视|"
        r"一区二区|影院|影视大全|视频大全|精品视频|影视合集|在线看片|电影在线|国产视频|无码|官网投注|在线视频)){2}|"
        r"(?:.{0,60}?(?:国产|福利|天堂|综合网|在线观看|伦理|精品|视频免费|在线视频|在线资源|体育(?:手机版|在线)|彩网|无码)){3})[^。]{8,200}$|^[^。,]{0,12}(?:新葡?萄?京|葡京娱乐|bet365)[^。,]{0,8}(?:官方?网站?|平台|首页)[^。,]{0,8}$|"
        r"^[^。,:]{0,8}(?:金沙城|太阳城|博彩|棋牌|娱乐(?:集团|城)|真人娱乐|六合彩|时时彩)[^。,:]{0,8}(?:官网|官方)(?:登录|入口|首页|网站)[^。,:]{0,4}$|"
        r"^(?!福利|体育)(?P<brand>[^\s。,_\-]{2,10})(?:官网|平台|真人|登录){0,2}\s?[_\-]\s?(?P=brand)[^。,:]{0,12}(?:官网|平台|入口|登录|下载|首页)[^。,:]{0,10}$",
        removes=(
            "⟦澳门新葡萄京官网首页 1⟧", "⟦精品资源网_日韩在线一区_高清免费视频_综合色区⟧", "⟦某鼎国际_某鼎国际官网-平台入口⟧", "⟦某某真人登錄-某某平臺首頁 |⟧", "⟦金沙城中心官网登录 2⟧", "⟦某盈娛樂集團官方入口⟧", "⟦某某歐美另類,某某精品最新章節,某某中文在線⟧", "⟦某某者-某某世界杯_免費某某追號_某某中特網 (中國)·官方網站⟧", "⟦某某在线_某某视频免费_某某综合网 _某某在线观看⟧",
            "⟦石桥影院最新高清在线观看_石桥影院免费高清在线播放_石桥影院手机在线看片 ?⟧",
            "⟦某某電影在線觀看, 免費高清視頻, 影視大全,在線播放網站⟧", "⟦某某游戏平台_某某娱乐-APP官网下载@⟧", "⟦某某精品色蜜蜜_某某視頻免費_某某在線視頻⟧",
        ),
        keeps=("警方捣毁假冒新葡京网站团伙", "全市影院名单", "市图书馆开通讲座在线观看，市民可以免费观看全部影片，并在影院扫码签到。", "在线观看 影院 统计", "国产,福利", "海外华文教育-中文在线课程", "福利彩票-福利彩票官网登录", "报名系统-考试登录入口", "取缔博彩网站官方通报", "国产化替代-社会福利-统计"),
        limit=220,
    ),
    Rule(
        "debris.spam_name",
        "A brand told twice with its site's door, which stands where a page's own name or office stood.",
        r"(?P<cut>(?<![\u4e00-\u9fff])(?P<brand>[\u4e00-\u9fffA-Za-z0-9]{2,10})_(?P=brand)官网[^\s。,:_]{0,10}(?:入口|官网|首页|登录|平台)\s?:|(?:澳门)?[\u4e00-\u9fff]{2,4}(?:娱乐场?|国际|体育|真人|棋牌)_[\u4e00-\u9fffA-Za-z0-9]{2,12}-【官方[^】]{1,8}】)",
        removes=("⟦某鼎国际_某鼎国际官网-平台入口:⟧生态环境局召开年度工作会议", "2018年，⟦澳门某河娱乐场_某某买球网-【官方推荐平台】⟧林业局调整充实了信息公开工作领导小组。", "⟦某鼎國際_某鼎國際官網-平臺入口：⟧環境質量月報"),
        keeps=("报名_报名入口：见通知", "某某大学官网-登录入口：见附件"),
        take="match",
        limit=400,
    ),
    Rule(
        "debris.page_number",
        "The number of a printed page between dashes.",
        r"^[—\-]{1,2}\s?\d{1,3}\s?[—\-]{1,2}$",
        removes=("近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。\n⟦— 1 —⟧", "⟦-12-⟧"),
        keeps=("-12", "—"),
        limit=12,
    ),
    Rule(
        "debris.lone_bracket",
        "A bracket alone on a line, beside the tools or the byline that it stood around.",
        r"^[【】\[\]]{1,2}$",
        removes=("⟦【⟧\n⟦打印本页⟧\n⟦】⟧", "⟦【责任编辑：吴某某⟧\n⟦】⟧"),
        keeps=("【\n立案\n】", "[\n一\n]"),
        limit=2,
        beside=r"打印|关闭|字[体号]|^[\s【\[]*(?:责任)?编辑\s?:|纠错|收藏本|分享",
        reach=3,
    ),
    Rule(
        "debris.json",
        "The object that a program answers with instead of a page.",
        r"^\{\s?\"(?:errno|code|isError|error|errmsg|errcode|msg|status|message|success|ret)\"\s?:.{0,400}(?:msg|message|error|errmsg)\"?.{0,400}|^\"(?:msg|message|status|code|resid|errno|errmsg|success|data)\"\s?:\s?(?:\"[^\"]{0,80}\"|-?\d{1,8}|null|true|false),?$",
        removes=(
            '⟦{"errno":"system_err","code":99999,"errmsg":"系统暂时不可用","data":null}⟧',
            '⟦{"code":30404,"level":"user","msg":"資源不存在","ok":false}⟧', '⟦"msg": "请求的地址不存在",⟧\n⟦"resid": 104,⟧\n⟦"status": "error"⟧',
        ),
        keeps=('{"name":"某某"}', '"status": 办理状态', '"data" 字段', '返回结果 {"code":0,"msg":"成功"} 表示办理成功'),
        limit=900,
    ),
    Rule(
        "debris.include",
        "What a server prints where a piece of the page could not be put in.",
        r"^SSI\s?[^\u4e00-\u9fff]{0,8}$|处理\s?SSI\s?文件时出错|\[an error occurred while processing this directive\]",
        removes=("⟦[an error occurred while processing this directive]⟧", "⟦处理 SSI 文件时出错⟧"),
        keeps=("SSI 安装指南手册全文", "处理 SSI 文件的方法"),
        limit=80,
    ),
    Rule(
        "debris.hash",
        "A digest with its label.",
        r"(?i)^(?:hash|md5|sha-?1|sha-?256)\s?:\s?[0-9a-f]{32,64}$",
        removes=("⟦Hash:8a41e06c1d7df506b318d6ed338cf94540d35ab2⟧", "⟦MD5: d41d8cd98f00b204e9800998ecf8427e⟧"),
        keeps=("哈希值：见附件", "md5: 见下表"),
        limit=90,
    ),
    Rule(
        "debris.jammer",
        "The characters that a forum strews among lines to spoil their copies.",
        r"^(?=[!-~]{1,2}\s)(?=.{0,120}?[\"'`~^$*&;|\\{}<>@%!+=])(?=[^a-zA-Z]{0,60}[a-zA-Z])(?=\D{0,60}\d)(?:[!-~]{1,2}\s+){5,60}[!-~]{1,2}$",
        removes=("近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。\n⟦e' k9 p X2 X\" ~3 X\" G⟧", "⟦4 h6 u; `5 W$ L5 P* m7 h⟧", "⟦% `+ d; S- f& B4 z* L, E: E$ f⟧"),
        keeps=("x = 1 ; y = 2 ; z = 3", "A | 1 | B | 2 | C | 3", "A B C D E F", "1 2 3 4 5 6", "x + y = 3 * z", "A1 B2 C3 D4 E5 F6", "a1 + b2 = c3 * d4"),
        limit=400,
        unless=r"(?:^|[^\s])\s[=+|]\s",
    ),
    Rule(
        "debris.end",
        "The mark that a text ends, set by its template.",
        r"^[\s\-—=*]{0,6}(?:THE\s)?END[\s\-—=*.]{0,6}$",
        removes=("近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。\n⟦—END—⟧", "近日,全市生態環境保護工作會議在市行政中心召開,會議總結了去年的工作。\n⟦- THE END -⟧"),
        keeps=("END\n近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。", "WEEKEND"),
        limit=20,
        where="tail",
    ),
    Rule(
        "debris.jammed",
        "The same glued to the head of a line or to its last sentence: pairs of a mark or figure and a letter, as Discuz! strews them.",
        r"(?:^|(?<=[。!?\"…]))\s?(?P<cut>(?=[!-;]?\s?[?-~](?:[!-;]?\s[?-~]){3,24}(?![!-~]))[^\u4e00-\u9fff]{0,60}?"
        r"(?:! |\" |# |\$ |% |& |' |\( |\) |\* |\+ |, |/ |: |; )[?-~](?:[!-;]?\s[?-~]){0,24})(?=\s?[\u4e00-\u9fff\"(]|$)",
        removes=("⟦8 n! K2 p. v+ c⟧现场设置九个关卡，市民完成任务即可兑换礼品，吸引许多家长带着孩子参加。", "分局表示，連假期間將設置疏導點，民眾可以撥打專線。⟦0 c# Y6 k! R⟧"),
        keeps=("A. B. C. D. E. F四个选项", "x + y = z，其中x为人数", "选项依次为：A B C D E F。"),
        take="match",
        limit=20_000,
    ),
)  # fmt: skip
