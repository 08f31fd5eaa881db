"""Taking a report: one transaction, one number, one receipt. This is the path that is measured; keep it short."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from linli.appeals.actions import consenting, files, joining, moving, owing, presuming, telling
from linli.appeals.actions.alerting import alert
from linli.appeals.actions.placing import Found, Heard, Place, find, find_in_words, point_area
from linli.appeals.actions.proposing import Proposed, as_said, propose
from linli.appeals.events import BY_EVENT
from linli.appeals.models import Appeal, AppealText
from linli.appeals.queries import links, nearby
from linli.appeals.rules import intake, searching
from linli.appeals.rules.moves import MOVES
from linli.appeals.triage.propose import MOST_CHARACTERS
from linli.appeals.words import AttachmentUse, Channel, Kind, State, TextKind, Urgency
from linli.grid import queries as grid
from linli.journal import actions as journal
from linli.journal import rows
from linli.journal.together import together
from linli.kernel.actor import Actor
from linli.kernel.errors import Forbidden
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.people import actions as people
from linli.people import queries as contacts
from linli.people.words import Role
from linli.standards import queries as standards

OVER_LIMIT = "over_limit"
UNGUESSABLE = 32
"""So long is a key that a program made by chance (a UUID); a shorter one somebody else may hit upon."""


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports; all may be empty, nobody has to say the name."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class NewAppeal:
    """What comes in at the one mouth (S-067).

    `client_id` names this press of the button, `external_number` the other system's case: each is taken once.
    `place_words` is the place in the reporter's words; `urgency` what a member of staff heard (only ever raises).
    `about_unit` is the unit that the reporter complains of, or one of whose people. `reporter_account` is whose words
    these are, where somebody else registers what a neighbour said (S-069);
    `same_as` an open report that the reporter says is the same matter. `category` is the leaf that the reporter chose
    from the list of matters: it stands before what the machine proposes, and a person confirms it. `is_over_limit`: its
    sender had sent more than a minute takes, and it was taken for the danger in its words (ADR 0045).
    """

    text: str
    channel: Channel = Channel.WEB
    kind: Kind = Kind.HELP
    reporter: Reporter | None = None
    place: Place = field(default_factory=Place)
    client_id: str | None = None
    external_number: str | None = None
    found_at: datetime | None = None
    urgency: Urgency | None = None
    households: int | None = None
    uploads: tuple[files.Upload, ...] = ()
    reply_requested: bool = True
    is_proxy: bool = False
    has_proxy_consent: bool = False
    is_minor: bool = False
    guardian: Reporter | None = None
    publish_consent: bool = False
    follows: UUID | None = None
    about_unit: UUID | None = None
    reporter_account: UUID | None = None
    same_as: UUID | None = None
    category: str | None = None
    is_over_limit: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    """The receipt. `is_repeat`: this was registered before, nothing was changed.

    `token` and `url` are empty where somebody else than its reporter repeats what was registered.
    """

    id: UUID
    number: str
    token: str
    url: str
    state: State
    urgency: Urgency
    area_path: str
    triage_due_at: datetime | None
    emergency_numbers: tuple[str, ...] = ()
    duplicates: tuple[nearby.Near, ...] = ()
    is_outside: bool = False
    is_repeat: bool = False


def register(*, actor: Actor, new: NewAppeal, now: datetime) -> Registered:
    """Register a report and return its receipt; a repeated client id or external number returns the first one (I14).

    One transaction: contact, place, proposal of the machine, appeal, words, triage duty, fact, receipt message; at most
    20 statements. Emergency words raise the urgency at once and alert the duty desk (R5-2, D7). Source: T02.

    :raises Forbidden: the actor may not register there.
    :raises NothingSaid, TooLong, TooManyFiles, NoProxyConsent, FileRefused:
    :raises KeyTaken: the client id belongs to a report with other words.
    :raises Invalid: a point without its coordinate system, an unknown building code or unit, a character that cannot be
        stored.
    :raises MasterEnded, NotTheSame: `same_as` is open no longer, or is no matter for everybody at this place.
    """
    new = cleaned(new)
    if new.channel not in intake.OPEN_CHANNELS and not actor.reach("appeals.submit"):
        raise Forbidden(deed="appeals.submit")
    intake.check_report(
        new.text, files=len(new.uploads), is_proxy=new.is_proxy, has_proxy_consent=new.has_proxy_consent
    )
    ready = [files.prepare(upload) for upload in new.uploads]
    try:
        with together():
            return _register(actor, new, ready, now)
    except IntegrityError:
        # Taken before: nearly every press is the first, so looking beforehand would cost every report a statement.
        earlier = _earlier(new)
        if earlier is None:
            raise
        if earlier.client_id is not None and earlier.client_id == new.client_id and not _says_the_same(new, earlier):
            raise intake.KeyTaken from None
        return receipt(earlier, due=None, is_repeat=True, is_for_reporter=is_same_speaker(actor, new, earlier))


def cleaned(new: NewAppeal) -> NewAppeal:
    """Return the report without the characters that nobody sees.

    :raises Invalid: it holds one that cannot be stored.
    """
    place = replace(new.place, address=clean(new.place.address, field="address"))
    return replace(new, text=clean(new.text), place=place)


def _register(actor: Actor, new: NewAppeal, ready: Sequence[files.Ready], now: datetime) -> Registered:
    found, proposed = look(new.text, new.place, new.channel, now)
    proposed = as_said(proposed, new.category, now)
    role = _role(actor, new.channel, found.area_path)
    appeal = _appeal(actor, new, proposed, found, role, now)
    rows.insert(appeal)
    text = keep_report(appeal, new.text, actor=actor, now=now)
    for file in ready:
        files.keep(appeal, file, use=AttachmentUse.REPORT, actor=actor, now=now)
    consenting.keep_consent(appeal, actor=actor, now=now)
    if new.is_proxy:
        consenting.keep_proxy_consent(appeal, actor=actor, now=now)
    due = owing.owe(appeal, owing.TRIAGE, "triage", owing.triager_of(appeal, now=now), actor=actor, now=now)
    _tell(appeal, text, actor=actor, role=role, now=now, found=found, event="submit", source="",
          is_proxy=new.is_proxy)  # fmt: skip
    telling.tell_reporter(appeal, "appeal.received", now=now, key="1", due_at=due)
    alert(appeal, now=now)
    # Last, for its answer is waited for, and then those of all statements before it are there too.
    duplicates = tuple(nearby.likely_same(nearby.spot_of(appeal, proposed.category), exclude=appeal.id, now=now))
    return receipt(appeal, due=due, proposed=proposed, found=found, duplicates=duplicates)


def look(text: str, place: Place, channel: Channel, now: datetime) -> tuple[Found, Proposed]:
    """Return where it is and what the machine proposes. No statement while standards and grid are fresh in memory."""
    found = find(place, at=now)
    spot = grid.spot_in(text[:MOST_CHARACTERS], at=now) if found.lon is None else None
    proposed = propose(text, channel=channel, now=now, point_area=point_area(found, spot))
    heard = Heard(proposed.area_path, proposed.estate_id, proposed.building_id, proposed.rung, proposed.confidence,
                  proposed.alias_id, spot)  # fmt: skip
    named = find_in_words(found, heard, at=now)
    return named, replace(proposed, codes={**proposed.codes, "place": named.read()})


def _role(actor: Actor, channel: Channel, area_path: str) -> str:
    role = intake.acting_role(actor.roles, channel, may_submit=actor.may("appeals.submit", area_path))
    if role is None:
        raise Forbidden(deed="appeals.submit")
    return role


def _appeal(actor: Actor, new: NewAppeal, proposed: Proposed, found: Found, role: str, now: datetime) -> Appeal:
    is_own = role == Role.RESIDENT.value
    account_id = actor.account_id if is_own else new.reporter_account
    return Appeal(
        id=new_id(now),
        day=standards.calendar(now).local_day(now),
        channel=new.channel.value,
        external_number=new.external_number,
        client_id=new.client_id,
        kind=new.kind.value,
        state=State.RECEIVED.value,
        urgency=intake.urgency_at_once(proposed.urgency, None if is_own else new.urgency).value,
        reply_requested=new.reply_requested,
        proposal=proposed.codes | ({OVER_LIMIT: True} if new.is_over_limit else {}),
        area_id=found.area_id,
        area_path=found.area_path,
        estate_id=found.estate_id,
        building_id=found.building_id,
        lon=found.lon,
        lat=found.lat,
        place_words=new.place.address[:200],
        preview=proposed.preview,
        complained_ids=_complained_of(new, proposed, found, now),
        reporter_id=keep_reporter(new, account_id, now),
        reporter_account_id=account_id,
        registered_by_id=None if is_own else actor.account_id,
        is_minor=new.is_minor,
        publish_consent=new.publish_consent,
        households=new.households,
        follows_id=new.follows,
        same_as_id=None if new.same_as is None else joining.pointed_at(new.same_as, found, proposed.category, now=now),
        found_at=intake.moment_found(new.found_at, now),
        registered_at=now,
        changed_at=now,
    )


def _complained_of(new: NewAppeal, proposed: Proposed, found: Found, now: datetime) -> list[UUID]:
    """Return the units presumed complained of until a person triages it (I13, ADR 0014)."""
    said = presuming.presumed(
        new.text,
        category=proposed.category,
        kind=new.kind.value,
        area_path=found.area_path,
        estate_id=found.estate_id,
        now=now,
    )
    units = said | presuming.pointed_at(new.about_unit) | presuming.inherited(new.follows)
    return sorted(units, key=str)


def keep_reporter(new: NewAppeal, account_id: UUID | None, now: datetime) -> UUID | None:
    """Keep who reports; return the contact, the account's newest where nothing was said. At most two statements.

    A child is a contact even without a name, for its guardian has to agree; the guardian is one too: one more.
    """
    who = new.reporter
    if _is_said(who) or new.is_minor:
        known = who or Reporter()
        return people.keep_contact(
            name=known.name,
            phone=known.phone,
            email=known.email,
            account_id=account_id,
            minor=new.is_minor,
            guardian_id=_keep_guardian(new, now),
            now=now,
        )
    if account_id is None:
        return None
    kept = contacts.contact_ids_of(account_id)
    return kept[0] if kept else people.keep_contact(account_id=account_id, minor=new.is_minor, now=now)


def _is_said(who: Reporter | None) -> bool:
    return who is not None and any(said.strip() for said in (who.name, who.phone, who.email))


def _keep_guardian(new: NewAppeal, now: datetime) -> UUID | None:
    if not new.is_minor or new.guardian is None or not _is_said(new.guardian):
        return None
    return people.keep_contact(name=new.guardian.name, phone=new.guardian.phone, now=now)


def keep_report(appeal: Appeal, body: str, *, actor: Actor, now: datetime) -> AppealText:
    """Store the report's own words with their pairs of characters, by which they are found. One INSERT."""
    text = AppealText(
        appeal=appeal,
        kind=TextKind.REPORT.value,
        body=body,
        salt=secrets.token_bytes(16),
        author_id=actor.account_id,
        at=now,
        grams=grams_of(body),
    )
    rows.insert(text)
    return text


