"""The registration and imprint lines at a page's foot: ICP filing, police filing, site code, host, copyright.

Registration numbers are certain wherever they stand, unless the line is a sentence about them; the labels of an imprint
(主办单位, 地址, 电话) are also those of event notices and so need another footer line beside them.
"""

from __future__ import annotations

from page_cleaner.rules.rule import Rule, in_no_sentence, labelled

_PROVINCE = "[京津沪渝冀豫云滇辽黑湘皖鲁新苏浙赣鄂桂甘陇晋蒙陕秦吉闽贵黔粤青藏川蜀宁琼]"
_ABOUT = "。|违反|违规|注销|核查|责令|处罚|如实|应当|未(?:按|取得|办理)|规定|;.*;"
_FOOTER = in_no_sentence(
    f"{_PROVINCE}ICP[备证]|公网安备|网站标识码|版权所有|(?i:copyright)|©|网站地图|All Rights Reserved|"
    r"主办(?:单位)?\s?:.*承办|维护单位|(?:网站|本站)(?:管理|维护|制作|建设)(?:单位)?\s?:|(?i:webmaster)@"
)
#: What says so much at a stretch that no footer says is a page squeezed onto one line: there only the number goes.
_LATE = rf"(?:(?!{_PROVINCE}\s?ICP|公网安备|标识码|版权|(?i:copyright|reserved|powered)|©|[主承协]办|主管|维护|技术支持|地址|电话|热线|邮编|邮箱|传真|备案|联系|许可证|网站|首页|关于我们|声明|法律顾问|报社|建议|浏览器|分辨率|举报|未经|[A-Za-z]{{4}}).){{50}}"

