"""Which tone and shape a state has on the page. Colour is never the only carrier: each state has a word and a shape.

Tones: `calm` waiting, nobody is late · `busy` somebody is at work · `soon` needs an eye · `late` needs a hand ·
`met` done · `off` over or aside.
"""

from linli.kernel.words import Text

TONES = ("calm", "busy", "soon", "late", "met", "off")

# state code -> (tone, shape); the codes of domain-spec §8.2 and of orders, duties, urgency, colours of warnings.
STATES: dict[str, tuple[str, str]] = {
    "draft": ("off", "ring"),
    "received": ("calm", "ring"),
    "need_info": ("soon", "half"),
    "triaged": ("calm", "ring"),
    "dispatched": ("calm", "ring"),
    "accepted": ("busy", "half"),
    "in_progress": ("busy", "half"),
    "bounce_review": ("soon", "half"),
    "whistled": ("busy", "half"),
    "waiting_children": ("busy", "half"),
    "top_review": ("soon", "diamond"),
    "suspended": ("off", "bars"),
    "handled": ("busy", "half"),
    "feedback": ("met", "check"),
    "revisit": ("busy", "half"),
    "reopened": ("soon", "half"),
    "closed": ("met", "check"),
    "archived": ("off", "check"),
    "merged": ("off", "diamond"),
    "answered": ("met", "check"),
    "redirected": ("off", "diamond"),
    "refused": ("off", "cross"),
    "terminated": ("off", "cross"),
    "withdrawn": ("off", "cross"),
    "pending": ("calm", "ring"),
    "working": ("busy", "half"),
    "submitted": ("busy", "half"),
    "approved": ("met", "check"),
    "returned": ("soon", "half"),
    "bounce_requested": ("soon", "half"),
    "bounced": ("off", "cross"),
    "paused": ("off", "bars"),
    "cancelled": ("off", "cross"),
    "open": ("calm", "ring"),
    "met": ("met", "check"),
    "late": ("late", "triangle"),
    "dropped": ("off", "cross"),
    "emergency": ("late", "triangle"),
    "urgent": ("soon", "triangle"),
    "normal": ("calm", "ring"),
    "low": ("off", "ring"),
    "published": ("met", "check"),
    "retired": ("off", "cross"),
}
UNKNOWN = ("calm", "ring")
SHAPE_OF_TONE = {
    "calm": "ring", "busy": "half", "soon": "half", "late": "triangle", "met": "check", "off": "cross",
}  # fmt: skip

# Drawn in a 12 × 12 box with the colour of the text.
SHAPES: dict[str, str] = {
    "ring": '<circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" stroke-width="2"/>',
    "half": '<circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" stroke-width="2"/>'
    '<path d="M6 2a4 4 0 0 1 0 8z" fill="currentColor"/>',
    "check": '<circle cx="6" cy="6" r="5.5" fill="currentColor"/>'
    '<path d="M3.4 6.2 5.3 8l3.3-3.8" fill="none" stroke="#fff" stroke-width="1.6"/>',
    "triangle": '<path d="M6 .8 11.6 11H.4z" fill="currentColor"/>'
    '<path d="M6 4.4v3M6 8.4v1.2" stroke="#fff" stroke-width="1.4"/>',
    "diamond": '<path d="M6 .8 11.2 6 6 11.2.8 6z" fill="currentColor"/>',
    "bars": '<path d="M3.5 1.5v9M8.5 1.5v9" stroke="currentColor" stroke-width="2.6"/>',
    "cross": '<path d="m2 2 8 8m0-8-8 8" stroke="currentColor" stroke-width="2"/>',
}

# Okabe and Ito 2008, fixed order; yellow only last, as a line on white it is too pale.
OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#000000", "#F0E442")

# Emergency numbers of China and of the power company; domain-spec §6.1.
EMERGENCY_NUMBERS: tuple[tuple[str, Text], ...] = (
    ("119", Text("起火、被困", "fire, trapped")),
    ("110", Text("人身危险", "violence")),
    ("120", Text("受伤、急病", "injury, illness")),
    ("122", Text("交通事故", "road accident")),
)
