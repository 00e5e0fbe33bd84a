"""How the words around a name tell its part in a clause: who acts, whom it is done to, who is beside."""

import re

SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]*")
CLAUSE = re.compile(r"[^，,：:]*?(?:[，,：:]|(?<=[\u4e00-\u9fff%”])\s(?=[\u4e00-\u9fffA-Z])|$)")
# A、B和C share what is said; so do a company and its subsidiary or its head named right behind it.
_BRACKET = r"(?:[（(][^）)]{1,20}[）)])?"
JOINED = re.compile(
    _BRACKET + r"(?:等)?(?:[、/&]|和|及其?|与|以及|同)?\s?"
    r"(?:(?:其|由其)?(?:创立|创办|创建|控制|掌舵)的|[一二三]级|控股|全资|旗下|下属|的|母公司|子公司|孙公司|股东|实际控制人|实控人|关联方|创始人|联合创始人|首席执行官|CEO|董事长|总裁|总经理|兼)*"
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
BESIDE = re.compile(r"(?:聘请|聘任|改聘|委托|根据|来自|作为|随着|由于|[据在由被为按经因受])$")
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
    r"(?:撤销|撤回|取消|终止|解除|停止|免除|免于|豁免|暂停|暂缓|中止|解封|解冻|驳回|叫停)了?(?:对|针对)?[^，。]{1,12}的?$"
)
REJECTED = re.compile(r"驳回|不予受理|不予支持")
# 力推该协议的甲, 报价最低的厂商甲: what stands before such a name describes it.
DESCRIBES = re.compile(r"的[^，。；的令使让对向将把与和跟同被给在为比从以称是因]{0,8}$")
# 此前落选的甲: what was is no news.
FORMERLY = re.compile(r"此前|先前|早前|曾|原本|原先|原来|一度|昔日")
# 某公司称，公司…: that company.
SAYING = re.compile(r"[^，。！？；：\n]{0,16}(?:称|表示|公告|回应|披露|说)[，,：:]")
ANALYST = re.compile(
    r"证券|资本|研究|评级|资信|高盛|摩根|花旗|瑞银|瑞信|中金|美银|野村|大和|里昂|富瑞|杰富瑞|汇丰|[小大]摩|德银|巴克莱|标普|穆迪|惠誉"
)
# 某公司前高管创业: no news of the company.
EX = re.compile(
    r"前(?:任)?[^，。的\s]{0,8}?(?:主管|高管|员工|雇员|总裁|首席|CEO|CTO|工程师|科学家|经理|总监|负责人)"
)
# 将其剔出名单: before the verb.
AIMED_PRONOUN = re.compile(
    r"(?:针对|[将把对向与])(?:其|该公司|该股|后者|对方|[它他她])[^，。]{0,4}$"
)
# What one does to make another suffer is no bad news of his own: 延长账期，令某公司资金吃紧.
CAUSES = re.compile(
    r"(?<![法命指禁勒责司号时])令|(?<![即行驱天大促假])使(?![用命馆节者])|(?<![转出割])让(?![利步位出给])|致使|导致|迫使|逼得"
)
THIS_CAUSES = re.compile(r"此举|这一|此番|该举措|此次")
ACTS = re.compile(
    r"[下上]调|调[降高低]|降价|降低|削减|压[缩价低]|涨价|提价|提高|延长|缩短|收紧|限制|暂停|停止|取消|终止|推迟|退出|自研|收回|拒|撤|价格战|砍|减少|缩减"
)
# 终止与某公司的合同 is the other's loss, 取消对某公司的处罚 is not.
ENDS_WITH = re.compile(
    r"(?:取消|终止|解除|中止|停止|暂停|暂缓|放弃|结束|撤销|撤回|叫停|砍掉|拒绝|不再)了?(?:继续|原定|此前)?"
    r"(?:与|和|同|跟|向|对|在|从|由|给)[^，。；]{0,8}$"
)
ENDED = re.compile(
    r"[^，。；]{0,16}?(?:合同|协议|合作|订单|采购|供货|供应|代工|流片|计划|续约|长约|租约|伙伴关系|下单|投资|注资|授信|贷款"
    r"|担保|赞助|代言|外包|往来|授权|直播|进货|补贴|支持|支付|付款|付费)"
)
ENDED_ELSE = re.compile(
    r"收购|购买|受让|入股|要约|并购|合并|制裁|处罚|罚|调查|关税|诉|指控|限制|禁令|管制|倾销|减持|追责|索赔|封锁"
)
# 由某公司承接
GOES_BY = re.compile(r"由(?:[^，。；由]{0,12}的)?[^，。；由的]{0,6}$")
GOES_TO = re.compile(
    r"(?:独家|全部|正式|来|另行|接棒)?(?:承接|供货|接手|接替|供应|代工|补位|中标|填补|承建|承运|拿下|摘得|夺得|包揽|接棒)"
)
# Who accuses somebody whom nobody names is not accused.
ACCUSES = re.compile(
    r"起诉|反诉|状告|控告|指控|索赔|追偿|追讨|举报|投诉|指责|批评|抨击|炮轰|谴责|痛批|怒斥|做空|沽空"
    r"|[提发]起[^，。]{0,14}(?:诉讼|仲裁|反诉)"
)
SUIT = re.compile(
    r"诉|起诉|反诉|状告|控告|告[上到]|指控|索赔|追偿|追讨|[提发申][起请出][^，。]{0,14}(?:诉讼|仲裁|反诉|指控|宣告)|要求"
)
FACES = re.compile(r"[面临对抗于的]|涉|陷|收到|引发|招致|遭|被|投资者|消费者|股东|用户|员工")
PAYS = re.compile(r"支付|赔")
SPARED = re.compile(
    r"(?:无需|无须|毋须|不必|不用|免于|无义务)(?:再|就此)?(?:[向对给][^，。；]{1,14})?$"
)
# 驳回其诉讼请求, 支持大部分索赔: the verdict on a suit that was told before.
DISMISSED = re.compile(r"驳回了?(?:其|原告|该|上述|全部|所有|大部分)")
SUSTAINED = re.compile(r"支持了?[^，。；]{0,12}(?:索赔|诉讼请求|诉求|请求|主张)")
# 认定某公司不构成侵权
NOT_INSIDE = re.compile(r"不构成|未构成|不存在|没有|并未|并非|不属于")
IN_CONTEST = re.compile(r"的[^，。；]{1,10}(?:中|里|战)")
CONCEDED = re.compile(r"\s?(?:尽管|虽然|虽说|即使|即便|哪怕|纵然|固然|虽)")
SENTENCE_REACH = 120  # characters between who speaks and “公司”
REACH = 12  # characters between a verb and the one it is done to
