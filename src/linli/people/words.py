"""The words of people, with the glosses that users see."""

from __future__ import annotations

from linli.kernel.words import Word


class UnitKind(Word):
    """What an organisation is: who can be responsible (domain-spec §5.1) and the party axis (S-025, S-026)."""

    GRID_WORKER = "grid_worker", "网格员", "grid worker"
    COMMUNITY = "community", "社区居委会", "community committee of residents"
    ESTATE_BRANCH = "estate_branch", "小区党组织", "estate party branch"
    PROPERTY = "property", "物业服务人", "property company"
    OWNERS_COMMITTEE = "owners_committee", "业委会（自管会）", "owners' committee"
    STREET_CITY_MGMT = "street_city_mgmt", "街道城市管理办公室", "street city management office"
    STREET_SAFETY = "street_safety", "街道应急（安全）办", "street safety office"
    STREET_SOCIAL = "street_social", "街道民政公共服务办", "street social affairs office"
    STREET_JUSTICE = "street_justice", "司法所·综治中心", "street justice office"
    STREET_OFFICE_LEADER = "street_office_leader", "街道负责人", "street leader"
    ENFORCEMENT = "enforcement", "综合行政执法（中）队", "city enforcement team"
    POLICE = "police", "派出所", "police station"
    TRAFFIC_POLICE = "traffic_police", "交警", "traffic police"
    FIRE = "fire", "消防救援", "fire and rescue"
    URBAN_MGMT = "urban_mgmt", "城市管理局", "city management bureau"
    MUNICIPAL = "municipal", "市政养护", "road maintenance"
    DRAINAGE = "drainage", "排水", "drainage"
    GARDENS = "gardens", "园林和林业", "parks and forestry"
    HOUSING = "housing", "住建（物业主管）", "housing bureau"
    PLANNING = "planning", "自然资源规划", "planning bureau"
    REAL_ESTATE_REGISTRY = "real_estate_registry", "不动产登记", "real estate registry"
    WATER = "water", "供水企业", "water company"
    GAS = "gas", "燃气企业", "gas company"
    HEAT = "heat", "供热企业", "heating company"
    POWER = "power", "供电企业", "power company"
    TELECOM = "telecom", "通信企业", "telecom company"
    ECOLOGY = "ecology", "生态环境", "environment bureau"
    HEALTH = "health", "卫健", "health bureau"
    EDUCATION = "education", "教体", "education and sports bureau"
    HR = "hr", "人社", "labour and social security bureau"
    ARBITRATION = "arbitration", "劳动仲裁", "labour arbitration"
    CIVIL_AFFAIRS = "civil_affairs", "民政", "civil affairs bureau"
    TRANSPORT = "transport", "交通", "transport bureau"
    MARKET = "market", "市场监管", "market supervision"
    LEGAL_AID = "legal_aid", "法律援助", "legal aid"
    PARTY_ORG = "party_org", "组织部", "organisation department"
    SOCIAL_WORK = "social_work", "社会工作部", "social work department"
    SUPERVISION = "supervision", "纪检监察·督查", "supervision"
    DISTRICT_LEADER = "district_leader", "区领导", "district leader"
    HOTLINE = "hotline", "12345中心", "12345 centre"
    DISTRICT_COMMITTEE = "district_committee", "区委", "district party committee"
    STREET_WORK_COMMITTEE = "street_work_committee", "街道党工委", "street party work committee"
    COMMUNITY_COMMITTEE = "community_committee", "社区党委", "community party committee"
    GRID_BRANCH = "grid_branch", "网格党支部", "grid party branch"
    ESTATE_GENERAL_BRANCH = "estate_general_branch", "小区党总支", "estate general party branch"
    BUILDING_GROUP = "building_group", "楼院党小组", "building party group"
    CORE_HOUSEHOLD = "core_household", "党员中心户", "core member household"


