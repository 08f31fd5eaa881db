"""How often one address may send without an account: counted in the database, with what the interface takes."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from linli.kernel.errors import Refused
from linli.kernel.words import Text
from linli.people import actions
from linli.people.api.limits import REPORTS
from linli.people.doors import address_of


class TooFast(Refused):
    """Too many reports from one address in a minute."""

    code = "web.too_fast"
    status = 429
    says = Text(
        "一分钟内发送的次数太多，请稍等一分钟再发；写好的内容还在。紧急情况请直接打电话。",
        "Too many reports within a minute. Please wait a minute; what you wrote is kept. In danger, call.",
    )


def within_rate(request: HttpRequest, *, is_danger: bool = False) -> bool:
    """Count this report against the address's minute; say whether it is within it. A limit of 0 counts nothing.

    A report of danger is taken beyond the limit too, for one house may hold many who call; it is marked.

    :raises TooFast: more than LINLI_REPORTS_PER_MINUTE, and no danger.
    """
    most = int(getattr(settings, "LINLI_REPORTS_PER_MINUTE", 30))
    if most <= 0:
        return True
    is_within = actions.count_request(REPORTS, address_of(request)) <= most
    if not is_within and not is_danger:
        raise TooFast
    return is_within
