"""Pictures: uploaded first, listed by image_id (protocol A3)."""

import hashlib

from connectors.sandbox.pictures import looked_at
from connectors.sandbox.shopee.call import Answer, Call, Refusal
from connectors.sandbox.web import UploadedFile

LARGEST_IMAGE = 10 * 1024 * 1024
IMAGES_PER_CALL = 9


def upload_image(call: Call) -> Answer:
    """multipart field `image`, up to nine; optional `scene` and `ratio`."""
    files = [file for file in call.request.files() if file.field == "image"]
    if not files:
        raise Refusal("prodct.error_param", "can't find image file")
    if len(files) > IMAGES_PER_CALL:
        raise Refusal("error_param", f"at most {IMAGES_PER_CALL} images per call")
    if len(files) == 1:
        info = _keep(call, files[0])
        entry = {"id": 0, "error": "", "message": "", "image_info": info}
        return Answer({"image_info": info, "image_info_list": [entry]})
    entries = [_entry(call, place, file) for place, file in enumerate(files)]
    first: dict = next((entry["image_info"] for entry in entries if not entry["error"]), {})
    return Answer({"image_info": first, "image_info_list": entries})


def _entry(call: Call, place: int, file: UploadedFile) -> dict:
    try:
        return {"id": place, "error": "", "message": "", "image_info": _keep(call, file)}
    except Refusal as refusal:
        return {"id": place, "error": refusal.error, "message": refusal.message, "image_info": {}}


def _keep(call: Call, file: UploadedFile) -> dict:
    if len(file.content) > LARGEST_IMAGE:
        raise Refusal("error_param", "image file size is over 10 MB")
    mime = _mime(file.content)
    image_id = f"vn-11134207-{hashlib.sha256(file.content).hexdigest()[:24]}"
    call.store.run("INSERT OR IGNORE INTO image VALUES (?, ?, ?)", image_id, mime, file.content)
    urls = [{"image_url_region": "VN", "image_url": image_url(call, image_id)}]
    return {"image_id": image_id, "image_url_list": urls}


def _mime(content: bytes) -> str:
    picture = looked_at(content)
    if picture is None:
        raise Refusal("error_param", "Invalid image file")
    if not picture.mime:
        raise Refusal("error_param", "image format should be JPG, JPEG or PNG")
    return picture.mime


def image_url(call: Call, image_id: str) -> str:
    return f"{call.request.origin}/anh/{image_id}"
