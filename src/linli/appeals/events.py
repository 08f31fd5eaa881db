"""Facts of the room appeals. Each says itself in plain words for timelines; `resident` ones the reporter sees too."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from linli.kernel.facts import Event, Plain
from linli.kernel.words import Text


@dataclass(frozen=True)
class Moved(Event):
    """Base of all facts about an appeal: which row of the table, from where to where, in which role, why.

    `text_id` points to an erasable text, `text_digest` is its salted SHA-256; `more` holds codes and ids.
    """

    says: ClassVar[Text] = Text("", "")
    resident: ClassVar[bool] = False

    move: str = ""
    source: str = ""
    to: str = ""
    role: str = ""
    reason: str = ""
    text_id: UUID | None = None
    text_digest: str = ""
    more: dict[str, Plain] = field(default_factory=dict)


def _fact(event: str, kind: str, zh: str, en: str, *, resident: bool = False) -> tuple[str, type[Moved]]:
    name = "".join(part.title() for part in kind.split("_"))
    cls = type(
        f"Appeal{name}",
        (Moved,),
        {"kind": f"appeals.{kind}", "says": Text(zh, en), "resident": resident, "__module__": __name__},
    )
    return event, cls


BY_EVENT: dict[str, type[Moved]] = dict(
    [
        _fact("save_draft", "draft_saved", "保存草稿", "Draft saved"),
        _fact("submit", "registered", "诉求已登记", "Report received", resident=True),
        _fact("submit_draft", "registered_from_draft", "诉求已登记", "Report received", resident=True),
        _fact("ask_info", "info_asked", "请诉求人补充信息", "More information was asked for", resident=True),
        _fact("add_info", "info_added", "已补充信息", "Information was added", resident=True),
        _fact(
            "info_timeout_hazard",
            "went_on_without_info",
            "补充超时，先按已知情况办理",
            "Went on with what is known",
            resident=True,
        ),
        _fact(
            "info_timeout",
            "ended_without_info",
            "未能取得补充信息，终止办理",
            "Ended: no further information came",
            resident=True,
        ),
        _fact("answer_now", "answered_directly", "已直接答复", "Answered directly", resident=True),
        _fact("redirect", "redirected", "已转交有权处理的渠道", "Handed over to the right channel", resident=True),
        _fact(
            "refuse", "refused", "不予受理，已说明理由和途径", "Not accepted; reason and other ways told", resident=True
        ),
        _fact("object", "objected", "诉求人提出异议", "An objection was raised", resident=True),
        _fact(
            "objection_upheld",
            "objection_upheld",
            "异议成立，重新受理",
            "Objection upheld; taken on again",
            resident=True,
        ),
        _fact(
            "objection_rejected",
            "objection_rejected",
            "异议不成立，已说明理由",
            "Objection not upheld; reason told",
            resident=True,
        ),
        _fact("merge", "merged", "与同类诉求并案办理", "Joined with the same matter", resident=True),
        _fact("unmerge", "unmerged", "撤销并案，单独办理", "Separated again", resident=True),
        _fact("triage", "triaged", "已研判", "Triaged", resident=True),
        _fact("confirm_place", "place_confirmed", "地点已由人确认", "The place was confirmed by a person"),
        _fact("dispatch", "dispatched", "已派单", "Sent to the responsible unit", resident=True),
        _fact("self_handle", "self_handled", "由受理人直接办理", "Taken in hand directly", resident=True),
        _fact("accept", "accepted", "承办单位已签收", "The unit took it", resident=True),
        _fact("accept_timeout", "accepted_late", "签收超时，系统代为签收", "Taken automatically after the time limit"),
        _fact("first_contact", "contacted", "承办单位已联系诉求人", "The unit made first contact", resident=True),
        _fact("request_bounce", "bounce_requested", "承办单位申请退单", "The unit asked to return it"),
        _fact("accept_bounce", "bounced", "同意退单，改派其他单位", "Returned and sent to another unit", resident=True),
        _fact("reject_bounce", "bounce_rejected", "不同意退单，继续办理", "Return refused; the unit goes on"),
        _fact("designate", "designated", "已指定承办单位", "A unit was designated", resident=True),
        _fact("log_action", "action_logged", "办理记录", "Action taken", resident=True),
        _fact("request_extension", "extension_requested", "申请延期", "Extension asked for"),
        _fact(
            "approve_extension",
            "extended",
            "同意延期，新的办结时间已告知",
            "Extended; the new date was told",
            resident=True,
        ),
        _fact("reject_extension", "extension_rejected", "不同意延期", "Extension refused"),
        _fact("escalate", "escalated", "提交上一级办理", "Taken one level up", resident=True),
        _fact("overdue", "became_overdue", "超过办理时限", "Past its time limit"),
        _fact("split", "split", "分项交多个单位办理", "Split among several units", resident=True),
        _fact("child_done", "part_done", "一项已办完", "One part is done", resident=True),
        _fact("all_children_done", "parts_done", "各项均已办完", "All parts are done", resident=True),
        _fact("whistle", "whistled", "街道吹哨，多部门到场", "Several departments called to the spot", resident=True),
        _fact("report_in", "reported_in", "协办单位报到", "An assisting unit reported in"),
        _fact("all_arrived", "joint_started", "联合办理开始", "Joint handling started", resident=True),
        _fact("no_show", "no_show_marked", "协办单位未按时到场", "An assisting unit did not come in time"),
        _fact("co_opinion", "opinion_given", "协办单位提出意见", "An assisting unit gave its opinion"),
        _fact("request_top", "top_requested", "提请顶格办理", "Put before the district leader", resident=True),
        _fact("take_top", "top_taken", "领导顶格领办", "A leader took it on", resident=True),
        _fact("decline_top", "top_declined", "不作顶格办理，退回办理", "Not taken at the top; goes on as before"),
        _fact("request_suspend", "suspension_requested", "申请挂账", "Suspension asked for"),
        _fact(
            "approve_suspend",
            "suspended",
            "暂缓办理，复核日期已告知",
            "Suspended; the review date was told",
            resident=True,
        ),
        _fact("reject_suspend", "suspension_rejected", "不同意挂账", "Suspension refused"),
        _fact("resume", "resumed", "恢复办理", "Handling resumed", resident=True),
        _fact("submit_result", "handled", "处理完毕，正在审核", "Done; the result is being checked", resident=True),
        _fact("approve_result", "replied", "已答复", "Answered", resident=True),
        _fact("return_result", "result_returned", "审核退回，继续办理", "Sent back for more work"),
        _fact("start_revisit", "revisit_started", "开始回访", "Follow-up started", resident=True),
        _fact("revisit_attempt", "revisit_tried", "回访电话", "Follow-up call"),
        _fact("rate", "rated", "诉求人已评价", "Rated by the reporter", resident=True),
        _fact("revisit_ok", "closed", "办结", "Closed", resident=True),
        _fact("revisit_bad", "sent_back", "回访不满意，重新办理", "Not settled; handled again", resident=True),
        _fact(
            "revisit_unreached",
            "closed_unreached",
            "三次回访未接通，办结",
            "Closed after three unanswered calls",
            resident=True,
        ),
        _fact("explained_close", "closed_explained", "两次解释后办结", "Closed after explaining twice", resident=True),
        _fact("reopen", "reopened", "重新办理", "Reopened", resident=True),
        _fact("dispatch_again", "dispatched_again", "重新派单", "Sent out again", resident=True),
        _fact("archive", "archived", "归档", "Archived"),
        _fact("withdraw", "withdrawn", "诉求人撤回", "Withdrawn by the reporter", resident=True),
        _fact(
            "detach_reporter",
            "reporter_detached",
            "诉求人退出；隐患转为网格发现继续办理",
            "The reporter left; the hazard stays on record",
            resident=True,
        ),
        _fact("terminate", "terminated", "终止办理，已说明理由", "Ended; reason told", resident=True),
        _fact("change_mode", "mode_changed", "调整办理方式", "Way of handling changed"),
        _fact("change_urgency", "urgency_changed", "调整紧急程度", "Urgency changed"),
        _fact("reassign_person", "person_reassigned", "调整经办人", "Another person handles it"),
        _fact("supervise", "supervised", "督办", "Supervised"),
        _fact("answer_supervision", "supervision_answered", "督办已回复", "Supervision answered"),
        _fact("close_supervision", "supervision_closed", "督办已了结", "Supervision closed"),
        _fact("issue_letter", "letter_issued", "信函已编号发出", "A letter was numbered"),
        _fact("publish_case", "case_published", "公开案例", "Case published"),
        _fact("correct_record", "record_corrected", "更正记录", "Record corrected"),
        _fact("take_back", "taken_back", "上一步已撤回", "The last step was taken back", resident=True),
        _fact(
            "call_line", "line_called", "已转告应急或专业热线", "An emergency or service line was told", resident=True
        ),
        _fact("receipt", "receipt_recorded", "转办回执已记录", "The receipt of the hand-over came in", resident=True),
        _fact(
            "request_refuse", "refusal_proposed", "拟不予受理，待第二人复核", "Refusal proposed; a second person checks"
        ),
        _fact("reject_refuse", "refusal_rejected", "不同意不予受理，继续办理", "Refusal not confirmed; it goes on"),
        _fact("request_urgency", "urgency_lowering_asked", "申请降低紧急程度", "Lowering the urgency was asked for"),
        _fact("reject_urgency", "urgency_kept", "不同意降低紧急程度", "The urgency stays"),
        _fact("request_correction", "correction_asked", "申请更正记录", "A correction was asked for"),
        _fact("reject_correction", "correction_refused", "不同意更正记录", "The correction was refused"),
        _fact(
            "request_explained_close",
            "explained_close_asked",
            "申请解释后办结",
            "Closing after explaining was asked for",
        ),
        _fact("reject_explained_close", "explained_close_refused", "不同意解释后办结", "Closing was not agreed to"),
        _fact("explain", "explained", "已向诉求人解释", "It was explained to the reporter", resident=True),
        _fact("spot_check", "spot_checked", "撤回抽查", "A withdrawal was checked by phone"),
        _fact("renew_link", "link_renewed", "回执链接已更换", "The receipt link was renewed", resident=True),
        _fact(
            "withdraw_consent",
            "consent_withdrawn",
            "诉求人撤回公开同意，已停止公开",
            "The consent to publish was withdrawn; nothing is shown any more",
            resident=True,
        ),
        _fact("guardian_consent", "guardian_agreed", "监护人已同意办理", "The guardian agreed", resident=True),
        _fact("attach", "file_added", "补充附件", "A file was added"),
        _fact("erase", "erased", "按期删除个人信息", "Personal data erased when its time had come"),
        _fact("interim_reply", "interim_replied", "阶段答复", "Interim reply", resident=True),
        _fact("request_decided", "request_decided", "已作出决定", "Decided"),
        _fact("follow_up", "follow_up_ordered", "后续事项已安排", "A follow-up was ordered", resident=True),
        _fact("follow_up_done", "follow_up_done", "后续事项已完成", "The follow-up is done", resident=True),
        _fact("rectify", "rectify_served", "已发出限期整改通知", "Notice to rectify served", resident=True),
        _fact("recheck", "rectify_rechecked", "整改到期复查", "Rectification rechecked", resident=True),
        _fact("visit", "visited", "联合入户", "Home visit", resident=True),
    ]
)
"""The fact that each event of the table (and each deed beside the table) leaves."""

BY_KIND: dict[str, type[Moved]] = {cls.kind: cls for cls in BY_EVENT.values()}
"""The same by fact kind, for timelines."""


@dataclass(frozen=True)
class LabelsGivenOut(Event):
    """`id` is this giving-out's own. So many ended cases left as rows to learn from; `masks` counts by kind what
    was covered; `operator` is the number of the system's user at whose terminal it happened.
    """

    kind: ClassVar[str] = "appeals.labels_given_out"
    rows: int
    operator: int
    masks: dict[str, Plain] = field(default_factory=dict)
