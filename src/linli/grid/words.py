"""Words of the grid, with the gloss that users see."""

from __future__ import annotations

from linli.kernel.words import Word


class AreaKind(Word):
    """The levels of the territorial tree, from the district down."""

    DISTRICT = "district", "区", "district"
    STREET = "street", "街道", "subdistrict"
    COMMUNITY = "community", "社区", "community"
    GRID = "grid", "网格", "grid"
    MICROGRID = "microgrid", "微网格", "microgrid"

    @property
    def depth(self) -> int:
        """Return 0 for the district, 4 for the microgrid."""
        return list(AreaKind).index(self)


class GridType(Word):
    """General grids cut the community without gap; dedicated ones (enterprise, market, campus) are nested in it."""

    BASE = "base", "基础网格", "base grid"
    DEDICATED = "dedicated", "专属网格", "dedicated grid"


class Crs(Word):
    """Coordinate systems. CGCS2000 is what is stored; GCJ-02 and BD-09 are converted at the edge."""

    CGCS2000 = "CGCS2000", "2000国家大地坐标系", "CGCS2000 (EPSG:4490)"
    WGS84 = "WGS84", "WGS-84 坐标系", "WGS-84 (EPSG:4326)"
    GCJ02 = "GCJ02", "火星坐标系 GCJ-02", "GCJ-02 (AMap, Tencent)"
    BD09 = "BD09", "百度坐标系 BD-09", "BD-09 (Baidu)"


class EstateKind(Word):
    """Objects of responsibility below the community (S-020)."""

    GATED = "gated", "封闭小区", "gated estate"
    OPEN_COURTYARD = "open_courtyard", "开放式楼院", "open courtyard"
    OFFICE = "office", "商务楼宇", "office building"
    PARK = "park", "园区", "park"
    BUSINESS_CIRCLE = "business_circle", "商圈", "business circle"
    MARKET = "market", "市场", "market"
    CAMPUS = "campus", "校区", "campus"


class PropertyMode(Word):
    """Who looks after the common parts of an estate (S-107)."""

    PROPERTY = "property", "物业服务", "property company"
    SELF_MANAGED = "self_managed", "业主自管", "self-managed"
    RED_PROPERTY = "red_property", "红色物业", "party-led property"
    UNIT_MANAGED = "unit_managed", "单位自管", "managed by the work unit"
    FALLBACK = "fallback", "街道社区兜底", "fallback by street and community"
    EMERGENCY = "emergency", "应急物业", "emergency property"
    NONE = "none", "无物业", "no property service"

    @property
    def has_property(self) -> bool:
        """Say whether a company answers here, so that an order may be sent to it."""
        return self in {PropertyMode.PROPERTY, PropertyMode.RED_PROPERTY, PropertyMode.EMERGENCY}


class Ending(Word):
    """Why a building or an estate is no longer there."""

    DEMOLISHED = "demolished", "已拆除", "demolished"
    JOINED = "joined", "并入其他小区", "joined to another"
    MISTAKEN = "mistaken", "登记有误", "registered by mistake"


class Occupancy(Word):
    """Who lives in a dwelling (S-018)."""

    OWNER = "owner", "业主自住", "owner-occupied"
    TENANT = "tenant", "出租", "let"
    VACANT = "vacant", "空置", "vacant"
    UNKNOWN = "unknown", "未登记", "not recorded"


class Mode(Word):
    """Normal or emergency (平/急) operation of an area (S-023)."""

    NORMAL = "normal", "平时", "normal"
    EMERGENCY = "emergency", "急时", "emergency"


class RevisionState(Word):
    """The way of a re-delineation (S-009)."""

    DRAFT = "draft", "草案", "draft"
    REVIEWED = "reviewed", "街道已审", "reviewed by the street"
    EFFECTIVE = "effective", "已批准", "approved, in effect from its day"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"


class ProposalState(Word):
    """The way of a merge proposal (S-001)."""

    PROPOSED = "proposed", "待街道审定", "waiting for the street"
    ACCEPTED = "accepted", "已并入", "merged"
    DECLINED = "declined", "未采纳", "declined"


class ThematicState(Word):
    """What a thematic grid is now."""

    IMPORTED = "imported", "待并网", "to be merged"
    MERGED = "merged", "已并网", "a view on base grids"


class Domain(Word):
    """The thematic domains to be merged into one net (S-002)."""

    PARTY = "party", "党建", "party building"
    SECURITY = "security", "政法综治", "public security"
    EMERGENCY = "emergency", "应急", "emergency"
    PETITIONS = "petitions", "信访", "petitions"
    HEALTH = "health", "卫健", "health"
    CIVIL = "civil", "民政", "civil affairs"
    CITY = "city", "城管", "city management"
    MARKET = "market", "市场监管", "market supervision"
    SAFETY = "safety", "安全生产", "work safety"


