"""Chinese names in free text, by surname and cue: there is no list of people to compare with."""

from __future__ import annotations

import re
from collections.abc import Iterator

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
    "田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温"
    "芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查"
    "屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚"
    "木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫"
    "鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺矫逄綦宿"
)
COMPOUND = (
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔|申屠|公孙|慕容|仲孙|"
    "钟离|长孙|宇文|司徒|鲜于|司空|闾丘|令狐|呼延"
)
_SURNAME = rf"(?:{COMPOUND}|[{SURNAMES}])"

# These surnames begin too many everyday words to count without a title or a strong cue.
_EVERYDAY = frozenset("和来向全都原应有强位路保台官管米方")
_STRICT_SURNAME = rf"(?:{COMPOUND}|[{''.join(sorted(set(SURNAMES) - _EVERYDAY))}])"

# Characters that no given name begins with, and that a longer name does not end with, in running text.
_STOP = "的了是说住昨我你他她它们这那个户您不没要想让"
_STOP_LATER = _STOP + "在有昨前去到过给跟被把对从于因叫打能就也都又还很及或等号电反投称向和"
_GIVEN = rf"(?:[一-鿿](?<![{_STOP}])(?:[一-鿿](?<![{_STOP_LATER}]))?)"

_TITLES = (
    "先生|女士|小姐|太太|夫人|大爷|大妈|大娘|大姐|大哥|大叔|大伯|大婶|阿姨|叔叔|伯伯|爷爷|奶奶|姥姥|姥爷|师傅|老师|医生|大夫|护士|"
    "律师|同志|同学|老板|老板娘|主任|书记|经理|站长|队长|所长|科长|处长|局长|校长|组长|楼长|会计|警官|网格员|姐|哥|婶|姨|嫂|某某|某"
)
_KIN = (
    "女儿|儿子|闺女|小孩|孩子|老伴|老公|丈夫|妻子|爱人|老婆|对象|母亲|父亲|妈妈|爸爸|我妈|我爸|奶奶|爷爷|姥姥|姥爷|孙子|孙女|外甥|侄子|侄女|"
    "哥哥|弟弟|姐姐|妹妹|岳父|岳母|婆婆|公公|家属|监护人"
)
_PEOPLE = (
    "邻居|业主|租户|租客|房东|房主|户主|住户|居民|市民|村民|老人|患者|病人|学生|员工|职工|老板|店主|网格员|工作人员|负责人|经办人|"
    "联系人|当事人|投诉人|举报人|反映人|诉求人|来电人|申请人|代办人|物业经理|经理|主任|书记|司机|车主|保安|保洁|党员|楼长|同事|室友"
)
_STRONG = (
    r"我叫做|我叫|我的名字是|我名叫|名字叫|名叫|叫做|名字是|姓名是|姓名为|姓名|本人系|本人是|本人|我是|署名|落款|签名|实名|就叫|人叫|"
    r"一个叫|一位叫|有个叫|名为|户主是|业主是|联系人是|负责人是|my name is"
)

_RULES = tuple(
    re.compile(pattern)
    for pattern in (
        # 我叫张三, 姓名:李四
        rf"(?:{_STRONG})\s*:?\s*({_SURNAME}{_GIVEN})",
        # 女儿林小雨, 业主王建国, 联系人:赵云
        rf"(?:{_KIN}|{_PEOPLE})\s*(?:叫|名叫|[:(、])?\s*({_STRICT_SURNAME}{_GIVEN})",
        # 王先生, 李建国师傅, 张某某
        rf"({_SURNAME}[一-鿿]{{0,2}}?(?:{_TITLES}))",
        # 姓王的, 姓欧阳
        rf"姓({_SURNAME})",
        # 老李家, 小刘说
        rf"(?<![年大最从较微短])([老小阿大]{_STRICT_SURNAME})(?=[,。、;!?\s说家的在给和跟叫把被他她也让同]|$)",
        # 张三,男,1980年 - 张三(身份证 - 张三 139…
        rf"({_STRICT_SURNAME}{_GIVEN})(?=\s*[,、(:]?\s*(?:男|女|身份证|电话|手机|联系电话|微信|1[3-9]\d[\d*xX.…\s-]))",
        # Latin names after a cue: my name is Li Wei
        r"(?:my name is|I am|I'm|Mr\.?|Mrs\.?|Ms\.?)\s+([A-Z][a-z]+(?:\s+[A-Z][a-z]+){0,2})",
    )
)

_NOT_NAMES = re.compile(
    r"^(?:查出|查到|查了|查过|小时|小车|大车|老车|大连|大安|大关|时速|单线|安置|单方|关心|关注|成都|成为|时常|安排|车子|车里|于是|于昨|方面|方便|方案|方向|高层|高空|高压|高温|马上|马路|金额|金属|安全|安装|白天|白色|江边|石头|石子|时间|时候|常常|常年|经常|"
    r"任何|任务|包括|包装|温度|毛病|夏天|夏季|严重|严格|易燃|向东|向西|路边|路口|路面|路灯|路人|成员|成立|单元|单位|平时|万元|全部|全体|"
    r"施工|管理|管道|强烈|强行|强制|解决|解释|来访|来电|来人|连续|连接|应该|应当|都是|都有|原来|原因|保安|保洁|保证|和平|和睦|水管|计划|商户|商店|"
    r"车位|车辆|车主|房屋|房子|房东|房主|台阶|台上|沙发|银行|明天|明确|明显|游泳|乐队|花园|花草|冷水|习惯|井盖|党员|党组织|党支部|边上|古城|"
    r"宁夏|黄河|白沙|双方|石油|阳台|阳光|易拉|文件|文化|文明|华为|项目|段时|甘肃|景区|简单|简直|米左|米高|池子|燕儿|连夜|关门|关于|祝愿|温馨)"
)

# Names of places are no persons: 张家口路, 李村, 王家庄.
_PLACE_TAIL = re.compile(
    r"^(?:路|街|巷|村|庄|镇|乡|区|园|苑|院|小区|社区|街道|广场|大厦|公司|超市|饭店|医院|学校|小学|中学)"
)


def name_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of what looks like a person's name; spans may overlap."""
    for pattern in _RULES:
        for match in pattern.finditer(text):
            start, end = match.span(1)
            if not _NOT_NAMES.match(text[start:end]) and not _PLACE_TAIL.match(text[end : end + 2]):
                yield start, end
