"""What people are told: short, concrete, who, what, until when. Places named ``…_at`` and ``…_on`` take ISO moments
and days and are written as people say them; the others take codes, numbers and names of units, never of persons.
"""

from __future__ import annotations

from linli.kernel.words import Text

REPORTER_TEMPLATES: dict[str, Text] = {
    "appeal.received": Text(
        "您反映的事情已收到，编号 {number}。我们会在 {due_at} 前告诉您由谁办理。随时查看：{link}",
        "We have your report, number {number}. By {due_at} we will tell you who handles it. Follow it: {link}",
    ),
    "appeal.need_info": Text(
        "办理 {number} 还需要您补充：{question}。请在 {due_at} 前回复：{link}",
        "To go on with {number} we need to know: {question}. Please answer by {due_at}: {link}",
    ),
    "appeal.dispatched": Text(
        "{number} 已派给{unit_zh}，他们会在 {due_at} 前签收并联系您。",
        "{number} went to {unit_en}; they will take it up and call you by {due_at}.",
    ),
    "appeal.accepted": Text(
        "{unit_zh}已签收 {number}，会在 {due_at} 前联系您。",
        "{unit_en} has taken up {number} and will call you by {due_at}.",
    ),
    "appeal.contacted": Text(
        "{unit_zh}已就 {number} 与您联系，最迟 {due_at} 给您答复。",
        "{unit_en} has been in touch about {number}; you will have an answer by {due_at}.",
    ),
    "appeal.progress": Text(
        "{number} 有新进展，请看：{link}",
        "There is news about {number}: {link}",
    ),
    "appeal.extended": Text(
        "{number} 需要更多时间：{reason_zh}。新的答复时间是 {due_at}。",
        "{number} needs more time: {reason_en}. The new date is {due_at}.",
    ),
    "appeal.redispatched": Text(
        "{number} 改由{unit_zh}办理，最迟 {due_at} 给您答复。",
        "{number} is now with {unit_en}; you will have an answer by {due_at}.",
    ),
    "appeal.split": Text(
        "{number} 里有 {count} 件事，已分给不同单位同时办理，进展都在：{link}",
        "{number} holds {count} matters; each went to its own unit. Follow them all: {link}",
    ),
    "appeal.joint": Text(
        "{number} 由{unit_zh}牵头，几个单位一起到现场办理。",
        "{unit_en} leads on {number}; several units come together on site.",
    ),
    "appeal.top": Text(
        "{number} 已提请区里协调，{due_at} 前会给出办理方案。",
        "{number} went up to the district; there will be a plan by {due_at}.",
    ),
    "appeal.suspended": Text(
        "{number} 暂时办不了：{reason_zh}。我们会在 {review_on} 再看一次，并告诉您结果。",
        "{number} cannot be done for now: {reason_en}. We look again on {review_on} and will tell you.",
    ),
    "appeal.resumed": Text(
        "{number} 已恢复办理，最迟 {due_at} 给您答复。",
        "Work on {number} goes on; you will have an answer by {due_at}.",
    ),
    "appeal.feedback": Text(
        "{number} 有答复了，请看并告诉我们是否解决、是否满意：{link}",
        "There is an answer to {number}. Please read it and tell us whether it is solved: {link}",
    ),
    "appeal.answered": Text(
        "您问的事情（{number}）已答复：{link}",
        "Your question ({number}) is answered: {link}",
    ),
    "appeal.reopened": Text(
        "{number} 重新办理，这是第 {times} 次。最迟 {due_at} 给您答复。",
        "{number} is being handled again (time {times}); you will have an answer by {due_at}.",
    ),
    "appeal.closed": Text(
        "{number} 已办结。如果没有真正解决，{until_on} 前可以要求重办：{link}",
        "{number} is closed. If it is not really solved you can have it reopened until {until_on}: {link}",
    ),
    "appeal.proposed": Text(
        "您反映的 {number} 和邻居们反映的同类事情一起，已提为{kind_zh}，由{unit_zh}在 {due_on} 前决定是否采纳。"
        "您的诉求照常办理。",
        "With what neighbours reported alike, {number} was put forward as {kind_en}; {unit_en} decides by {due_on} "
        "whether to take it up. Your report is handled as before.",
    ),
    "appeal.proposal_taken": Text(
        "由 {number} 等诉求提出的{kind_zh}已被{unit_zh}采纳。",
        "{unit_en} has taken up {kind_en} that {number} and others led to.",
    ),
    "appeal.proposal_refused": Text(
        "由 {number} 等诉求提出的{kind_zh}未被{unit_zh}采纳，理由：{reason}。您的诉求照常办理。",
        "{unit_en} did not take up {kind_en} that {number} and others led to: {reason}. Your report is handled as "
        "before.",
    ),
    "appeal.redirected": Text(
        "{number} 不归我们办理，已转{target_zh}，对方凭证号 {receipt}。",
        "{number} is not ours to handle; it went to {target_en}, their number is {receipt}.",
    ),
    "appeal.refused": Text(
        "{number} 不能受理：{reason_zh}。您可以在 {until_on} 前提出异议：{link}",
        "{number} cannot be taken: {reason_en}. You can object until {until_on}: {link}",
    ),
    "appeal.terminated": Text(
        "{number} 终止办理：{reason_zh}。您可以在 {until_on} 前提出异议：{link}",
        "Handling of {number} has ended: {reason_en}. You can object until {until_on}: {link}",
    ),
    "appeal.objection_upheld": Text(
        "您对 {number} 的异议成立，现在重新办理。",
        "Your objection to {number} was right; it is being handled again.",
    ),
    "appeal.merged": Text(
        "{number} 与 {master} 是同一件事，一起办理；结果同样会答复您，您也可以评价。",
        "{number} is the same matter as {master}; both are handled together. You will get the answer and can rate it.",
    ),
    "appeal.unmerged": Text(
        "{number} 改为单独办理，登记时间不变。",
        "{number} is handled on its own again; its time of arrival stays.",
    ),
    "appeal.withdrawn": Text(
        "{number} 已按您的要求撤回。",
        "{number} was withdrawn as you asked.",
    ),
    "appeal.withdrawn_hazard": Text(
        "您已退出 {number}。因涉及公共安全，这个隐患我们会继续处理，您的信息已与它分开。",
        "You have left {number}. It is a public hazard, so we go on with it; your data is no longer part of it.",
    ),
    "appeal.link_renewed": Text(
        "{number} 的查看链接换了新的，旧链接已失效：{link} 不是您换的，请打 12345。",
        "The link of {number} was renewed and the old one is dead: {link} If it was not you, call 12345.",
    ),
    "appeal.revisit": Text(
        "我们想听听 {number} 办得怎么样：{link}",
        "We would like to hear how {number} went: {link}",
    ),
}

