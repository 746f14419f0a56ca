"""What a program left on the page: scripts, style rules, unfilled templates, lone marks, control characters."""

from __future__ import annotations

from page_cleaner.rules.rule import Rule

#: Each by itself, not in ranges, so that the rule has triggers and pages without any pay nothing.
_CONTROLS = "".join(map(chr, (*range(9), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xFFFE, 0xFFFF)))

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
        r"^(?:var\s+[\w$]+\s?[=;]|let\s+[\w$]+\s?=|const\s+[\w$]+\s?=|function\s?[\w$]*\s?\(|document\.|window\.|"
        r"\$\(|jQuery\(|if\s?\(.*[{)]$|//\s?<!\[CDATA|<!\[CDATA|<!--|-->|/\*|\*/|\}\)?;?$|\}\s?else|@(?:import|"
        r"media|charset|font-face)\b|"
        r"[.#][\w\-]+(?:[\s,.#:>][\w\-.#:>\s,]*)?\{|[A-Za-z\-]+\s?:\s?[A-Za-z0-9#\-.%()"
        r" ]+;(?:\s?[A-Za-z\-]+\s?:\s?[A-Za-z0-9#\-.%() ]+;)*\}?$|return\s+(?:false|true)\b|try\s?\{|seajs\.|"
        r"require\(|\w+\s?=\s?new\s+\w+\()",
        removes=(
            "⟦var _hmt = _hmt || [];⟧", "⟦function doZoom(size){document.getElementById('zoom')}⟧",
            "⟦.TRS_Editor P{line-height:2;}⟧", "⟦$(function(){⟧",
        ),
        keeps=("function一词译为函数", "用法用量:Q4W; 低剂量组：一次210mg；", "#抗疫一线#", "var"),
        limit=20_000,
        unless="。",
    ),
    Rule(
        "debris.template",
        "A template's placeholder that nobody filled in, or what a program prints for nothing.",
        r"\{\{[^{}]{0,60}\}\}|\$\{[^{}]{0,60}\}|<%[^%]{0,60}%>|\[\[[a-z_.]{1,40}\]\]|^(?:undefined|null|NaN|None|"
        r"\[object Object\]|nbsp;?|&nbsp;?|&[a-z]{2,6};)$|^\$[a-zA-Z_.]+\$?$",
        removes=("⟦{{item.title}}⟧", "⟦undefined⟧", "⟦${article.source}⟧"),
        keeps=("集合{1,2,3}", "null hypothesis 原假设", "每户补助$100"),
        limit=120,
        unless="。",
    ),
    Rule(
        "debris.tags",
        "A line of nothing but markup that was printed instead of read.",
        r"^(?:</?[a-zA-Z][^<>]{0,300}>\s?){1,40}$",
        removes=("⟦</div>⟧", '⟦<p style="text-indent:2em">⟧', "⟦<br/><br/>⟧"),
        keeps=("<某某市志>", "a<b>c", "实验组<对照组"),
        limit=2_000,
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
        r"(?i:^(?:[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|"
        r"(?:[a-z0-9_\-]{1,40}/){2,10}|/(?:[a-z0-9_\-]{1,40}/){1,10}[a-z0-9_\-]{0,40}(?:\.[sj]?html?|\.jsp|\.aspx?|"
        r"\.php)?)$)",
        removes=("⟦9e107d9d372bb6826bd81d3542a419d6⟧", "⟦zwgk/tzgg/gsgg/⟧", "⟦/xxgk/gkml/index.html⟧"),
        keeps=("91370100004190053X", "11370000004502190P/2020-00123", "1/2/3", "A/B/C", "TCP/IP/UDP", "2024/05/20"),
        limit=300,
        unless=r"^[\d/]+$",
    ),
)  # fmt: skip