RULES = (
    Rule(
        "icp_footer.beian",
        "An ICP filing number (省简称 + ICP备/证 + digits) stands at the foot of every mainland site.",
        rf"{_PROVINCE}\s?ICP\s?[备证]\s?(?:案)?(?:[0-9a-z]{{1,4}}-)?\d{{5,}}|(?:网站)?ICP备案(?:序|编)?号?\s?:(?:$|"
        r"[^,。;]{0,12}\d{5})|工信部备案号",
        removes=(
            "⟦京ICP备05070218号⟧", "2022年全市财政收支情况表 一般公共预算收入 123.4亿元 增长 5.6% 支出 234.5亿元 ⟦赣ICP备05001234号⟧", "⟦版權所有：某網站 粵ICP備12345678號-2⟧", "⟦備案號：京ICP備11041399號(hào)-2⟧",
            "⟦主办：某市人民政府　浙ICP备12345678号-1⟧", "⟦滇ICP备12345678号-1⟧\n⟦蜀ICP备12345678号⟧\n⟦黔ICP备12345678号⟧", "⟦隴ICP備12345678號-2⟧",
            "⟦ICP备案号：浙B2-20050123⟧", "⟦網站ICP備案序號：蜀備２０２１００８７６５⟧",
        ),
        keeps=(
            "该网站（京ICP备11041399号）违反规定，责令改正。", "从事互联网信息服务应当依法办理ICP备案手续。",
            "ICP备案", "ICP备案：已完成", "ICP备案号：2024年填报", "关于开展ICP备案核查工作的通知", "晋ICP备14000001号-3 某建材网\n晋ICP备14003345号-1 某论坛网\n晋ICP备15007719号-1 某团购网\n晋ICP备15011208号-2 某商城网", "网站首页登载：白菜1.5元每斤、萝卜1.2元每斤、土豆2元每斤、西红柿3.5元每斤、黄瓜3元每斤、茄子2.8元每斤、猪肉14元每斤、牛肉36元每斤、鸡蛋4.8元每斤、鲤鱼8元每斤，备案号：浙ICP备12345678号", "網站首頁登載：白菜1.5元每斤、蘿蔔1.2元每斤、土豆2元每斤、西紅柿3.5元每斤、黃瓜3元每斤、茄子2.8元每斤，備案號：浙ICP備12345678號",
        ),
        limit=260,
        unless=f"{_ABOUT}|{_LATE}",
    ),
    Rule(
        "icp_footer.masked",
        "A filing number of which a copy has lost the figures, on a short line outside the prose.",
        rf"^[^。;!?]{{0,30}}{_PROVINCE}\s?ICP\s?备\s?(?:案)?[*xX×_\-\s]{{0,12}}(?:号(?:-\d{{1,2}})?)?(?:\s[^。,;!?]{{0,10}})?$",
        removes=("⟦粤ICP备********号⟧", "⟦關於本站 隱私 青ICP備⟧", "⟦闽ICP备 某县⟧", "⟦冀ICP备号⟧"),
        keeps=("近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。\n已完成京ICP备案的网站名单\n近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。", "办理粤ICP备案的流程", "查询京ICP备案号码"),
        limit=60,
        where="edge",
        unless="办理|查询|流程|网站名单|核查|申请",
    ),
    Rule(
        "icp_footer.security_beian",
        "A police filing number (公网安备 + digits) stands beside the ICP number.",
        r"公网安备\s?:?\s?\d{6,}|公网安备\s?\d*号",
        removes=("⟦京公网安备11010202000001号⟧", "⟦蘇公網安備 32010602010001號⟧", "⟦京公网安备：110102000111号⟧"),
        keeps=("各单位应当在三十日内办理公网安备手续。", "公网安备案材料清单"),
        limit=260,
        unless=f"{_ABOUT}|{_LATE}",
    ),
    Rule(
        "icp_footer.site_code",
        "Every government site shows its ten-digit 网站标识码.",
        r"(?:网站|单位)标识码\s?:?\s?(?i:bm|CA)?\d{6,}",
        removes=("2022年全市財政收支情況表 一般公共預算收入 123.4億元 增長 5.6% 支出 234.5億元 ⟦網站標識碼：3604000012⟧", "⟦网站标识码：4403000001⟧", "⟦政府网站标识码bm01000001⟧"),
        keeps=("网站标识码", "各单位要规范使用政府网站标识码，防止冒用。"),
        limit=260,
        unless=f"{_ABOUT}|{_LATE}",
    ),
    Rule(
        "icp_footer.licence",
        "The licences that news sites name after the last paragraph.",
        r"^[\s·|(]*(?:信息网络传播视听节目|互联网新闻信息(?:服务)?|增值电信业务(?:经营)?|电信业务经营|互联网宗教信息服务|"
        "网络文化经营|广播电视节目制作(?:经营)?|互联网出版|网络出版服务|互联网药品信息服务)许可证"
        rf"(?:编?号)?\s?:?\s?(?:[\dA-Z(]|{_PROVINCE})|^{_PROVINCE}网文\s?[\[(〔]?20\d\d[\])〕]?\s?\d{{3,}}",
        removes=(
            "⟦互联网新闻信息服务许可证：B33120170001⟧",
            "⟦信息網絡傳播視聽節目許可證 0105123 | 增值電信業務經營許可證 粵B2-20050235⟧",
            "⟦浙网文[2021] 1186-054号⟧",
        ),
        keeps=(
            "持有互联网新闻信息服务许可证的单位应当接受年检。", "增值电信业务经营许可证申请指南",
            "1 某某公司 增值电信业务经营许可证 京B2-20240001",
            (
                "近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。\n"
                "增值电信业务经营许可证：B2-20050235\n会议指出，要加强宣传，引导群众积极参与环境保护，"
                "共建美丽家园。"
            ),
        ),
        limit=260,
        where="tail",
        unless=_ABOUT,
    ),
    Rule(
        "icp_footer.pieces",
        "The label of a registration, whose number stands on the next line.",
        rf"^(?:政府)?(?:网站标识码|ICP备案(?:序|编)?号|{_PROVINCE}?公网安备(?:编?号)?)\s?:$|^{_PROVINCE}公网安备$",
        removes=("⟦网站标识码：⟧", "⟦浙公網安備⟧"),
        keeps=("网站标识码", "公网安备", "备案编号：\n33010002000001"),
        limit=24,
    ),
    Rule(
        "icp_footer.number",
        "The number of a registration, whose label stands on the line before.",
        r"^(?i:bm)?\d{8,14}\s?号?$",
        removes=(
            "⟦网站标识码：⟧\n⟦3300000001⟧", "⟦浙公網安備⟧\n⟦33010002000001號⟧",
            "⟦京ICP备05070218号⟧\n⟦网站标识码：⟧\n⟦bm01000001⟧",
        ),
        keeps=("网站标识码\n3300000001", "合同编号：\n20240000001", "备案编号：\n33010002000001"),
        limit=24,
        beside=rf"网站标识码\s?:$|{_PROVINCE}公网安备\s?:?$|ICP备案(?:序|编)?号\s?:$",
        reach=1,
    ),
    Rule(
        "icp_footer.copyright",
        "A line that begins with a copyright mark, or 版权所有 and a name, is the imprint.",
        r"^[\s·|\-—]*(?:(?i:copyright)|版权所有|©|\([Cc]\)\s?(?:19|20)|本站版权|(?i:all rights reserved)|"
        r"(?i:(?:powered|produced|designed)\s+by\b)|著作权所有)(?![人者权的,、归]|属于)|"
        r"版权所有\s?[:|©]|版权所有$|(?i:all rights? reserved)|(?i:copyright)\s?(?:©|\([Cc]\)|(?:19|20)\d\d)|(?:©|"
        r"\([Cc]\))\s?(?:19|20)\d\d|^(?:(?:19|20)\d\d|二[〇○零][〇○零一二三]\S)\s?©|^[\s·]*版权所属\s?:|^[^,。;!?]{0,24}\s版权所有\s[\u4e00-\u9fff]{2,16}$",
        removes=(
            "⟦版权所有：某某市人民政府办公室⟧", "⟦Copyright © 2020 某网 All Rights Reserved⟧",
            "⟦© 2020 版权所有 某大学⟧", "⟦Copyright © 2020⟧", "⟦Powered by 某某科技⟧", "⟦2009 © 某某委員會⟧", "⟦投诉电话 12345 版权所有 市体育局⟧", "⟦二零二三 ©｜ 重要告示 ｜ 私隐政策⟧", "⟦版權所有 © 2023 某公園署。保留一切權利。⟧", "⟦版權所屬: 某某圖庫 版權商用圖片⟧",
        ),
        keeps=(
            "版权所有人应当提供权属证明。", "软件著作权登记后，版权所有者可以申请补助。", "该作品版权所有权归作者。",
            "版权所有归采购人", "版权所属单位名单", "网站首页登载：白菜1.5元每斤、萝卜1.2元每斤、土豆2元每斤、西红柿3.5元每斤、黄瓜3元每斤、茄子2.8元每斤、猪肉14元每斤、牛肉36元每斤、鸡蛋4.8元每斤、鲤鱼8元每斤，Copyright © 2020 某某网", "網站首頁登載：白菜1.5元每斤、蘿蔔1.2元每斤、土豆2元每斤、西紅柿3.5元每斤、黃瓜3元每斤、茄子2.8元每斤，© 2020 版權所有",
        ),
        limit=240,
        unless=rf"。(?!保留).*。|应当|申请|规定|{_LATE}",
    ),
    Rule(
        "icp_footer.host",
        "Who hosts, runs or maintains the site, told beside another line of the imprint.",
        labelled("主办(?:单位)?", "承办(?:单位)?", "(?:主管|管理)(?:单位|机构)?", "协办(?:单位)?", "运维(?:单位)?", "运行维护(?:单位)?", "技术支持",
            "技术维护", "网站维护", "建设维护", "维护单位", "制作维护",
                 "网站管理", "网站制作", "网站建设", "开发维护", "中文域名", "备案号", "备案序号", "网站支持",
                 "承建单位", "网站(?:主管|主办|承办|运维|承建)(?:单位)?", "系统维护",
                 "版权单位", "公安(?:机关)?备案号", "运营单位", "运营维护", "内容(?:维护|管理|更新)"),
        removes=("⟦主办单位：某市人民政府办公室⟧\n⟦京ICP备05070218号⟧", "⟦版权所有：某局⟧\n⟦技術支持：某市大數據中心⟧", "⟦主管：某市教育局 主办：某社区学院⟧\n⟦京ICP备05070218号⟧"),
        keeps=("主办单位：市教育局\n承办单位：市第一中学\n比赛时间：5月1日", "技术支持：某公司"),
        limit=160,
        unless="。",
        beside=_FOOTER,
    ),
    Rule(
        "icp_footer.keeper",
        "The office or firm that keeps the site, told with the word for it below the prose.",
        r"^[\s·|]*网站(?:管理|维护|制作|建设|设计|支持|(?:主管|主办|承办|运维|承建)(?:单位)?)\s?:\s?[^,。;:]{2,30}(?:室|部|局|委|中心|公司|办|处|厅|科|院|会|网)(?:[(][^()]{2,12}[)])?[\s|]*$",
        removes=(
            "近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。\n⟦网站管理：某协会办公室（综合部）⟧\n⟦技术支持：某协会信息部⟧\n⟦地址：某市某路1号⟧",
            "近日,全市生態環境保護工作會議在市行政中心召開,會議總結了去年的工作。\n⟦網站製作：某某信息技術有限公司⟧",
        ),
        keeps=("网站管理：某某公司\n近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。", "近日,全市生态环境保护工作会议在市行政中心召开,会议总结了去年的工作。\n网站建设：5万元"),
        limit=80,
        where="tail",
    ),
    Rule(
        "icp_footer.host_line",
        "Host and maintainer of the site named in one line.",
        r"主办(?:单位)?\s?[:|].{2,40}(?:承办|运行维护|运维|维护|技术支持|建设)(?:单位)?\s?[:|].{2,60}(?:维护|技术(?:支持|保障|维护)|"
        "版权|标识码|电话|邮编|备案)|"
        r"^主办(?:单位)?\s?:\s?.{2,20}(?:人民政府|政府办公[室厅])[\s|]{0,3}(?:承办|"
        r"维护)(?:单位)?\s?:\s?.{2,24}(?:政府办公[室厅](?:电子政务.{0,4})?|信息中心|大数据.{0,8})$|"
        r"主办(?:单位)?\s?:.{2,40}(?:运行维护|运维|网站维护|技术支持)(?:单位)?\s?:|(?:承办|"
        r"维护)(?:单位)?\s?:.{2,40}(?:版权所有|技术支持)(?:单位)?\s?:|"
        r"^[\s·|]*主办(?:单位)?\s?:\s?[^,。;:]{4,30}\s地址\s?:\s?[^,。;:]{4,40}\s邮(?:政编码|编)\s?:\s?\d{6}",
        removes=(
            "⟦主办单位：国务院办公厅　运行维护单位：某网运行中心⟧",
            "⟦主辦：某市人民政府　承辦：某市政府辦公室　技術支持：某公司⟧",
            "⟦主办：某市人民政府　承办：某市人民政府办公室⟧", "⟦主辦單位：某市人民政府辦公室 地址：某市某大街86號 郵編：452370⟧", "⟦主辦：某市人民政府辦公室 承辦：某市人民政府辦公室電子政務科⟧",
        ),
        keeps=(
            "主办单位：市教育局 承办单位：市第一中学", "主办单位：市文旅局 地址：某路1号某展馆", "主办单位：某市人民政府 承办单位：市体育局",
            "由市文旅局主办、各县区承办，技术支持单位为省图书馆。", "主办：某市科学技术协会 承办：某市科学技术局 协办：某某大学", "主辦單位：某市人民政府 承辦單位：某市職業技術學院",
        ),
        limit=260,
        unless="。",
    ),
    Rule(
        "icp_footer.contact",
        "Address, telephone and makers of the site, told below another line of the imprint; above it, they may be a notice's own.",
        labelled("(?:单位|联系|办公|机关|通讯)?地址", "邮政?编码?",
            "(?:联系|值班|总机|办公|咨询|服务|网站联系|网站维护|投诉举报|投诉)?电话", "传真", "(?:电子)?邮箱", "(?i:e-?mail)",
            "(?:联系)?信箱", "办公时间",
                 "网站联系方式", "主办(?:单位)?", "承办(?:单位)?", "技术支持"),
        removes=(
            "⟦Copyright 2010 All Rights Reserved⟧\n⟦主辦：某縣人力資源網⟧\n⟦電話：0851-25550123⟧\n⟦技術支持：某某科技有限公司⟧", "⟦版权所有：某局⟧\n⟦联系电话：020-25550123（仅受理网站建设维护相关事宜）⟧\n⟦投诉举报电话：020-25550124⟧",
            "⟦京ICP备05070218号⟧\n⟦地址：某市某路1号 邮编：100000⟧",
            "⟦版权所有：某局⟧\n⟦電話：010-12345678 傳真：010-12345679⟧",
        ),
        keeps=("联系电话：0534-8017166", "地址：某市某路1号\n邮编：100000\n联系人：张某", "联系电话：0534-8017166\n公示期：五个工作日", "投诉举报电话：020-25550124\n京籍人员另行登记"),
        limit=160,
        where="tail",
        unless="。",
        follows=_FOOTER,
        reach=4,
    ),
    Rule(
        "icp_footer.imprint",
        "The name of an office with its address and its telephone on one line, beside another line of the imprint.",
        r"^[^,。;:]{4,40}\s(?:(?:单位|联系|办公)?地址|邮编|(?:联系)?电话|(?i:tel|add|e-?mail)|传真)\s?:[^。;]{2,60}?\s(?:(?:单位|联系|办公)?地址|邮编|(?:联系)?电话|(?i:tel|add|e-?mail)|传真)\s?:[^。;]{2,60}$",
        removes=("⟦某市终身学习中心 TEL:023-25550123 地址：某市某区某路1号⟧\n⟦Copyright 2010 All Rights Reserved⟧", "⟦京ICP备05070218号⟧\n⟦某縣水利局 地址：某縣某路1號 電話：0851-25550123⟧"),
        keeps=("某市终身学习中心 电话:023-25550123 地址：某市某区某路1号", "报名点：某区文化馆 电话：023-25550123 地址：某区某路1号\n报名时间：5月1日"),
        limit=200,
        where="tail",
        beside=_FOOTER,
        reach=3,
    ),
    Rule(
        "icp_footer.token",
        "A registration number between blanks, in a page that was squeezed onto one line.",
        rf"(?<!\S)(?:{_PROVINCE}ICP[备证]\d{{5,}}号?(?:-\d{{1,3}})?|{_PROVINCE}?公网安备\s?\d{{6,}}号?|"
        r"(?:政府)?网站标识码\s?:?\s?(?:bm)?\d{6,})(?!\S)",
        removes=(
            "近日，全市工作会议在市行政中心召开，会议总结了去年的工作，对今年的工作作了部署。某市融媒体中心 ⟦京ICP备05070218号-1⟧ ⟦网站标识码：1100000001⟧",
            "會議強調，要壓實責任，抓好落實，確保完成全年目標任務。 ⟦京公網安備11010202000001號⟧",
        ),
        keeps=(
            "该网站京ICP备05070218号未按规定变更备案信息，责令限期改正。", "查询网站标识码，可以核验网站真伪。",
        ),
        take="match",
        limit=1_000_000_000,
    ),
    Rule(
        "icp_footer.news_licence",
        "The licence number of a news site, which only the site itself shows, wherever it stands.",
        r"^.{0,40}互联网新闻信息(?:服务)?许可证\s?(?:编?号)?\s?:?\s?\d{6,}[\s|*]*$",
        removes=(
            "⟦经批准登载新闻的网站 互联网新闻信息服务许可证 编号：10120000000⟧", "⟦互聯網新聞信息服務許可證編號：33120170001⟧", "⟦互聯網新聞信息許可證:6112018****⟧",
        ),
        keeps=("申领互联网新闻信息服务许可证，编号由省网信办统一发放", "互联网新闻信息服务许可证：已注销"),
        limit=90,
        unless="。|注销|吊销",
    ),
    Rule(
        "icp_footer.run_by",
        "Who runs the site, told in a sentence without a stop below the prose.",
        r"^[^,。;:!?]{2,20}(?:网|网站)\s?由[^,。;:!?]{2,40}(?:主办|承办|主管)$",
        removes=("⟦某团文明网由某团党委宣传部 文明办 主办⟧", "⟦某某人大網由某市人大常委會辦公室主辦⟧"),
        keeps=("本次大赛由市体育局主办", "该网站由市政府办公室主办，市信息中心承办。"),
        limit=70,
    ),
)  # fmt: skip