class CodePurpose(Word):
    """What a one-time code opens."""

    MINE = "mine", "看自己的诉求", "seeing the own reports"
    JOIN = "join", "开账户", "opening an account"


class Role(Word):
    """Under which role somebody acts (domain-spec §8.1; 三员分立 §14.1)."""

    RESIDENT = "resident", "居民", "resident"
    PROXY = "proxy", "代办人", "helper with consent"
    AGENT = "agent", "受理席（值班员）", "intake desk"
    GRID_WORKER = "grid_worker", "网格员", "grid worker"
    ESTATE_BRANCH = "estate_branch", "小区党支部书记", "estate secretary"
    COMMUNITY = "community", "社区调度员", "community dispatcher"
    STREET = "street", "街道调度员", "street dispatcher"
    DISTRICT = "district", "区级调度员", "district dispatcher"
    UNIT = "unit", "承办单位经办人", "unit handler"
    UNIT_HEAD = "unit_head", "承办单位负责人", "head of unit"
    REVISITOR = "revisitor", "回访员", "revisitor"
    SUPERVISOR = "supervisor", "督办员", "supervisor"
    LEADER = "leader", "区领导", "leader"
    EDITOR = "editor", "发布编辑", "editor"
    APPROVER = "approver", "发布审核", "approver"
    ADMIN = "admin", "系统管理员", "system administrator"
    SECURITY_ADMIN = "security_admin", "安全管理员", "security administrator"
    AUDITOR = "auditor", "审计管理员", "audit administrator"
    SYSTEM = "system", "系统", "system"


class PostKind(Word):
    """How a post is held."""

    FULL_TIME = "full_time", "专职", "full time"
    PART_TIME = "part_time", "兼职", "part time"
    ELECTED = "elected", "选任", "elected"
    SECONDED = "seconded", "下沉", "sent down"


class CompetenceRank(Word):
    """What a unit is in a category at a place: it leads, it helps, or the objects of that kind belong to it (R5-4)."""

    MAIN = "main", "主办", "main unit"
    ASSIST = "assist", "协办", "assisting unit"
    OWNER = "owner", "权属单位", "owner of the object"


class DataClass(Word):
    """How much care a column needs (domain-spec §13.2)."""

    C0 = "C0", "公开", "public"
    C1 = "C1", "内部", "internal"
    C2 = "C2", "联系信息", "contact data"
    C3 = "C3", "敏感个人信息", "sensitive personal data"


class Basis(Word):
    """Why personal data may be processed (个人信息保护法 §13, §34)."""

    STATUTORY = "statutory", "法定职责", "statutory duty"
    CONSENT = "consent", "个人同意", "consent"
    EMERGENCY = "emergency", "紧急情况", "emergency"


class Purpose(Word):
    """What personal data is processed for."""

    HANDLE_APPEAL = "handle_appeal", "办理诉求", "handling an appeal"
    REVISIT = "revisit", "回访评价", "revisit and rating"
    RESCUE = "rescue", "紧急救助", "emergency rescue"
    GRID_SERVICE = "grid_service", "网格走访服务", "grid service visits"
    STAFF_DUTY = "staff_duty", "履职与值班联系", "staff on duty"
    SECURITY = "security", "网络安全审计", "security audit"
    PUBLISH_CASE = "publish_case", "公开可识别的案例", "publishing an identifiable case"
    PUBLISH_CONTACT = "publish_contact", "公开联系方式", "publishing contact data"
    SENSITIVE = "sensitive", "处理敏感个人信息", "processing sensitive data"
    MINOR = "minor", "处理未满十四周岁未成年人信息", "data of a child under 14"
    POINTS = "points", "美德信用积分", "virtue points"
    TAGS = "tags", "群体标签", "group tags"
    SHARE_PARTNER = "share_partner", "向合作单位提供", "sharing with a partner"
    NEWS = "news", "消息订阅", "news subscription"
    PROXY = "proxy", "他人代办", "a helper acts for me"
    HOUSEHOLD = "household", "网格员记住家里的敏感情况", "a sensitive note on the household"


