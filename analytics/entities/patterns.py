"""What the form of a name gives away: stock codes, legal forms, titles of people, works in 《》."""

import re

HAN = "\u4e00-\u9fff"
# The bracket behind a name: 某某科技（600000.SH）, 某某集团-W（0700.HK）, Some Corp (NASDAQ: ABCD)
STOCK_CODE = re.compile(
    r"\s?[（(](?:股票代码|证券代码|代码)?[:：]?\s?"
    r"(?:\d{6}\.?(?:SZ|SH|BJ|sz|sh|bj)|(?:SZ|SH|BJ)?\d{6}|\d{4,5}\.HK|[A-Z]{1,5}\.(?:US|O|N)"
    r"|(?:NASDAQ|NYSE|Nasdaq|AMEX|HKEX|纳斯达克|纽交所|港交所|美股|港股|A股)[:：]\s?[A-Z0-9.]{1,9})[）)]"
)
BEFORE_CODE = re.compile(rf"(?:[*{HAN}A-Za-z0-9·&\-]{{2,12}}|[A-Z][A-Za-z0-9&.\- ]{{1,23}})$")

LEGAL_FORM = re.compile(
    r"(?:股份有限公司|有限责任公司|集团有限公司|控股有限公司|有限公司|会计师事务所|律师事务所|有限合伙)"
)
# Behind these a short unknown word is nearly always a company …
STRONG_SUFFIX = re.compile(
    r"(?:集团|控股|科技|股份|银行|证券|医药|制药|药业|生物|电子|半导体|电气|重工|传媒|影业|乳业|航运|光电|微电子"
    # “某某研究院” in quotation marks is what somebody calls a department of its own.
    r"|汽车|研究院(?![”」\"])|新材|矿业|食品|资本|创投|保险|软件|速运)(?![学者员工院系界圈类级股权板])"
)
# … behind these only where the unknown word also opens a clause.
WEAK_SUFFIX = re.compile(
    r"(?:能源|智能|网络|医疗|教育|物流|航天|电池|储能|光伏|电力|农业|建材|零售|家居|支付|旅行|文旅|游戏|机器人|动力"
    r"|通信|航空|地产|置业|超市|材料|器械|机械|化工|百货|智行|快递|公司)(?![学者员工院系界圈类级股权板])"
)

# Behind capitalised words: Kestwick Energy, Morvale Robotics Inc., Tall Pine公司 …
LATIN_SUFFIX = re.compile(
    r" (?:Inc|Corp|Corporation|Ltd|Limited|LLC|PLC|Co|Holdings?|Group|Technolog(?:y|ies)|Motors|Energy|Labs|Capital|Ventures"
    r"|Partners|Pharma(?:ceuticals?)?|Therapeutics|Biosciences|Biotech|Bio|Robotics|Semiconductors?|Aerospace|Airlines"
    r"|Financial|Industries|Systems|Networks|Materials|Resources"
    r"|AI(?=公司|宣布|完成|融资|获|拟|称|表示|创始人|CEO))(?![.,]?\s?[A-Za-z0-9&'\-]|部门|事业部|业务|行业|产业|板块|指数|模型)"
    r"|公司(?<=[A-Za-z0-9]公司)"
)
# … which must not begin like a trade or a product.
BEFORE_LATIN_SUFFIX = re.compile(
    r"(?<![A-Za-z0-9'&.\-])(?<![A-Za-z0-9'&.\-] )"
    r"(?!(?:The|New|Open|Physical|Generative|Agentic|Embodied|Vision|Edge|Cloud|Clean|Green|Smart|Big|Deep|Global|World|Super"
    r"|Sovereign|Enterprise|Mobile|Private|Venture|Human|Renewable|Nuclear|Solar|Data|Voice|Native|Dark|Agent|ETF|AI|US|USA"
    r"|UK|EU|CEO|APP|App|GPU|IPO|SaaS)\b)"
    r"[A-Z][A-Za-z0-9'\-]*(?: (?:& )?[A-Z][A-Za-z0-9'\-]*){0,4}$"
)

# Who somebody is in a quarrel or a trade, said right before the name: 权利人某某重工, 供应商某某科技
ROLE = re.compile(
    r"权利人|专利权人|申请人|执行人|原告方?|被告[方人]?|上诉人|债权人|债务人|第三人|管理人|发行人|担保人|保荐人|投资人"
    r"|供应商|运营商|开发商|经销商|代理商|分销商|承包商|服务商|制造商|生产商|代工厂|转让方|受让方|出让方|收购方|中标方|承包方"
    r"|投资方|合作方|委托方|买方|卖方|子公司|母公司|参股公司|关联公司|竞争对手|竞争者|合作伙伴|大股东|控股股东"
)

