"""What the fields of the interface mean, with an example each; one word means one thing everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Meaning:
    """Description (Chinese · English) and example of a field."""

    zh: str
    en: str
    example: Any = None

    @property
    def says(self) -> str:
        """Return both descriptions in one line."""
        return f"{self.zh} · {self.en}"


M = Meaning
AN_ID = "019aa4c2-7d1e-7c35-9f0a-3f1b5a1d2c4e"
A_TIME = "2026-11-21T09:30:00+08:00"

FIELDS: Mapping[str, Meaning] = {
    "client_id": M("本次操作的唯一编号，重复提交只算一次", "names this press of the button; sent twice it counts once",
                   "3e0c2f5e-6f0a-4f0b-9a53-1c9c60f4a7d1"),
    "text": M("内容", "the words", "1号楼污水管又堵了，楼道里全是污水"),
    "body": M("内容", "the words", "在3单元门口，早上6点开始的"),
    "words": M("留言或理由", "in the person's own words", "修好了，谢谢"),
    "question": M("请诉求人补充的问题", "what the reporter is asked", "请问是哪个单元？"),
    "reply": M("给诉求人的答复", "the answer for the resident", "污水管已疏通并消毒，下周加装隔油池。"),
    "note": M("说明", "a note", "现场已查看"),
    "reason": M("理由（代码或文字）", "the reason (a code of the list, or words)", "not_our_duty"),
    "basis": M("法规依据", "the legal basis", "《青岛市物业管理条例》第…条"),
    "plan": M("办理计划", "the plan", "周四下午开协调会，月底前完成"),
    "task": M("任务要求", "what is to be done", "现场查看并疏通"),
    "category": M("诉求分类代码", "code of the category", "env.sewage"),
    "urgency": M("紧急程度", "how much time there is", "normal"),
    "mode": M("办理方式", "how it is handled", "fast"),
    "channel": M("来源渠道", "the channel it came by", "web"),
    "kind": M("类型", "what kind it is", None),
    "outcome": M("办理结果", "what came of it", "solved"),
    "solved": M("是否解决", "is it solved", "solved"),
    "satisfied": M("是否满意", "is the person satisfied", "satisfied"),
    "decision": M("决定", "the decision", "accept"),
    "approve": M("是否同意", "yes or no", True),
    "uphold": M("异议是否成立", "is the objection right", True),
    "means": M("联系方式", "how contact was made", "phone"),
    "unit_id": M("单位编号", "id of the unit", AN_ID),
    "suggested_unit_id": M("建议的承办单位", "the unit that should have it", AN_ID),
    "account_id": M("账号编号", "id of the account", AN_ID),
    "appeal_id": M("诉求编号（内部）", "id of the appeal", AN_ID),
    "order_id": M("工单编号（内部）", "id of the work order", AN_ID),
    "id": M("编号", "its id", AN_ID),
    "number": M("诉求编号", "the case number", "370203-261121-00123"),
    "token": M("回执链接的密钥", "the key in the secret link", None),
    "area_path": M("区域路径", "path of the area", "370203/370203008/370203008002"),
    "area": M("区域路径（含下级）", "path of an area, what lies below included", "370203/370203008"),
    "days": M("工作日数", "working days", 5),
    "now": M("时刻", "the moment", A_TIME),
    "at": M("时刻", "the moment", A_TIME),
    "due_at": M("截止时刻", "until when", A_TIME),
    "started_at": M("计时开始", "when the clock started", A_TIME),
    "valid_from": M("生效时刻", "in force from", A_TIME),
    "valid_to": M("失效时刻", "in force until (not included)", None),
    "expires_at": M("到期时刻", "good until", "2027-06-30T00:00:00+08:00"),
    "scopes": M("权限列表", "the deeds it may do", ["appeals.view"]),
    "label": M("名称", "what it is called", "值班台大屏"),
    "role": M("角色代码", "code of the role", "community"),
    "name": M("姓名", "the name", "王阿姨"),
    "guardian_name": M("监护人姓名", "the guardian's name", "林先生"),
    "guardian_phone": M("监护人电话", "the guardian's phone", "13900000006"),
    "phone": M("电话", "the phone", "13900000001"),
    "lon": M("经度", "longitude in degrees", 120.375),
    "lat": M("纬度", "latitude in degrees", 36.0876),
    "crs": M("坐标系：EPSG:4490、EPSG:4326、GCJ02、BD09", "coordinate system: EPSG:4490, EPSG:4326, GCJ02 or BD09",
             "EPSG:4490"),
    "address": M("地址", "the place in words", "辽阳西路184号"),
    "building_code": M("楼栋码", "the code scanned at the building", None),
    "master_id": M("并入的主诉求", "the appeal it is joined with", AN_ID),
    "line": M("已转告的热线", "the line that was told", "119"),
    "receipt": M("对方凭证号", "the other side's receipt number", "QD-2026-0012"),
    "knowledge": M("依据的知识条目", "the knowledge item it rests on", "https://…/kb/123"),
    "title": M("标题", "the title", "12345来电摘登（十一月）"),
    "next": M("下一页标记", "the cursor of the next page; null on the last", None),
    "cursor": M("上一页给出的下一页标记", "`next` of the page before", None),
    "key": M("标准的键", "key of the standard", "limit.close.normal"),
    "value": M("值", "the value", None),
    "citation": M("依据", "the source", "市北区 2026 年第 3 号通知"),
    "jurisdiction": M("适用区域", "where it holds", "370203"),
    "purpose": M("用途", "what for", "contact"),
    "login": M("登录名", "the login name", "li.wang"),
    "password": M("初始密码", "the first password", None),
    "reached": M("是否接通", "was the person reached", True),
}  # fmt: skip
