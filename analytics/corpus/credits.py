"""What stands among news and is none: captions, credits, editor lines, invitations, wire credits."""

import re

_MARKS = r"[:：|｜丨/／]"
_ROLES = (
    "责任编辑|责编|值班编辑|实习编辑|编辑|作者|撰文|撰稿|文字|文|图|采写|采访|编译|翻译|译者|校对|审校|审核|"
    "监制|策划|出品|排版|视觉|美编|设计|运营|整理|主编|总编|记者|见习记者|实习记者|实习生|通讯员|摄影|制图|"
    "制作|剪辑|统筹|封面|文/图|图/文|图文|文图"
)
_SOURCES = (
    "封面来源|封面图来源|头图来源|题图来源|封面图片|图片来源|图源|图片、资料来源|图片|图注|题图|头图|首图|封面图|配图|供图|图表来源|图表|来源|资料来源|"
    "数据来源|信息来源|消息来源|新闻来源|文章来源|稿源|原标题|原题|参考资料|参考来源|参考文献|参考链接|相关链接|"
    "转自|转载自|摘自"
)
_CREDIT = re.compile(rf"(?:{_ROLES})\s{{0,3}}{_MARKS}\s{{0,3}}[^。！？!?；;]{{0,40}}")
_CREDITS = re.compile(rf"(?:{_ROLES})\s{{0,3}}{_MARKS}")
_SOURCE = re.compile(rf"(?:{_SOURCES})\s{{0,3}}{_MARKS}\s{{0,3}}[^。！？!?]{{0,120}}")
_SOURCES_OPEN = re.compile(rf"(?:{_SOURCES})\s{{0,3}}{_MARKS}?\s{{0,3}}")
_EDITOR_LINE = re.compile(r"[\w·]{2,10}(?:报道|出品|原创|编译)")
_CAPTION_MARKS = tuple("●▲△▼▽◎■◆")
_PICTURE = re.compile(
    r"(?:题图|头图|首图|封面图|配图|图片|图)(?:来自|来源|源自|由)\S[^。！？]{0,60}。?"
)
_ORIGIN = re.compile(
    r"(?:本文|本稿|此文|本篇文章|文章)(?:来自|来源于?|转自|转载自|首发于?|首发自|原载于?|发自|经[^。]{0,30}授权|由[^。]{1,30}"
    r"(?:授权|原创|出品|首发)|系[^。]{0,20}(?:原创|稿件|作品)|仅代表|不代表|只代表|不构成|内容不构成|为[^。]{0,16}原创|"
    r"作者|观点仅|内容仅|仅供参考)[^\n]{0,200}"
)
_NOTICE = re.compile(
    r"[【\[]?(?:免责声明|版权声明|风险提示及免责|转载声明|重要声明|特别声明|郑重声明)[】\]]?\s{0,3}[:：]?[^\n]{0,400}|"
    r"(?:以上|上述)(?:内容|信息|观点)[^。]{0,20}(?:不构成|仅供参考|不代表)[^\n]{0,80}|"
    r"(?:未经|如需|欢迎)[^。]{0,12}(?:授权|许可|转载)[^。]{0,40}(?:转载|联系|授权|出处|违者必究)[^。]{0,40}。?|"
    r"\W{0,6}(?:THE END|END|The End|完|全文完|本文完|正文完)\W{0,6}|©[^\n]{0,80}"
)
_INVITATION = re.compile(
    r"\W{0,4}(?:原文链接|阅读原文|查看原文|点击(?:阅读|查看)?原文|阅读全文|查看全文|查看更多|展开全文|点击查看[^。]{0,12}|"
    r"点击阅读[^。]{0,12}|原文|原文地址|全文链接|新闻链接|详情链接|延伸阅读|相关阅读|推荐阅读)\W{0,4}(?:https?://\S+)?\W{0,4}|"
    r"(?:欢迎|敬请|请|快来|可)?(?:长按|扫码|扫描|识别|点击|戳)[^。]{0,20}(?:二维码|关注|小程序|名片|下方|上方)[^。]{0,30}[。！!]?|"
    r"(?:欢迎|敬请|记得|别忘了|请)?(?:关注|订阅|加入|添加|星标)[^。]{0,24}(?:公众号|微信|星标|视频号|社群|读者群|交流群)[^。]{0,30}[。！!]?|"
    r"(?:欢迎|敬请|邀请你?)(?:体验|使用|下载|试用)(?:我们|本|由我们)[^。]{0,60}[。！!]?|"
    r"(?:\W{0,3}(?:本文)?(?:作者|记者|我是)[^。\n]{1,40}[，,]\s{0,2})?欢迎(?:交流|爆料|来信|探讨)[^。\n]{0,60}[。！!]?|"
    r"(?:更多|获取更多)[^。]{0,20}(?:请|欢迎|敬请)(?:关注|访问|点击|下载)[^。]{0,30}[。！!]?"
)
_PAREN_CREDIT = re.compile(
    rf"\s{{0,4}}[（(](?:(来源|消息来源|稿源)|{_ROLES})\s{{0,3}}[:：|｜丨/／ ]\s{{0,3}}([^（）()。！？]{{1,40}})[)）]\s{{0,4}}$"
)
_REPORTER = re.compile(
    r"\s{0,4}[（(]([\w·]{2,12})?(?:记者|通讯员)[\s:：]{1,3}[\w\s·、]{2,30}[)）]\s{0,4}$"
)
_NAMED = re.compile(r"\s{0,4}[（(]([\w《》·&. -]{2,16})[)）]\s{0,4}$")
_BETWEEN = re.compile(r"[、/，,；;]|\s{1,3}和\s{0,3}")
_NAMED_LIST = re.compile(
    r"\s{0,4}[（(]([\w《》·&. -]{2,16}(?:[、/，,；;]\s{0,2}[\w《》·&. -]{2,16}){1,4})[)）]\s{0,4}$"
)
# What a writer adds in brackets after the last sentence.
_ASIDE = re.compile(
    r"\s{0,4}[（(](?:(?:应|因)[^（）()。]{2,16}要求[^（）()]{0,40}|(?:本文|文中|文内|以上)[^（）()。]{0,20}(?:化名|不构成|仅供参考|不代表)"
    rf"[^（）()]{{0,40}}|(?:封面|{_SOURCES})(?:来源)?\s{{0,3}}{_MARKS}[^（）()。]{{1,50}})[)）]\s{{0,4}}$"
)
_BRACKETED = re.compile(r"[（(]([^（）()]+)[)）]")
_MEDIA = re.compile(
    r"(?:新闻|财经|日报|晚报|早报|时报|商报|晨报|周报|周刊|週刊|新闻网|网|社|通讯|证券|电视台|卫视|央视|界面|澎湃|金牛座|"
    r"观察|观察报|导报|快报|画报|晨讯|快讯|时讯|财讯|资讯|电讯|头条|氪|之家|客户端|APP|App|app|在线|热线|频道|电台|杂志|评论|新闻社|经济|"
    r"报|微博|微信|公众号|官网|官微|News|TV|Times|Post|Daily|Journal)$|^(?:(?:新浪|网易|搜狐|腾讯|凤凰)科技$|央视|新华|人民|中国|第一财经|财新|格隆汇|金十|36氪|CNBC|Reuters|路透|彭博)"
)
_NOT_MEDIA = re.compile(
    r"\d{2,}(?![\d氪])|^(?:完|图|略|续|上|下|下同|节选|编辑|记者)$|^(?:未|尚|已|已经|正|将|不|据)"
)

