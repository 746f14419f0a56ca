"""The platforms to which pages are shared, as patterns in the view's form: what share panels list, and what ends no piece of one."""

PLATFORMS = (
    "微信好友", "微信朋友圈", "微信", "朋友圈", "新浪微博", "腾讯微博", "人民微博", "搜狐微博", "网易微博", "微博",
    r"(?:QQ|qq)\s?空间", "QQ好友", "QQ群", "QQ书签", "QQ", "Qzone", "人人网", "开心网", "豆瓣网?", "百度贴吧", "百度空间", "百度搜藏", "贴吧", "钉钉",
    "有道云笔记", "印象笔记", "抖音", "今日头条", "快手", "百家号", "腾讯", "新浪", "复制链接", "复制连结", "复制网址", "一键复制", "邮件", "电邮",
    "Facebook", "Twitter", "facebook", "twitter", "LINE", "Line", "LinkedIn", "Plurk", "Weibo", "WeChat", "wechat", "weibo", "Email", "X",
    "噗浪", "脸书", "推特", "Telegram", "Whats[Aa]pp", "Instagram", "YouTube", "Threads",
)  # fmt: skip