class RevealPurpose(Word):
    """Why somebody looks at a reporter's name and phone."""

    CONTACT = "contact", "联系诉求人", "to contact the reporter"
    VISIT = "visit", "上门查看", "to visit on site"
    REVISIT = "revisit", "回访", "to ask how it went"
    VERIFY = "verify", "核对身份", "to verify who it is"
    RESCUE = "rescue", "紧急救助", "to rescue somebody"
    LEGAL = "legal", "依法调取", "required by law"


class RequestKind(Word):
    """What a person asks about the own data (个人信息保护法 §44-§50)."""

    ACCESS = "access", "查阅", "see it"
    COPY = "copy", "复制", "copy it"
    CORRECT = "correct", "更正", "correct it"
    DELETE = "delete", "删除", "delete it"
    CANCEL = "cancel", "注销账号", "close the account"
    HEIR = "heir", "近亲属查阅逝者信息", "a relative sees the data of somebody who died"
    NOTE = "note", "对住户备注有异议", "object to a note on the household"


class RequestState(Word):
    """Where a data request stands."""

    OPEN = "open", "待办理", "open"
    GRANTED = "granted", "已同意，正在办", "agreed, being done"
    DONE = "done", "已办好", "done"
    REFUSED = "refused", "已说明理由", "refused with a reason"


class RequestOutcome(Word):
    """What came of a data request that was granted."""

    READY = "ready", "可以下载了，三十天内有效", "ready to download for thirty days"
    CORRECTED = "corrected", "已改好", "corrected"
    ERASED = "erased", "已删除", "deleted"
    WAITS = "waits", "正在办的诉求办结后自动删除", "deleted by itself once the open report is over"
    CLOSED = "closed", "账号已注销", "the account is closed"
    GONE = "gone", "信息先前已删除，没有可办的", "the data was gone before, so there was nothing to do"


class ResidenceKind(Word):
    """As what somebody lives in a dwelling."""

    OWNER = "owner", "业主", "owner"
    TENANT = "tenant", "租户", "tenant"
    FAMILY = "family", "同住家人", "family"


class TokenKind(Word):
    """Whose key it is."""

    PERSONAL = "personal", "个人密钥", "personal key"
    SYSTEM = "system", "系统密钥", "system key"


class Browser(Word):
    """With what somebody signed in, as the browser says of itself."""

    WECHAT = "wechat", "微信", "WeChat"
    DINGTALK = "dingtalk", "钉钉", "DingTalk"
    EDGE = "edge", "Edge 浏览器", "Edge"
    QQ = "qq", "QQ 浏览器", "QQ Browser"
    UC = "uc", "UC 浏览器", "UC Browser"
    HUAWEI = "huawei", "华为浏览器", "Huawei Browser"
    MIUI = "miui", "小米浏览器", "Mi Browser"
    SAMSUNG = "samsung", "三星浏览器", "Samsung Internet"
    FIREFOX = "firefox", "火狐浏览器", "Firefox"
    CHROME = "chrome", "Chrome 浏览器", "Chrome"
    SAFARI = "safari", "Safari 浏览器", "Safari"
    OTHER = "other", "其他浏览器", "another browser"


class System(Word):
    """On what kind of machine that browser runs."""

    HARMONY = "harmony", "鸿蒙设备", "HarmonyOS"
    IPHONE = "iphone", "苹果手机", "iPhone"
    IPAD = "ipad", "苹果平板", "iPad"
    ANDROID = "android", "安卓设备", "Android"
    WINDOWS = "windows", "Windows 电脑", "Windows"
    MAC = "mac", "苹果电脑", "Mac"
    LINUX = "linux", "Linux 电脑", "Linux"
    OTHER = "other", "其他设备", "another device"