_DAY = r"(?:(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}[日号])"
_NAME = r"(?:《[^》\n]{1,14}》|[\w·]{1,17}?[^\W\d])"
_BYLINE = r"\s{0,2}[（(](?:[\w·]{2,8})?(?:记者|通讯员|作者)[^（）()\n]{1,30}[)）]"
_WIRE = re.compile(
    rf"(?:(?P<a>{_NAME})\s{{0,2}}(?:(?<=[社网报经闻])[^\W\d]{{2,8}})?{_DAY}\s{{0,2}}(?:电|讯|消息|报道|获悉)|"
    rf"(?P<b>(?!(?:记者|我们|今日|近日|日前|昨日|从|据|自|向)\w{{0,10}}获悉)[\w·]{{2,10}}?)(?:独家)?获悉|"
    rf"(?P<c>[\w·]{{2,12}}?快?讯)|"
    rf"(?P<d>{_NAME})\s{{0,2}}{_DAY}\s{{0,2}}(?=[|｜丨]))"
    rf"(?:{_BYLINE}\s{{0,2}}[，,：:]?|\s{{0,2}}(?:[，,：:|｜丨]|——|--|\s))\s{{0,2}}"
)
_OWN_NEWS = re.compile(f"{_MEDIA.pattern}|(?:见闻|金融界|投资界|同花顺|动力|公司|TechWeb|^本台)$")
_ATTRIBUTED = re.compile(r"[从据向自对由在和与及]|今日|近日|日前|昨日|记者|消息")
_LEAD = re.compile(r"【([^【】\n]{2,120})】\s{0,2}")


def is_credit(paragraph: str) -> bool:
    """Whether a whole paragraph credits, declares or invites and tells no news."""
    if len(paragraph) > 420:
        return False
    bracketed = _BRACKETED.fullmatch(paragraph)
    return bool(
        _CREDIT.fullmatch(paragraph)
        or _SOURCE.fullmatch(paragraph)
        or _PICTURE.fullmatch(paragraph)
        or _ORIGIN.fullmatch(paragraph)
        or _NOTICE.fullmatch(paragraph)
        or _INVITATION.fullmatch(paragraph)
        or _ASIDE.fullmatch(paragraph)
        or _is_credit_list(paragraph)
        or _names_media(paragraph)
        or (bracketed and is_credit(bracketed[1]))
    )


