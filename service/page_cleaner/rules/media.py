"""What is left of pictures and players: file names, control bars, requests for plug-ins."""

from __future__ import annotations

from page_cleaner.rules.rule import Rule, line_of

RULES = (
    Rule(
        "media.file_name",
        "A file name of a picture, sound or film alone on a line is the caption an editor's upload left.",
        r"(?i)^[\s·【\[(]*[^\s。,;:!?<>][^。,;!?<>]{0,78}\.(?:jpe?g|png|gif|bmp|webp|tiff?|heic|mp4|mp3|m4a|flv|wmv|"
        r"avi|mov|wav|swf|m3u8)[\s)】\]]*$",
        removes=("⟦微信图片_20220301154826.png⟧", "⟦8933.jpg⟧", "⟦圖片1.JPG⟧"),
        keeps=("附件：申请表.doc", "照片应为jpg格式，大小不超过200K。", "上传格式为.jpg或.png", "3.营业执照.jpg", "附件：\n疏浚示意图.jpg", "项目平面图.png"),
        limit=90,
        unless=r"格式|附件|(?:示意|平面|位置|效果|布置|规划|分布|路线|流程|红线|范围|坐标)图?\.|^[\s(]*\d{1,2}[.、)]\s?[^\W\x00-\x7f]",
    ),
    Rule(
        "media.glued_name",
        "The names that cameras and editors give to pictures, glued to the paragraph below them.",
        r"^(?P<cut>(?:(?:微信图片|图片|微信截图|屏幕截图|QQ图片|QQ截图|mmexport|IMG|DSC|DSCN|P)?[_\-\s]?\d{5,20}(?:[_\-]\d{1,10}){0,3}\.(?i:jpe?g|png|gif)\s?){1,12})(?=[\u4e00-\u9fff\"(])",
        removes=("⟦微信图片_20220608153311.jpg微信图片_20220608153305.jpg⟧“有事打卡上这个号码。”民警来到园区，把卡片发到企业负责人手里。", "⟦IMG_20210301.JPG⟧會議強調，各單位要壓實責任，抓好落實。"),
        keeps=("照片以12345.jpg命名", "第1.jpg图"),
        take="match",
        limit=20_000,
        unless="命名|格式",
    ),
    Rule(
        "media.alternative",
        "The text that a template has for its own pictures: a writer's portrait, an icon, an empty frame.",
        r"^(?i:(?:author|user|vendor|profile)[\s\-]?(?:avatar|icon|image|photo|img))$|^avatar(?:[\s\-](?:img|image|icon))?$|^(?i:image placeholder|(?:top|header|page|site)[\s\-](?:banner|logo))$",
        removes=("⟦avatar-img⟧", "⟦Vendor Icon⟧", "⟦author avatar⟧", "⟦image placeholder⟧", "⟦top-banner⟧"),
        keeps=("Avatar 阿凡達", "user guide", "icon"),
        limit=24,
    ),
    Rule(
        "media.player",
        "The control bar of a player, or its note that a plug-in is missing.",
        r"(?i)^[\s·]*(?:视频|音频)?播放器?(?:加载中|正在加载)|(?:您的|你的)?浏览器(?:版本)?(?:不支持|"
        "暂不支持).{0,12}(?:video|audio|canvas|播放|标签|html5|flash)|(?:请|需要)?(?:安装|升级|下载|"
        r"启用).{0,6}flash\s?(?:player|播放器|插件)|"
        "(?:页面|网页)上的?内容需要较新版本的.{0,30}|does not support.{0,12}(?:video|audio|html5)|"
        r"this is a modal window|^00:00(?::00)?\s?/\s?\d\d:\d\d|^未能播放[^,。]{0,10}视频$|^语音朗读\s?:?\s?(?:播放|暂停|停止|\s)+$|^(?:附图下载|查看图辑|显示图说)$|^[\s/|:\d.x]*(?:(?:播放|暂停|静音|全屏|倍速|[上下]一张|自动(?:播放)?|(?:暂停|继续)播放)[\s/|"
        r":\d.x]*)+$",
        removes=(
            "⟦您的浏览器不支持video标签⟧", "⟦播放 暂停 静音 全屏⟧", "⟦上一張自動⟧\n⟦暫停播放下一張⟧", "⟦00:00 / 03:25⟧", "⟦This is a modal window.⟧", "⟦未能播放Youtube視頻⟧", "⟦語音朗讀：播放暫停停止⟧", "⟦附圖下載⟧\n⟦查看圖輯⟧",
            "⟦此頁面上的內容需要較新版本的 Adobe Flash Player。⟧",
        ),
        keeps=("播放量突破十万次", "控制方式\n自动\n手动", "建议使用的浏览器版本", "08:30", "06:30/21:00"),
        limit=120,
        unless="。.|^自动$",
    ),
    Rule(
        "media.caption_frame",
        "A frame for a picture with nothing in it.",
        line_of("点击(?:图片)?(?:查看|进入)(?:大图|下一页)", "查看(?:原图|大图)", "图片加载中",
            "点击查看高清(?:大图|图片)", "(?:图片|视频|图集|资料图片?)", "点击播放(?:视频)?", "(?:视频|图片)来源网络",
                need="点击|查看|加载|来源网络|^[\\s·【\\[(]*图集[\\s·】\\])]*$"),
        removes=("⟦点击查看大图⟧", "⟦【图集】⟧", "⟦點擊圖片查看大圖⟧"),
        keeps=("图片", "点击查看率逐年上升", "视频"),
        limit=24,
    ),
    Rule(
        "media.picture_note",
        "A note in brackets that a picture comes from the files or from elsewhere, alone on a line.",
        r"^[(【\[]\s?(?:(?:相关)?资料图片?(?:仅供参考)?|图文无关|(?:图片|资料图)(?:来[源自])(?:于)?网络(?:,?\s?与[^()【】。]{1,8}无关)?|网络(?:图片|配图)|资料照片)\s?[)】\]]$",
        removes=("⟦（资料图片）⟧", "⟦(資料圖)⟧", "⟦（相关资料图）⟧", "⟦（资料图片仅供参考）⟧", "⟦【图片来源网络】⟧", "⟦（圖片來源網絡，與案件無關）⟧"),
        keeps=("（图一）", "资料图片", "（见资料图片）"),
        limit=24,
    ),
    Rule(
        "media.upload",
        "The name that a content system gave to an uploaded picture.",
        r"_fororder_[0-9a-zA-Z]{6,}$",
        removes=("⟦“云参访”系列活动推介日_fororder_871c000000000000⟧", "⟦圖片1_fororder_VCG111234⟧"),
        keeps=("fororder", "order_fororder_a"),
        limit=120,
    ),
)  # fmt: skip
