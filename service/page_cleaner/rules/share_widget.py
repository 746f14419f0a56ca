"""Share panels: 分享到 and its kin, lists of platforms, and the buttons that share scripts leave behind.

The words are also words of articles (经验分享到基层, 微信公众号被冒用), so a line goes only if it holds nothing else.
"""

from __future__ import annotations

from page_cleaner.rules.rule import Rule, line_of
from page_cleaner.text.platforms import PLATFORMS

#: Platforms, and what stands beside their buttons.
_PLATFORMS = (
    *PLATFORMS, "百度首页", "更多", "客户端", "生成海报", "保存海报",
    r"[(,]?(?:另?开(?:启)?新?)(?:视窗|窗口)[),]?", r"(?:分享|推文)[到至]\s?(?:[Ff]ace[Bb]ook|[Pp]lurk|[Tt]witter|[Ll]ine|LINE|噗浪|脸书|新浪微博|微博|微信|Go\w*|X)",
)  # fmt: skip
_SHARE = (
    "一键分享到?", "分享[到至]?", "(?:开启)?分享选项", "分享[本此](?:网?页|文)", "分享文章", "分享此文", "我要分享", "分享给(?:好友|朋友)",
    "分享按钮", "分享(?:小)?工具", "点击分享", "转发[到至]?",
    "转发本文", "推荐给朋友", "分享网页", "友善列印", "友善打印", "用微信扫码二维码", "分享至好友和朋友圈",
    "分享至手机", "分享让更多人看到", "领英分享", "转播到腾讯微博", "转发到头条", "转寄(?:友人|好友|朋友)?", "电邮给朋友", "转寄此页", "海报分享", "点击复制链接", "链接已复制", "已复制(?:链接|连结)", "Share", "share",
    "字体", "打印", "收藏", "大", "中", "小", "列印此(?:公告|页)",
)  # fmt: skip

#: Two platforms in one line.
_TWO = (
    "(?:微信|朋友圈|微博|QQ|人人|开心网|豆瓣|贴吧|[Ff]acebook|[Tt]witter|LINE|WeChat|Qzone).*(?:微信|朋友圈|微博|QQ|qq|"
    "豆瓣|贴吧|Qzone|更多|[Ff]acebook|[Tt]witter|LINE|Email|复制|钉钉|Weibo|Plurk)"
)