# 某公司创始人张三, CEO 李四, 董事长王五
_TITLES = (
    "联合创始人|创始人|首席执行官|首席财务官|首席运营官|首席技术官|首席科学家|首席经济学家|首席分析师"
    "|董事会主席|董事长|副董事长|执行董事|总裁|副总裁|总经理|副总经理|实际控制人|实控人|掌门人|创办人"
    "|CEO|CFO|COO|CTO|CMO|董秘|主席|行长|合伙人|分析师|总统|总理|首相|外长|财长|部长"
)
# Characters that write foreign names by sound.
_SOUNDS = (
    "[阿艾埃安奥巴邦贝本比彼宾波伯勃博布查茨达大戴丹道得德登邓狄迪蒂丁杜顿多恩尔法范菲费芬弗福富盖甘冈戈格葛古圭哈海汉"
    "豪赫亨洪胡华怀惠霍基吉纪季加贾简杰金久卡凯坎康考柯科克肯库昆拉莱赖兰郎朗劳勒雷蕾李里理力利丽莉立连琳林列刘龙隆卢鲁"
    "路伦罗洛吕玛马麦曼茅梅蒙米密明摩莫墨姆慕穆拿那纳乃奈南瑙内尼妮年涅宁牛纽农努诺欧帕潘庞佩彭皮平珀普齐奇恰乔切琴"
    "琼丘让热日荣茹儒瑞若萨塞赛桑瑟森莎沙珊山尚舍申圣施石史舒司丝斯松苏索塔泰坦汤唐陶特滕提廷图托瓦万旺威韦维伟卫温"
    "文翁沃乌伍武西希锡夏显香肖谢辛欣兴休许雅亚延扬耶叶伊依因英尤于约宰赞扎詹珍芝朱兹佐祖烈奎茜薇蔻柏妲娅娜茵彻策楚措妥维钦孟裘屈艺英根夫泽门默绍什逊迈津缅蓬黎腊翠]"
)
PERSON = re.compile(
    rf"(?:{_TITLES})(?:兼(?:{_TITLES}))?\s?"
    rf"(?P<name>{_SOUNDS}{{1,6}}·{_SOUNDS}{{1,7}}(?:·{_SOUNDS}{{1,6}})?"
    r"|[A-Z][a-zA-Z]{1,30}(?: [A-Z][a-zA-Z.]{1,30}){1,2}"
    rf"|[{HAN}]{{2,8}})"
)
FOREIGN_PERSON = re.compile(
    rf"(?<![{HAN}·])(?P<name>{_SOUNDS}{{1,5}}·{_SOUNDS}{{1,7}}(?:·{_SOUNDS}{{1,6}})?)"
)

# 游戏《某某》, 发布“某某”模型
WORK = re.compile(
    r"(?:游戏|手游|端游|新作|大作|电影|影片|动画|动漫|电视剧|剧集|短剧|综艺|应用|小说)《(?P<name>[^《》\n\x00]{2,20})》"
)
PRODUCT = re.compile(
    r"(?:推出|发布|上线|开源|亮相|首发|研发的|名为|产品|模型|品牌|应用|平台|系统|芯片|机器人|新车|车型)"
    r"(?:了|其|新|的|首款|全新|一款|自研)*[“「\"](?P<name>[^“”「」\"，。；：！？\n\x00]{2,16})[”」\"]"
)

# （以下简称“某某”）
DEFINED = re.compile(
    rf"[（(](?:以下|下)?(?:统称|简称)(?:为)?[:：]?[“「\"]?(?P<name>[{HAN}A-Za-z0-9·]{{2,12}})[”」\"]?"
    r"(?:或[“「\"][^”」\"]{1,12}[”」\"])?[）)]"
)

_COUNTRIES = (
    "美国|中国|日本|韩国|英国|法国|德国|印度|俄罗斯|乌克兰|伊朗|以色列|加拿大|墨西哥|巴西|澳大利亚|新加坡|越南"
    "|印尼|印度尼西亚|马来西亚|泰国|意大利|西班牙|荷兰|瑞士|瑞典|挪威|丹麦|芬兰|波兰|土耳其|沙特|阿联酋|南非"
    "|埃及|阿根廷|智利|新西兰|欧盟|香港|澳门|台湾"
)
# A country is an actor only where it acts, and where no LETTER stands before it (looked at last: that is quicker).
LETTER = re.compile(rf"[{HAN}A-Za-z0-9]")
COUNTRY = re.compile(
    rf"(?P<name>{_COUNTRIES})(?=政府|官方|宣布|拟|将对|对[^，。]{{1,12}}(?:加征|征收|实施|发起|展开)"
    r"|起诉|禁止|批准|取消|制裁|提议|计划)"
)
# Behind a place's name.
AUTHORITY = re.compile(
    r"(?:证监局|证监会|银保监局|金融监管局|市场监管局|市场监督管理局|药监局|邮政局|税务局|公安局|发改委|国资委|财政部"
    r"|商务部|司法部|国防部|能源部|交通部|央行|(?:反垄断|竞争)(?:监管)?机构|竞争(?:与市场)?管理局|公平贸易委员会|联邦贸易委员会"
    r"|证券交易委员会|(?:第.)?(?:中级|高级)?人民法院|最高法院|联邦法院|地区法院|仲裁委员会|人民检察院|中院|高院|法院)"
)

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍"
    "涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党"
    "宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封谈匡鞠"
    "惠荆乐冀胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计"
)