def _is_credit_list(paragraph: str) -> bool:
    """Several credits on one line: 作者｜甲　编辑｜乙."""
    if len(paragraph) > 80 or any(end in paragraph for end in "。！？"):
        return False
    return len(_CREDITS.findall(paragraph)) >= 2 and _CREDITS.match(paragraph) is not None


def _names_media(paragraph: str) -> bool:
    """Several publishers and nothing else: 某某日报、某某网."""
    names = [name.strip() for name in _BETWEEN.split(paragraph)] if len(paragraph) <= 80 else []
    return len(names) > 1 and all(2 <= len(name) <= 16 and is_medium(name) for name in names)


def opens_sources(paragraph: str) -> bool:
    """Whether a paragraph announces sources and names none: they are listed under it."""
    return bool(_SOURCES_OPEN.fullmatch(paragraph))


def is_listed_source(paragraph: str) -> bool:
    """Whether a paragraph can be one of the sources listed at the end of an article."""
    return len(paragraph) <= 100 and not paragraph.endswith(tuple("。！？!?；;”"))


def is_editor_line(paragraph: str) -> bool:
    """Whether the first paragraph says no more than who reports: 某某报道."""
    return bool(_EDITOR_LINE.fullmatch(paragraph))


def may_be_caption(paragraph: str) -> bool:
    """Whether a line right after an image is its caption: short and no sentence, or marked as one."""
    if len(paragraph) <= 120 and paragraph.startswith(_CAPTION_MARKS):
        return True
    return len(paragraph) <= 36 and not paragraph.rstrip("”’」』）)").endswith(
        tuple("。！？!?；;：:…")
    )


def strip_end_credit(paragraph: str) -> tuple[str, str]:
    """A last paragraph without its credit in brackets, and whom it credits ("" when nobody)."""
    if not paragraph.rstrip().endswith((")", "）")):
        return paragraph, ""
    match = _PAREN_CREDIT.search(paragraph[-60:])
    if match:
        # Who wrote it is a person, no publisher.
        named = _BETWEEN.split(match.group(2).strip())[0] if match.group(1) else ""
        return paragraph[: len(paragraph) - len(match.group())], named
    match = _REPORTER.search(paragraph[-60:])
    if match:
        return paragraph[: len(paragraph) - len(match.group())], match.group(1) or ""
    match = _NAMED.search(paragraph[-30:])
    if match and match.end() - match.start() < len(paragraph):
        name, kept = match.group(1).strip(), paragraph[: len(paragraph) - len(match.group())]
        if kept.endswith(tuple("。！？!?”…；")) and is_medium(name):
            return kept, name
    match = _NAMED_LIST.search(paragraph[-60:])
    if match:
        names = [name.strip() for name in _BETWEEN.split(match.group(1))]
        kept = paragraph[: len(paragraph) - len(match.group())]
        if kept.endswith(tuple("。！？!?”…；")) and all(map(is_medium, names)):
            return kept, names[0]
    match = _ASIDE.search(paragraph[-120:])
    if match and match.end() - match.start() < len(paragraph):
        return paragraph[: len(paragraph) - len(match.group())], ""
    return paragraph, ""


def is_medium(name: str) -> bool:
    """Whether a name in brackets after a news text is that of its publisher."""
    return bool(_MEDIA.search(name)) and not _NOT_MEDIA.search(name)


def ends_with_credit(text: str) -> bool:
    """Whether a text ends with the name of a publisher in brackets."""
    match = re.search(r"[（(]([^（）()]{2,20})[)）]\s{0,3}$", text[-30:])
    return bool(match and is_medium(match.group(1)))


def strip_wire(text: str) -> tuple[str, str]:
    """A body without the wire credit at its start, and the wire ("" when none)."""
    match = _WIRE.match(text[:80])
    if not match or match.end() >= len(text):
        return text, ""
    name = next(filter(None, match.groups()), "")
    medium = name.removesuffix("快讯").removesuffix("讯").strip("《》")
    if _ATTRIBUTED.search(name):
        return text, ""
    # 讯 ends other words too: 通过聆讯，…
    if match["c"] and not name.endswith("快讯") and not _OWN_NEWS.search(medium):
        return text, ""
    return text[match.end() :], medium


def split_lead(text: str) -> tuple[str, str]:
    """The title in 【brackets】 that opens a newsflash, and the text after it."""
    match = _LEAD.match(text)
    return (match.group(1).strip(), text[match.end() :]) if match else ("", text)
