"""The first version of the words people agree to; later versions are rows (个人信息保护法 §14, §17)."""

from __future__ import annotations

from collections.abc import Mapping

from linli.kernel.words import Text
from linli.people.words import Purpose

FIRST_TEXTS: Mapping[Purpose, Text] = {
    Purpose.PUBLISH_CONTACT: Text(
        "我同意在所选范围内公开我的姓名和电话，方便邻居联系。可以随时撤回，撤回后立即不再显示；不同意不影响任何服务。",
        "I agree that my name and phone are shown in the chosen area so that neighbours can reach me. I can take this "
        "back at any time and it is hidden at once. Saying no changes nothing else.",
    ),
    Purpose.PUBLISH_CASE: Text(
        "我同意公开这件事的办理经过，其中可能让熟人认出是我。姓名、电话、门牌会遮盖。可以随时撤回。",
        "I agree that the story of this case is published, though those who know me may recognise me. Names, phones "
        "and door numbers are covered. I can take this back at any time.",
    ),
    Purpose.SENSITIVE: Text(
        "我同意为办理这件事处理我提供的健康、财务、证件等敏感信息；只给办理的人看，办结一年后删除。不同意也会受理，但可能需要当面核实。",
        "I agree that sensitive data I gave (health, money, documents) is used for this case only, seen only by those "
        "who handle it and deleted one year after it closes. Without this the case is taken all the same.",
    ),
    Purpose.MINOR: Text(
        "我是孩子的监护人，同意为办理这件事处理孩子的信息。查看须经批准，每次都有记录。",
        "I am the child's guardian and agree that the child's data is used for this case. Each look is approved and "
        "written down.",
    ),
    Purpose.POINTS: Text(
        "我自愿参加美德信用积分，了解规则和异议办法，可以随时退出；不参加不影响公共服务。",
        "I join the virtue points of my own will, know the rules and how to object, and can leave at any time. Public "
        "services do not depend on it.",
    ),
    Purpose.TAGS: Text(
        "我同意记录我的服务需要（如独居、行动不便），只供上门服务的人使用，每年复核一次。",
        "I agree that my needs (living alone, moving with difficulty) are noted for those who visit me, and reviewed "
        "once a year.",
    ),
    Purpose.SHARE_PARTNER: Text(
        "我同意把这件事必需的信息提供给所选的合作单位；电话以转接方式提供，不给真实号码。",
        "I agree that what is needed for this goes to the chosen partner; calls are relayed and the number stays here.",
    ),
    Purpose.NEWS: Text(
        "我愿意接收所选范围的消息，可以随时退订。", "I want news of the chosen area and can stop it at any time."
    ),
    Purpose.PROXY: Text(
        "我同意由他（她）代我反映和跟进这件事，结果也告诉他（她）。",
        "I agree that this helper reports and follows the matter for me and hears the result.",
    ),
    Purpose.HOUSEHOLD: Text(
        "我同意本网格的网格员记下所选的这一项情况，只用于上门走访、日常照应或突发情况时先照顾我。这是敏感信息，泄露可能让人"
        "知道我的处境；它加密保存，每次查看须说明理由并留下记录，我随时能看到谁看过。到期自动删除，最长一年。"
        "可以随时撤回，一撤回马上删除；不同意不影响任何服务。",
        "I agree that the worker of my grid notes the one thing chosen, only to visit me, to look after me or to help "
        "me first in an emergency. It is sensitive: if it leaked, others would know how I live. It is sealed; each "
        "look asks for a reason, is written down, and I can see who looked. It goes by itself on its day, after a "
        "year at the latest. I can take this back at any time and it is deleted at once. Saying no changes nothing "
        "else.",
    ),
}
