"""The path from the home page to this one: 您现在的位置：首页 > 新闻 > 正文."""

from __future__ import annotations

from service.rules import Rule

RULES = (
    Rule(
        "breadcrumb.position",
        "A line that begins by saying 'your position is' leads to the path of the page.",
        r"^[\s·>*|【\[]*(?=您|你|现在|目前|当前|位置\s?:\s?(?:网站)?(?:首页|主页))(?:您|你)?(?:们)?(?:好,)?(?:现在|"
        r"目前|当前|现)?(?:所)?(?:在|处)?(?:的|之)?(?:位置|位于|栏目|页面|路径|这里)】?(?:是|为|在)?\s?:|"
        r"^[\s·>*|]*(?:您|你)?(?:现在|目前|当前)(?:所)?(?:在)?的?(?:位置|栏目|频道)(?:\s|>|$|首页)",
        removes=(
            "⟦您现在的位置： 首页 > 新闻中心 > 正文⟧", "⟦當前位置：首頁 » 政務公開⟧",
            "⟦您现在所在的位置 : 首页 > 重点领域信息公开⟧", "⟦当前位置⟧", "⟦您在這裡：首頁 > 最新消息⟧",
        ),
        keeps=(
            "该地块所在位置：东至人民路，西至中山路。", "当前位置服务已成为智慧城市的基础。", "位置图",
            "位置：某区某路与某路交叉口", "當前位置：北緯18.5度、東經118.2度",
        ),
        limit=200,
        unless="。|[东南西北]至|[东西]经|[南北]纬",
    ),
    Rule(
        "breadcrumb.trail",
        "首页 followed by an arrow and a column's name is a path, whatever stands before it.",
        r"^[^,。;:!?]{0,30}(?:首页|主页|网站首页|Home|HOME)\s?(?:>|/|»|::|->|--?|·|\\|_)+\s?\S",
        removes=("⟦首页 > 政务公开 > 通知公告⟧", "⟦網站首頁 >> 新聞動態⟧", "⟦首页/新闻/正文⟧", "⟦首页>正文⟧"),
        keeps=("点击首页—我的—设置，即可修改密码。", "在首页醒目位置公示。", "小程序首页-生活缴费-水费"),
        limit=160,
        unless="点击|进入|登[录陆]|打开|小程序|公众号|APP",
    ),
    Rule(
        "breadcrumb.arrows",
        "Short names joined by two or more arrows are a path from the top of the site.",
        r"^[^,。;:!?=<>\d]{2,24}(?:\s?>{1,2}\s?[^,。;:!?=<>\d][^,。;:!?=<>]{0,40}){2,8}\s?>?$|"
        r"^[^,。;:!?=<>\d]{2,16}\s?>{1,2}\s?(?:正文|详情|详细内容|内容)$|"
        r"^[^,。;:!?=<>\d]{2,16}(?:\s?>{1,2}\s?[^,。;:!?=<>\d][^,。;:!?=<>]{0,40}){1,8}\s?>{1,2}$",
        removes=("⟦资源开发 > 公示公告 > 招标信息⟧", "⟦新闻 > 国内 > 正文⟧", "⟦新闻频道 > 正文⟧"),
        keeps=("综合得分甲公司>乙公司>丙公司，推荐甲公司为中标候选人。", "PM2.5>PM10", "高>中>低"),
        limit=120,
        where="head",
    ),
    Rule(
        "breadcrumb.leaf",
        "The last step of a path that was broken into lines: 正文 alone beside the arrows or the steps before it.",
        r"^(?:>{1,2}|/|»)\s?(?:正文|新闻正文|文章正文|详情|详细内容|内容|信息详情)$|^(?:正文|新闻正文|文章正文|"
        "详细内容|信息详情)$",
        removes=("⟦首页 >⟧\n⟦正文⟧", "⟦当前位置：首页 > 要闻⟧\n⟦> 正文⟧"),
        keeps=("正文\n第一章 总则", "公文由版头、主体、版记组成\n正文"),
        limit=12,
        where="head",
        beside=r"首页|主页|位置|>$|^>",
    ),
)  # fmt: skip