RULES = (
    Rule(
        "share_widget.share_to",
        "A line that says no more than 'share', with or without the platforms after it, is the head of a share panel.",
        line_of(*_SHARE, *_PLATFORMS, r"\d{1,6}", need=(
            "分享|推文到|转发|转播|推荐给朋友|Share|友善列印|转寄(?:友人|好友|朋友|此页)|给朋友|链接已复制|复制链接|已复制(?:链接|连结)"
        )),
        removes=(
            "⟦分享到：⟧", "⟦分享到﹕微信 新浪微博 QQ空間⟧", "⟦—分享—⟧", "⟦【分享】⟧", "⟦分享至好友和朋友圈⟧",
            "⟦分享至Facebook(另開新視窗)⟧", "⟦轉寄友人⟧", "⟦已複製連結⟧", "⟦分享工具⟧",
            "⟦分享到 分享到FaceBook 分享到Plurk 分享到Twitter 列印此公告⟧", "⟦分享到臉書(另開新視窗) 分享到Line(另開新視窗)⟧", "⟦分享到臉書 分享到推特 友善列印⟧", "⟦推文到Facebook 推文到Plurk⟧", "⟦分享此頁：⟧\n⟦Facebook⟧\n⟦WhatsApp⟧", "⟦分享：Facebook Line Twitter 複製連結⟧", "⟦開新視窗,分享至facebook 開新視窗,分享至twitter (開新視窗)分享至噗浪⟧",
        ),
        keeps=(
            "要把好的做法分享到基层。", "经验分享", "转发国务院办公厅文件的通知", "信息共享", "分享到户",
            "各單位轉寄公文應加密。",
        ),
        limit=60,
    ),
    Rule(
        "share_widget.platforms",
        "Two or more platforms and nothing else on a line are a share panel.",
        line_of(*_PLATFORMS, need=_TWO),
        removes=("⟦微信 新浪微博 QQ空间 豆瓣网⟧", "⟦Facebook Twitter LINE⟧", "⟦微博 | 微信⟧", "⟦微博 qq 空間⟧"),
        keeps=("微信、微博等平台要加强管理。", "微信", "政务微博运营规范"),
        limit=80,
    ),
    Rule(
        "share_widget.platform",
        "A platform alone on a line beside a share line is a button of the same panel.",
        line_of(*_PLATFORMS),
        removes=("⟦分享到⟧\n⟦微信⟧", "⟦分享：⟧\n⟦QQ空间⟧\n⟦新浪微博⟧", "⟦分享到：⟧\n⟦QQ空间⟧\n⟦新浪微博⟧\n⟦腾讯微博⟧\n⟦人人网⟧\n⟦微信⟧", "⟦關注某某網⟧\n⟦微博⟧\n⟦Qzone⟧",
            "⟦分享：⟧\n⟦Facebook⟧\n⟦Line⟧\n⟦Twitter⟧\n⟦複製連結⟧",
        ),
        keeps=("微信", "QQ群\n加强群组管理，落实群主责任。"),
        limit=12,
        beside=line_of(*_SHARE, *_PLATFORMS, need="分享|转发|微博.*微信|微信.*微博|朋友圈|空间") + "|^关注[\u4e00-\u9fff]{2,5}网$|^(?:QQ空间|腾讯微博|人人网|开心网|豆瓣网|微信朋友圈|百度贴吧|[Ff]acebook|[Tt]witter|脸书|推特|噗浪|Plurk|L(?:INE|ine)|复制(?:连结|链接))$",
    ),
    Rule(
        "share_widget.script",
        "Names of the share scripts (bdshare, jiathis, bShare, addthis) never stand in an article's own line.",
        r"(?i)bdshare|bdsharebuttonbox|_bd_share_config|jiathis|bshare|addthis|share\.baidu\.com|social-share",
        removes=('⟦_bd_share_config={"common":{"bdSnsKey":{}}}⟧', "⟦bshare分享按钮⟧"),
        keeps=("分享经济平台管理办法", "网页使用了第三方分享组件，存在数据出境风险。"),
        limit=2_000,
        unless="。",
    ),
    Rule(
        "share_widget.scan_to_share",
        "The tip that a share script shows beside its QR code.",
        r"(?:使用|用|点击底部的).{0,4}[\"']?(?:扫一扫|发现)[\"']?.{0,24}分享|将(?:网页|本[文页])分享(?:至|到|给)|"
        '扫描?二维码.{0,6}分享|微信扫一扫:?分享|^微信里点"?发现"?,?扫一下$|^打开微信,点击底部的"?发现"?,?$',
        removes=(
            "⟦打开微信，点击底部的“发现”，使用“扫一扫”即可将网页分享至朋友圈。⟧", "⟦微信扫一扫：分享⟧", "⟦打开微信，点击底部的“发现”，⟧\n⟦使用“扫一扫”即可将网页分享至朋友圈。⟧", "⟦微信里點“發現”，掃一下⟧\n⟦二維碼便可將網頁分享至朋友圈。⟧",
            "⟦微信里点“发现”，扫一下二维码便可将本文分享至朋友圈。⟧",
        ),
        keeps=("各单位要把网络安全知识分享给群众。", "居民扫一扫即可办理业务。"),
        limit=70,
    ),
    Rule(
        "share_widget.token",
        "The head of a share panel between blanks, in a page that was squeezed onto one line.",
        r"(?<!\S)(?:【分享】|分享[到至]\s?:|—分享—)(?!\S)",
        removes=(
            "某市召开工作会议 2024-03-01 10:00 ⟦分享到：⟧ 近日，全市工作会议在市行政中心召开，会议总结了去年的工作。",
            "某市召開工作會議 ⟦分享到:⟧ 近日，全市工作會議在市行政中心召開，會議總結了去年的工作，部署了今年的任務。",
        ),
        keeps=("要把经验分享到：基层、企业、社区。", "分享到 基层"),
        take="match",
        limit=1_000_000_000,
    ),
    Rule(
        "share_widget.kept",
        "How many readers liked a page, kept it or passed it on, outside the prose.",
        r"^[\s·]*(?:点?赞|收藏|转发)\s?[(]\s?\d{1,7}\s?[)]$|^\d{1,7}\s?(?:收藏|点赞|转发)$",
        removes=("⟦点赞 (0)⟧", "近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。\n⟦22  收藏⟧", "⟦點贊(3)⟧"),
        keeps=("馆内3000件收藏", "点赞（二）", "收藏\n22", "转发(2024年第3期)"),
        limit=16,
        where="edge",
    ),
    Rule(
        "share_widget.counters",
        "The word over the counter of readers, in a row of buttons for those who like a page and pass it on.",
        r"^(?:阅读|在看|喜欢|点赞|转发|评论|转载)$",
        removes=("⟦阅读⟧\n⟦转发⟧\n⟦点赞⟧\n⟦评论⟧\n⟦加载中...⟧", "⟦閱讀⟧\n⟦在看⟧\n⟦點贊⟧\n⟦加載中⟧"),
        keeps=("平台\n阅读\n评论", "科目\n阅读\n写作", "阅读\n一、选择题"),
        limit=4,
        beside=r"^(?:努力)?加载中[.…]*$|^点赞$",
        reach=3,
        where="edge",
    ),
)  # fmt: skip