def grams_of(body: str) -> list[int] | None:
    """Return the pairs of characters by which a report is found, or None for an empty one."""
    return searching.bigrams(body) or None


def _tell(
    appeal: Appeal, text: AppealText, *, actor: Actor, role: str, now: datetime, found: Found, event: str, source: str,
    is_proxy: bool = False,
) -> None:  # fmt: skip
    row = MOVES.find(None if not source else State(source), event)
    fact = BY_EVENT[event](
        appeal.id,
        move=row.code,
        source=source,
        to=appeal.state,
        role=role,
        text_id=text.id,
        text_digest=moving.digest_of(text),
        more={
            "channel": appeal.channel,
            "kind": appeal.kind,
            "urgency": appeal.urgency,
            "certainty": found.certainty,
            "reply_requested": appeal.reply_requested,
            "is_anonymous": appeal.reporter_id is None,
            "is_proxy": is_proxy,
        },
    )
    journal.record(fact, actor=actor, at=now, area_path=appeal.area_path)


def receipt(
    appeal: Appeal,
    *,
    due: datetime | None,
    proposed: Proposed | None = None,
    found: Found | None = None,
    duplicates: tuple[nearby.Near, ...] = (),
    is_repeat: bool = False,
    is_for_reporter: bool = True,
) -> Registered:
    """Return the receipt of a registered appeal; the secret link only where it is for its reporter. No statement.

    A repeated press proves nothing after the link was renewed: somebody else may have had the old one.
    """
    has_link = is_for_reporter and not (is_repeat and appeal.link_round)
    return Registered(
        id=appeal.id,
        number=links.number(appeal),
        token=links.token(appeal) if has_link else "",
        url=links.url(appeal) if has_link else "",
        state=State(appeal.state),
        urgency=Urgency(appeal.urgency),
        area_path=appeal.area_path,
        triage_due_at=due,
        emergency_numbers=proposed.emergency_numbers if proposed else (),
        duplicates=duplicates,
        is_outside=found is not None and found.certainty == "outside",
        is_repeat=is_repeat,
    )