class Certainty(Word):
    """How a place was found, surest first (R5-5)."""

    BUILDING_CODE = "building_code", "扫码定楼", "scanned building code"
    DOOR = "door", "门牌", "door number"
    BUILDING = "building", "楼座", "building"
    ESTATE = "estate", "小区（楼院）", "estate"
    ALIAS = "alias", "别名", "alias"
    GRID = "grid", "网格名", "grid by name"
    COMMUNITY = "community", "社区名", "community by name"
    STREET = "street", "街道名", "street by name"
    JUNCTION = "junction", "路口", "junction"
    POINT = "point", "坐标", "point"
    OUTSIDE = "outside", "在本区之外", "outside the district"
    UNKNOWN = "unknown", "位置待定", "place unknown"


class Rung(Word):
    """By what a place was found or may be meant, as said to the person who looks at it (R5-5, §16.4)."""

    CODE = "code", "扫了楼栋码", "the building's code was scanned"
    DOOR = "door", "写了门牌号", "a door number is written"
    BUILDING = "building", "写了楼号", "a building is named"
    ALIAS = "alias", "用了已登记的俗称", "a familiar name on the register"
    ESTATE = "estate", "写了小区（楼院）名", "an estate is named"
    GRID = "grid", "写了网格名", "a grid is named"
    COMMUNITY = "community", "写了社区名", "a community is named"
    STREET = "street", "只写了街道名", "only the subdistrict is named"
    JUNCTION = "junction", "两条路的路口", "two roads that cross"
    WRITTEN = "written", "写了坐标", "coordinates are written"
    PIN = "pin", "地图上点的位置", "a point on the map"
    ROAD = "road", "只有路名，不能定位", "a road alone decides nothing"
    PERSON = "person", "有人看过后选定", "chosen by a person"


class NameState(Word):
    """The way of a familiar name that cases brought up (S-106)."""

    HEARD = "heard", "还在积累", "heard, too seldom yet"
    PUT = "put", "待决定", "waiting for a decision"
    ACCEPTED = "accepted", "已采用", "taken up"
    REFUSED = "refused", "未采用", "not taken up"


class MentionKind(Word):
    """What a name found in a text stands for."""

    DISTRICT = "district", "区", "district"
    STREET = "street", "街道", "subdistrict"
    COMMUNITY = "community", "社区", "community"
    GRID = "grid", "网格", "grid"
    ESTATE = "estate", "小区（楼院）", "estate"
    BUILDING = "building", "楼座", "building"
    ADDRESS = "address", "门牌", "door number"
    ALIAS = "alias", "别名", "alias"
    JUNCTION = "junction", "路口", "junction"
    ROAD = "road", "道路", "road"
    FOREIGN = "foreign", "外区地名", "place of another district"


class FindingKind(Word):
    """What the audit of the one net finds (S-004, S-005, S-008, S-010)."""

    GAP = "gap", "边界有缝隙", "gap in the net"
    BEYOND = "beyond", "超出上级边界", "reaches beyond the area above"
    OVERLAP = "overlap", "边界重叠", "overlap"
    NO_OUTLINE = "no_outline", "没有边界", "no outline"
    ORPHAN_BUILDING = "orphan_building", "楼座不在任何网格", "building in no grid"
    HOUSEHOLDS = "households", "户数过多，建议拆分", "too many households: split"
    POPULATION = "population", "人口过多，建议拆分", "too many people: split"
    MICROGRID_SIZE = "microgrid_size", "微网格户数超出范围", "microgrid outside its size"
    DOUBLE_NAME = "double_name", "同一上级下重名", "name twice below one area"
    NET_PERSON = "net_person", "专项网格人员交叉", "one person in several thematic nets"
    NET_DUTY = "net_duty", "专项网格事务重复", "one duty in several thematic nets"
    NET_SURFACE = "net_surface", "专项网格区域重叠", "thematic nets of one domain overlap"


class DetectorKind(Word):
    """What crosses between thematic nets (S-005)."""

    PERSON = "person", "人员交叉", "one person in several nets"
    DUTY = "duty", "事务重复", "one duty in several domains"
    SURFACE = "surface", "区域重叠", "overlapping meshes"


class LineOutcome(Word):
    """What became of one line of an imported file."""

    OPENED = "opened", "已建立", "opened"
    UNCHANGED = "unchanged", "已存在，未变", "there already, unchanged"
    REFUSED = "refused", "未导入", "refused"
