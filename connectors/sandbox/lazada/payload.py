"""`payload` and `apiRequestBody`: XML, or JSON where the call takes it, as one plain structure (protocol B3)."""

import json
from xml.etree import ElementTree

from connectors.sandbox.lazada.call import Call, Refusal

LARGEST_PAYLOAD = 2 * 1024 * 1024


def read(call: Call, name: str = "payload", *, json_too: bool) -> dict:
    """The content of `Request`; leaves are texts, repeated elements lists."""
    text = call.text(name).strip()
    if len(text) > LARGEST_PAYLOAD:
        raise _malformed("too long")
    if text.startswith("<"):
        return _from_xml(text)
    if not json_too:
        raise _malformed("this call takes XML")
    try:
        body = json.loads(text)
    except ValueError as error:
        raise Refusal("1001", "E1001: the payload is not JSON", kind="ISV") from error
    if not isinstance(body, dict) or not isinstance(body.get("Request"), dict):
        raise _malformed("no Request")
    return body["Request"]


def _from_xml(text: str) -> dict:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _malformed("no document types")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 (document types are refused above)
    except (ElementTree.ParseError, ValueError) as error:
        raise _malformed(str(error)) from error
    content = _value(root)
    if root.tag != "Request" or not isinstance(content, dict):
        raise _malformed("no Request")
    return content


def _value(element: ElementTree.Element) -> dict | str:
    if not len(element):
        return (element.text or "").strip()
    found: dict = {}
    for child in element:
        value = _value(child)
        if child.tag not in found:
            found[child.tag] = value
        elif isinstance(found[child.tag], list):
            found[child.tag].append(value)
        else:
            found[child.tag] = [found[child.tag], value]
    return found


def _malformed(why: str) -> Refusal:
    return Refusal("5", f"E005: Invalid Request Format ({why})", kind="ISV")


def product(call: Call, name: str = "payload", *, json_too: bool = True) -> dict:
    """The `Product` of the request; code 30 when it is empty."""
    found = read(call, name, json_too=json_too).get("Product")
    if not isinstance(found, dict) or not found:
        raise Refusal("30", "E030: Empty Request", kind="ISV")
    return found


def section(holder: dict, name: str) -> dict:
    """A member that holds others; an empty XML element counts as an empty one."""
    found = holder.get(name) or {}
    if not isinstance(found, dict):
        raise _malformed(name)
    return found


def many(holder: dict, outer: str, inner: str) -> list:
    """`Skus.Sku` and the like: one, several or none, as a list."""
    found = section(holder, outer).get(inner)
    if found is None or found == "":
        return []
    return found if isinstance(found, list) else [found]


def skus(holder: dict) -> list[dict]:
    rows = many(holder, "Skus", "Sku")
    if not all(isinstance(row, dict) for row in rows):
        raise _malformed("Sku")
    return rows