STAFF_TEMPLATES: dict[str, Text] = {
    "duty.new": Text("{number} 要您办理：{deed_zh}，{due_at} 前。", "{number} waits for you: {deed_en}, by {due_at}."),
    "duty.yellow": Text(
        "黄牌：{number} 的“{deed_zh}”快到期了，{due_at} 前要完成。",
        "Yellow card: “{deed_en}” on {number} is due at {due_at}.",
    ),
    "duty.red": Text(
        "红牌：{number} 的“{deed_zh}”已超期，原定 {due_at}。",
        "Red card: “{deed_en}” on {number} is overdue since {due_at}.",
    ),
    "duty.device_silent": Text(
        "设备 {code} 已 {minutes} 分钟没有信号，请去看看。",
        "Nothing was heard of the device {code} for {minutes} min; please have a look.",
    ),
    "duty.hot_spot": Text(
        "热点预警：近期有 {people} 个人反映同一件事，请在 {due_at} 前决定怎么办。",
        "Alert: {people} people told of one thing lately. Please decide by {due_at} what comes of it.",
    ),
    "duty.hot_spot_told": Text(
        "有 {people} 个人反映同一件事（{reports} 件诉求），请一并处理，详情在“热点”页。",
        "{people} people told of one thing ({reports} reports). Please handle them together; see the hot matters.",
    ),
    "duty.proposal": Text(
        "有一项提议交您单位：请在 {due_at} 前采纳，或写明不采纳的理由。",
        "A proposal waits for your office: please take it up by {due_at}, or say why not.",
    ),
    "duty.escalated": Text(
        "{number} 的“{deed_zh}”超期未办，已升级到您这里。",
        "“{deed_en}” on {number} was not done in time and comes up to you.",
    ),
    "order.late_accept": Text(
        "{number} 到 {due_at} 没有签收，系统已代为签收并记为迟签。",
        "{number} was not taken up by {due_at}; it now counts as taken, marked late.",
    ),
    "order.bounced": Text(
        "{number} 的退单申请已处理：{decision_zh}。",
        "The return of {number} was decided: {decision_en}.",
    ),
    "order.returned": Text(
        "{number} 的办理结果被退回：{reason_zh}。请在 {due_at} 前重报。",
        "The result of {number} was sent back: {reason_en}. Please submit again by {due_at}.",
    ),
    "order.extension": Text("{number} 的延期申请：{decision_zh}。", "The extension for {number}: {decision_en}."),
    "order.added": Text(
        "{number} 来件有新内容，已补充到诉求，请打开查看。",
        "New words came for {number} and were added to the report; please read them.",
    ),
    "order.whistle": Text(
        "吹哨：{number}，请于 {due_at} 前到场报到。牵头单位：{unit_zh}。",
        "You are called in on {number}: please arrive by {due_at}. Lead: {unit_en}.",
    ),
    "order.no_show": Text("{number}：{unit_zh}到时未报到。", "{number}: {unit_en} did not arrive in time."),
    "order.supervision": Text(
        "{number} 已列入督办，请在 {due_at} 前书面说明。",
        "{number} is under supervision; please explain in writing by {due_at}.",
    ),
    "order.top": Text("{number} 提请您协调，请在 {due_at} 前批示。", "{number} waits for your decision by {due_at}."),
    "emergency.alert": Text(
        "紧急：{number}，{place_zh}。请立即核实并联系 110/119/120/122。",
        "Emergency: {number}, {place_en}. Check at once and call 110/119/120/122.",
    ),
    "emergency.broadcast": Text(
        "紧急：{words_zh}（{until_at} 前有效）{link}", "Urgent: {words_en} (until {until_at}) {link}"
    ),
}

