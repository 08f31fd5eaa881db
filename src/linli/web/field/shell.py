"""The shell of the field: a page, its manifest and its worker, the same for everybody and without anybody's data.

Only these and the files they need are ever put into a cache of the browser; what is somebody's lies in a database of
the device that signing out empties (ADR 0020).
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import get_template, render_to_string
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from linli.appeals.words import Urgency
from linli.dispatch.words import VisitKind
from linli.fieldwork.words import Outcome
from linli.web.language import said
from linli.web.staff.forms import words

SCOPE = "/field/"
TEMPLATE = "web/field/shell.html"
TEMPLATES = (TEMPLATE, "web/field/patrol.html", "web/field/diary.html", "web/field/homes.html")
WORKER = "linli/field-worker.js"
FILES = (
    "linli/tokens.css",
    "linli/linli.css",
    "linli/field.css",
    "linli/field-round.css",
    "linli/linli.js",
    "linli/photos.js",
    "linli/draft.js",
    "linli/field.js",
    "linli/field-store.js",
    "linli/field-outbox.js",
    "linli/field-outbox-page.js",
    "linli/field-parts.js",
    "linli/field-patrol.js",
    "linli/field-map.js",
    "linli/field-diary.js",
    "linli/field-homes.js",
    "linli/icons.svg",
    "linli/mark.svg",
)
"""What the page needs to open without a line."""
ICONS = (("field/icon-192.png", 192), ("field/icon-512.png", 512))
STRICT = csp_replace(
    {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
    }
)
"""Nothing from elsewhere, nothing inline, no frame, no object: only what the field itself consists of."""


@STRICT
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """Show the page; it holds no data and no name, so that it may stay on the device after somebody signed out."""
    context = {
        "request": request,
        "urgencies": words([Urgency.NORMAL, Urgency.URGENT, Urgency.EMERGENCY])(None),
        "visit_kinds": words(VisitKind)(None),
        "outcomes": words(Outcome)(None),
    }
    answer = HttpResponse(render_to_string(TEMPLATE, context))
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Say how the field is installed on a phone."""
    given: dict[str, Any] = {
        "id": SCOPE,
        "name": str(said("邻里 · 现场", "linli in the field")),
        "short_name": str(said("邻里现场", "linli field")),
        "description": str(
            said("没有网也能用：待办、巡查、上报、走访。", "Works without a line: duties, rounds, reports, visits.")
        ),
        "start_url": SCOPE,
        "scope": SCOPE,
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#FBFAF7",
        "theme_color": "#FFFFFF",
        "lang": str(said("zh-CN", "en")),
        "icons": [
            {"src": static(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for name, size in ICONS
            for purpose in ("any", "maskable")
        ],
    }
    answer = JsonResponse(given, content_type="application/manifest+json")
    answer["Cache-Control"] = "no-cache"
    return answer


@STRICT
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker with the version of what it keeps; a new version of any file is a new worker."""
    known = {"version": version(), "shell": SCOPE, "files": [static(name) for name in FILES]}
    text = f"const KEPT = {json.dumps(known)};\n" + _read(WORKER).decode()
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@cache
def version() -> str:
    """Return the name of this version: a digest of every file the field consists of."""
    digest = hashlib.sha256()
    for name in (*FILES, WORKER):
        digest.update(_read(name))
    for name in TEMPLATES:
        digest.update(Path(str(getattr(get_template(name), "origin", None))).read_bytes())
    return digest.hexdigest()[:16]


def _read(name: str) -> bytes:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_bytes()
