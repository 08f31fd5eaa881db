"""The tables of people. Only people reads them; other rooms ask `queries`."""

from linli.people.models.accounts import Account, ApiToken, Press, SignIn
from linli.people.models.codes import PhoneCode
from linli.people.models.contacts import (
    Consent,
    ConsentText,
    Contact,
    DataRequest,
    MinorApproval,
    Residence,
    Reveal,
)
from linli.people.models.devices import Device
from linli.people.models.identities import Identity, IdentityInvitation
from linli.people.models.minors import MinorsAudit
from linli.people.models.officers import DataOfficer
from linli.people.models.organisations import (
    AreaCharge,
    Competence,
    FormationTarget,
    Grant,
    Organisation,
    Post,
    Recusal,
    Roster,
)
from linli.people.models.rates import Rate

__all__ = [
    "Account",
    "ApiToken",
    "AreaCharge",
    "Competence",
    "Consent",
    "ConsentText",
    "Contact",
    "DataOfficer",
    "DataRequest",
    "Device",
    "FormationTarget",
    "Grant",
    "Identity",
    "IdentityInvitation",
    "MinorApproval",
    "MinorsAudit",
    "Organisation",
    "PhoneCode",
    "Post",
    "Press",
    "Rate",
    "Recusal",
    "Residence",
    "Reveal",
    "Roster",
    "SignIn",
]
