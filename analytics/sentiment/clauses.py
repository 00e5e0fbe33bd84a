"""How the words around a name tell its part in a clause: who acts, whom it is done to, who is beside."""

import re

SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]*")
CLAUSE = re.compile(r"[^，,：:]*(?:[，,：:]|(?<=[\u4e00-\u9fff%”])\s(?=[\u4e00-\u9fffA-Z])|$)")
# A、B和C share what is said; so do a company and its subsidiary or its head named right behind it.
_BRACKET = r"(?:[（(][^）)]{1,20}[）)])?"
JOINED = re.compile(
    _BRACKET + r"(?:等)?(?:[、/&]|和|及其?|与|以及|同)?\s?"
    r"(?:[一二三]级|控股|全资|旗下|下属|的|母公司|子公司|孙公司|股东|实际控制人|实控人|关联方|创始人|联合创始人|首席执行官|CEO|董事长|总裁|总经理|兼)*"
)
ALSO = re.compile(r"(?:、|和|以及|及|与)$")
# What the market reports speak of between the companies: no entity, but it has its own tone.
MARKET = re.compile(
    r"[\u4e00-\u9fffA-Z0-9]{0,8}(?:指数|板块|概念股?|个股|股指)|(?:道|纳|沪|深成|创业板)指|标普500"
    r"|[\u4e00-\u9fff]{1,6}股(?=(?:多数|集体|普遍|纷纷|全线|持续|早盘|午后|盘前|盘中|开盘|震荡|继续|尾盘|小幅|大幅)?"
    r"(?:[上下大暴急普领收][涨跌挫]|[涨跌]|走[强弱高低]|低迷|活跃|飙升|拉升|回调))"
)
# 某人称竞争对手正在落后: at the head of what is said they are somebody else, whom nobody names.
RIVALS = re.compile(r"(?<=[，,：:\s称说])(?:竞争对手|老对手|对手|友商|竞品|竞争者)们?")
# What somebody says is not said of him: 某人坦言公司距离倒闭只有一步, 某人：这太讽刺了.
SPEAKS = re.compile(
    r"(?:[^，,。！？!?；;：:\n被遭]{0,6}?(?:表示|坦言|直言|认为|指出|透露|强调|承认|觉得|预测|预计|警告|写道|提到|谈到"
    r"|说(?![服法])|称(?![赞霸职号]))|\s?[：:])"
)
# Who pays for it is not who gets the money: 某资本领投, 获某资本数千万元融资.
BACKS = re.compile(
    r"\s?(?:等|和[^，。]{1,10}|、[^，。]{1,16})?(?:联合|独家|继续|持续|连续[两三]轮)?(?:领投|跟投|参投|独投|投资了)"
)
BACKED = re.compile(r"获得?$|(?:投资方|领投方|出资方|投资人)(?:包括|为|有|是)?$")
FUNDS = re.compile(r"(?:等|领投的?|的)?[^，。；！？\n]{0,12}(?:融资|投资|注资|轮)")
AIMED = re.compile(r"(?:针对|[对向将把与跟同从给比较令让使])(?:对手|竞争对手|老对手|同行|友商)?$")
BESIDE = re.compile(r"(?:根据|来自|作为|随着|由于|[据在由被为按经因受])$")
PASSIVE = re.compile(r"被(?!告)|遭到|遭(?!遇)|受到|惨遭|获得?")
PRONOUN = re.compile(r"了?(?:该股|该公司|这家公司|后者|对方|[其它他她])")
LATTER = re.compile(r"\s?(?:而|令|使|让)?(?:后者|对方)")
CALLED_OFF = re.compile(
    r"(?:不会|不再|没有|未能?|并未|否认|撤销|撤回|放弃|免于|避免|无需|无意|暂不|不|并非|是否)[^，。]{0,3}$"
)
COMPANY = re.compile(
    r"(?<![\u4e00-\u9fff])(?:公司|该公司|本公司)(?![债章])|(?<=[称因使让令给由对向与为将被在])(?:公司|该公司)(?![债章])"
)
# 撤销对某公司的罚款: the name stands between.
CALLED_OFF_FOR = re.compile(
    r"(?:撤销|撤回|取消|终止|解除|停止|免除|解封|解冻|驳回|叫停)了?(?:对|针对)?[^，。]{1,12}的?$"
)
REJECTED = re.compile(r"驳回|不予受理|不予支持")
CONCEDED = re.compile(r"\s?(?:尽管|虽然|虽说|即使|即便|哪怕|纵然|固然|虽)")
REACH = 12  # characters between a verb and the one it is done to
