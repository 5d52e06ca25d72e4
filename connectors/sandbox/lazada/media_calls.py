"""Pictures: uploaded, or fetched from an address, then listed by the URL that the answer gives (protocol B3)."""

import hashlib
import http.client
import json
import re
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from connectors.sandbox.lazada import payload
from connectors.sandbox.lazada.call import Answer, Call, Refusal
from connectors.sandbox.pictures import looked_at

LARGEST = {"3_mib": 3_145_728, "1_mb": 1_000_000}
SIDES = (330, 5000)
URLS_PER_BATCH = 8
FETCH_SECONDS = 5


def image_upload(call: Call) -> Answer:
    """multipart field `image`, which is not signed."""
    files = [file for file in call.request.files() if file.field == "image"]
    if not files:
        raise Refusal("300", "E300: no image in the field `image`")
    return Answer({"image": keep(call, files[0].content)})


def image_migrate(call: Call) -> Answer:
    """payload <Request><Image><Url>…</Url></Image></Request>"""
    image = payload.section(payload.read(call, json_too=False), "Image")
    return Answer({"image": keep(call, _fetched(call, str(image.get("Url") or "")))})


def images_migrate(call: Call) -> Answer:
    """Up to eight URLs; the result is polled by `batch_id`. A URL that fails is left out with its error."""
    urls = payload.many(payload.read(call, json_too=False), "Images", "Url")
    if not 1 <= len(urls) <= URLS_PER_BATCH:
        raise Refusal("303", f"E303: between 1 and {URLS_PER_BATCH} URLs")
    done, errors = [], []
    for url in urls:
        try:
            done.append(keep(call, _fetched(call, str(url))))
        except Refusal as refusal:
            errors.append({"original_url": url, "error_code": refusal.code, "msg": refusal.message})
    batch_id = call.store.token()
    images = json.dumps({"images": done, "errors": errors})
    call.store.run("INSERT INTO image_batch VALUES (?, ?)", batch_id, images)
    return Answer(top={"batch_id": batch_id})


def image_response(call: Call) -> Answer:
    row = call.store.row("SELECT images FROM image_batch WHERE batch_id = ?", call.text("batch_id"))
    if row is None:
        raise Refusal("304", "E304: no such batch")
    return Answer(json.loads(row["images"]))


def _fetched(call: Call, url: str) -> bytes:
    """The bytes behind an http(s) address with a host name on port 80 or 443; our own pictures on any."""
    if own := _stored(call, url):
        return own["content"]
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    numeric = re.fullmatch(r"[\d.]+|.*:.*", parts.hostname or "")
    if parts.scheme not in ("http", "https") or not parts.hostname or numeric or port not in (None, 80, 443):
        raise Refusal("301", "E301: the image URL is not allowed")
    request = urllib.request.Request(url)  # noqa: S310 (checked to be http or https)
    try:
        with urllib.request.urlopen(request, timeout=FETCH_SECONDS) as answer:  # noqa: S310
            return answer.read(LARGEST["3_mib"] + 1)
    except (urllib.error.URLError, OSError, http.client.HTTPException) as error:
        raise Refusal("302", "E302: the image could not be fetched") from error


def keep(call: Call, content: bytes) -> dict:
    """Check and store a picture; the same bytes always have the same URL."""
    if len(content) > LARGEST[call.market.quirks["image_limit"]]:
        raise Refusal("303", "E303: the image is too large")
    picture = looked_at(content)
    if picture is None or not picture.mime:
        raise Refusal("300", "E300: the image should be JPG or PNG")
    if not all(SIDES[0] <= side <= SIDES[1] for side in (picture.width, picture.height)):
        raise Refusal("304", f"E304: each side should have between {SIDES[0]} and {SIDES[1]} pixels")
    hash_code = hashlib.sha256(content).hexdigest()[:32]
    image_id = f"{hash_code}.{'jpg' if picture.mime == 'image/jpeg' else 'png'}"
    call.store.run("INSERT OR IGNORE INTO image VALUES (?, ?, ?)", image_id, picture.mime, content)
    return {"url": f"{call.request.origin}/anh/{image_id}", "hash_code": hash_code}


def hosted(call: Call, url: str) -> bool:
    """Whether the picture was uploaded here; the host may have changed since."""
    return _stored(call, url) is not None


def _stored(call: Call, url: str):
    image_id = urlsplit(url).path.removeprefix("/anh/")
    return call.store.row("SELECT content FROM image WHERE image_id = ?", image_id)