PEOPLE_TEMPLATES: dict[str, Text] = {
    "data.done": Text("您的个人信息请求“{kind_zh}”：{outcome_zh}。", "What you asked (“{kind_en}”): {outcome_en}."),
    "data.refused": Text(
        "您的个人信息请求“{kind_zh}”不能照办，理由写在您的信息页上。",
        "What you asked (“{kind_en}”) cannot be done; the reason stands on the page of your data.",
    ),
    "data.rules_changed": Text(
        "个人信息处理规则更新到第 {version} 版，请看：{link}",
        "The rules on personal data are now version {version}: {link}",
    ),
    "data.household_noted": Text(
        "经您同意，网格员记下了您家的一项情况，{until_on}到期自动删除。随时可看、可撤回：{link}",
        "With your consent your grid worker noted one thing about your household; it goes by itself on {until_on}. "
        "See it or take it back at any time: {link}",
    ),
    "account.revealed": Text(
        "{on_on}，工作人员因“{purpose_zh}”查看了您的联系方式。",
        "On {on_on} a member of staff saw your contact data: {purpose_en}.",
    ),
    "account.new_device": Text(
        "您的账号 {at_at} 在一台新设备上登录：{browser_zh}，{system_zh}。不是您本人？请马上换密码，"
        "并在“登录设备”里结束它。",
        "Your account was signed in on a new device at {at_at}: {browser_en}, {system_en}. Not you? Change the "
        "password now and end that device under “Devices”.",
    ),
}

GROUP_TEMPLATES: dict[str, Text] = {
    "group.removed": Text(
        "您在群里发的一条被移除，原因：{reason_zh}。您可以申诉，由另一位工作人员决定：{link}",
        "A post of yours was removed: {reason_en}. You can appeal; somebody else decides: {link}",
    ),
    "group.removal_decided": Text(
        "您对移除的申诉有结果了：{outcome_zh}。{link}", "Your appeal has been decided: {outcome_en}. {link}"
    ),
    "group.news": Text("【{topic_zh}】{title} {link}", "{topic_en}: {title} {link}"),
    "group.broadcast": Text(
        "【{topic_zh}】{words_zh}（{until_at} 前有效）{link}", "{topic_en}: {words_en} (until {until_at}) {link}"
    ),
    "group.address": Text("您登记的住址：{outcome_zh}。{link}", "The address you gave: {outcome_en}. {link}"),
}

SITTING_TEMPLATES: dict[str, Text] = {
    "sitting.booked": Text(
        "约好了：{start_at}，{place}，{kind_zh}。来不了请早点取消，把时间让给别人：{link}",
        "Booked: {kind_en}, {start_at}, {place}. If you cannot come, please cancel early: {link}",
    ),
    "sitting.reminder": Text(
        "提醒您：{start_at} 在{place}，{kind_zh}，您预约了。来不了请取消：{link}",
        "A reminder: you booked the {kind_en} on {start_at}, {place}. If you cannot come, please cancel: {link}",
    ),
    "sitting.moved": Text(
        "您预约的{kind_zh}改到 {start_at}，{place}。不合适可以取消或另约：{link}",
        "The {kind_en} you booked is now on {start_at}, {place}. Cancel or choose another: {link}",
    ),
    "sitting.called_off": Text(
        "您预约的 {start_at} {kind_zh}取消了，原因：{reason_zh}。可以约下一次，急事打 12345：{link}",
        "The {kind_en} you booked on {start_at} was called off: {reason_en}. Book the next one, or call 12345: {link}",
    ),
    "sitting.cancelled": Text(
        "您 {start_at} 的{kind_zh}预约已由工作人员取消。要另约：{link}",
        "Your booking of the {kind_en} on {start_at} was cancelled by staff. To book another: {link}",
    ),
}

CODE_TEMPLATES: dict[str, Text] = {
    "code.mine": Text(
        "邻里验证码 {code}，用来看您的诉求，{minutes} 分钟内有效。请不要告诉任何人，工作人员也不会问您要。",
        "linli code {code}, to see your reports; it holds for {minutes} min. Tell nobody; our staff never ask for it.",
    ),
    "code.join": Text(
        "邻里验证码 {code}，用来开账户，{minutes} 分钟内有效。不是您本人操作就不用理会。",
        "linli code {code}, to open an account; it holds for {minutes} min. If it was not you, ignore it.",
    ),
}
"""Messages to a phone. `code` is written in at the moment of sending and stands nowhere else."""

TEMPLATES: dict[str, Text] = {
    **REPORTER_TEMPLATES,
    **STAFF_TEMPLATES,
    **PEOPLE_TEMPLATES,
    **GROUP_TEMPLATES,
    **SITTING_TEMPLATES,
    **CODE_TEMPLATES,
}