def _earlier(new: NewAppeal) -> Appeal | None:
    """Return what the same press of the button made, or the same case of the other system. One statement."""
    found: Appeal | None = None
    if new.client_id is not None:
        found = Appeal.objects.filter(client_id=new.client_id).first()
    if found is None and new.external_number is not None:
        found = Appeal.objects.filter(channel=new.channel.value, external_number=new.external_number).first()
    return found


def is_same_speaker(actor: Actor, new: NewAppeal, earlier: Appeal) -> bool:
    """Say whether a repeated press comes from whoever pressed first; only they get the secret link once more.

    Somebody with an account is known by it. Others are known by the key itself where nobody guesses it, else by
    having said the same words. The number of another system's case is no secret and proves nothing. At most one
    statement.
    """
    first = earlier.reporter_account_id or earlier.registered_by_id
    if first is not None:
        return actor.account_id == first
    if new.client_id is None or new.client_id != earlier.client_id:
        return False
    if len(new.client_id) >= UNGUESSABLE:
        return True
    return _says_the_same(new, earlier)


def _says_the_same(new: NewAppeal, earlier: Appeal) -> bool:
    said = AppealText.objects.filter(appeal=earlier, kind=TextKind.REPORT.value)
    return said.filter(body=new.text).exists() if new.text else not said.exists()
