"""Recorded bytes -> members, by protocol, without forgiveness.

botocore's own parsers skip what they don't know and turn what is nearly right into what is right. Here, every member
keeps the type it had on the wire, and what a model doesn't know is kept to be reported.
"""
import base64
import datetime
import json
from urllib.parse import parse_qsl, unquote
from xml.etree import ElementTree

from botocore.parsers import RpcV2CBORParser

import models



class Undecodable(Exception):
    """Bytes that the protocol has no meaning for."""


class Text(str):
    """A value that came as text where every type is text: path, query, header, form, XML."""


class Header(Text):
    """A value that came as a header: its times are HTTP dates."""


def request_members(call, request):
    """The members of a request and how they were written."""
    shape = call.operation.input_shape
    body = request["body"]
    if call.protocol == "json":
        return json_object(body)
    if call.protocol == "cbor":
        return cbor_object(body)
    if call.protocol == "query":
        return form(shape, body)
    return rest_request(call, shape, request)


def response_members(call, response):
    """The members of a good answer."""
    shape = call.operation.output_shape
    body = response["body"]
    if call.protocol == "json":
        return json_object(body)
    if call.protocol == "cbor":
        return cbor_object(body)
    if call.protocol == "query":
        return xml_answer(call, shape, body)
    return rest_response(call, shape, response)


def json_object(body):
    try:
        found = json.loads(body or b"{}")
    except ValueError as error:
        raise Undecodable(f"no JSON: {error}") from error
    if not isinstance(found, dict):
        raise Undecodable("JSON, but no object")
    return found


def cbor_object(body):
    if not body:
        return {}
    parser = RpcV2CBORParser()
    return parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))


def is_payload(shape):
    return shape is not None and shape.serialization.get("payload")


def rest_request(call, shape, request):
    members = {}
    if shape is None:
        return body_members(call, None, request["body"])
    by_place = {}
    for name, member in shape.members.items():
        place = member.serialization.get("location", "body")
        by_place[place, member.serialization.get("name", name)] = (name, member)
    for number, placeholder in enumerate(models.placeholders(call.operation)):
        name, _ = by_place["uri", placeholder]
        members[name] = Text(unquote(call.uri[number]))
    for key, text in call.query:
        if ("querystring", key) not in by_place:
            members[f"?{key}"] = Text(text)
            continue
        name, member = by_place["querystring", key]
        if member.type_name == "list":
            members.setdefault(name, []).append(Text(text))
        else:
            members[name] = Text(text)
    for (place, key), (name, member) in by_place.items():
        if place == "header" and key.lower() in request["headers"]:
            members[name] = header(member, request["headers"][key.lower()])
        if place == "headers":
            members.update(prefixed(name, key, request["headers"]))
    members.update(body_members(call, shape, request["body"]))
    return members


def header(shape, text):
    """A header's value; a list is written with commas."""
    return [Header(one.strip()) for one in text.split(",")] if shape.type_name == "list" else Header(text)


def prefixed(name, prefix, headers):
    """The headers of a prefix, as a map."""
    found = {key[len(prefix) :]: Header(value) for key, value in headers.items() if key.startswith(prefix.lower())}
    return {name: found} if found else {}


def rest_response(call, shape, response):
    members = {}
    if shape is not None:
        for name, member in shape.members.items():
            place = member.serialization.get("location")
            key = member.serialization.get("name", name).lower()
            if place == "header" and key in response["headers"]:
                members[name] = Header(response["headers"][key])
            elif place == "headers":
                members.update(prefixed(name, key, response["headers"]))
            elif place == "statusCode":
                members[name] = response["status"]
    members.update(body_members(call, shape, response["body"]))
    return members


def body_members(call, shape, body):
    payload = is_payload(shape)
    if payload:
        kind = shape.members[payload].type_name
        if kind in ("blob", "string"):
            return {payload: bytes(body)} if body else {}
        if call.protocol == "rest-xml":
            return {payload: xml_document(shape.members[payload], body)} if body else {}
        return {payload: json_object(body)} if body else {}
    if not body:
        return {}
    if call.protocol == "rest-xml":
        return xml_whole(call, shape, body)
    found = json_object(body)
    if shape is None:
        return found
    names = {}
    for name, member in shape.members.items():
        if "location" not in member.serialization:
            names[member.serialization.get("name", name)] = name
    return {names.get(key, key): value for key, value in found.items()}


# Forms and XML


def form(shape, body):
    tree = {}
    for key, text in parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True):
        at = tree
        *above, last = key.split(".")
        for step in above:
            at = at.setdefault(step, {})
            if not isinstance(at, dict):
                raise Undecodable(f"`{key}` is a value and a structure")
        at[last] = Text(text)
    for name in ["Action", "Version"]:
        if name not in tree:
            raise Undecodable(f"a form without `{name}`")
        del tree[name]
    return unform(shape, tree)


def unform(shape, tree):
    if shape is None or not isinstance(tree, dict):
        return tree
    if shape.type_name == "structure":
        names = {}
        for name, member in shape.members.items():
            flat_item = member.type_name == "list" and member.serialization.get("flattened")
            item = member.member.serialization.get("name") if flat_item else None
            names[item or member.serialization.get("name", name)] = name
        return {
            names.get(key, key): unform(shape.members.get(names.get(key, key)), value)
            for key, value in tree.items()
        }
    if shape.type_name == "list":
        if not shape.serialization.get("flattened"):
            item = shape.member.serialization.get("name", "member")
            if list(tree) != [item]:
                raise Undecodable(f"a list written with {sorted(tree)} instead of `{item}`")
            tree = tree[item]
        return [unform(shape.member, tree[key]) for key in numbered(tree)]
    if shape.type_name == "map":
        tree = tree if shape.serialization.get("flattened") else tree.get("entry", {})
        key_name = shape.key.serialization.get("name", "key")
        value_name = shape.value.serialization.get("name", "value")
        entries = [tree[key] for key in numbered(tree)]
        return {str(one[key_name]): unform(shape.value, one[value_name]) for one in entries}
    return tree


def numbered(tree):
    keys = sorted(tree, key=int)
    if [int(key) for key in keys] != list(range(1, len(keys) + 1)):
        raise Undecodable(f"a list numbered {keys}")
    return keys


def xml_root(body):
    try:
        return ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise Undecodable(f"no XML: {error}") from error


def xml_document(shape, body):
    """A document that is one member."""
    root = xml_root(body)
    wanted = shape.serialization.get("name", shape.name)
    if plain(root) != wanted:
        raise Undecodable(f"<{plain(root)}> instead of <{wanted}>")
    return xml_structure(shape, root)


def xml_whole(call, shape, body):
    """A document whose elements are the members."""
    root = xml_root(body)
    space = "http://s3.amazonaws.com/doc/2006-03-01/"
    if not root.tag.startswith("{%s}" % space):
        raise Undecodable(f"{root.tag} is outside the namespace {space}")
    if shape is None:
        return {plain(child): xml_value(None, child) for child in root}
    # The one answer whose root is its only member.
    if call.operation.name == "GetBucketLocation":
        return {plain(root): Text(root.text)} if root.text else {}
    return xml_structure(shape, root)


def plain(element):
    return element.tag.rsplit("}", 1)[-1]


def xml_answer(call, shape, body):
    root = xml_root(body)
    wanted = f"{call.operation.name}Response"
    if plain(root) != wanted:
        raise Undecodable(f"<{plain(root)}> instead of <{wanted}>")
    space = call.operation.service_model.metadata.get("xmlNamespace")
    if space and not root.tag.startswith("{%s}" % space):
        raise Undecodable(f"{root.tag} is outside the namespace {space}")
    parts = {plain(child): child for child in root}
    meta = parts.pop("ResponseMetadata", None)
    if meta is None or meta.find("{*}RequestId") is None:
        raise Undecodable("no ResponseMetadata with a RequestId")
    if shape is None:
        return {plain(child): xml_value(None, child) for child in root if plain(child) in parts}
    wrapper = shape.serialization.get("resultWrapper")
    if wrapper:
        if list(parts) != [wrapper]:
            raise Undecodable(f"{sorted(parts)} instead of {wrapper}")
        root = parts[wrapper]
    return xml_structure(shape, root)


def xml_structure(shape, element):
    names, found = {}, {}
    for name, member in shape.members.items():
        names[member.serialization.get("name", name)] = name
    for child in element:
        key = plain(child)
        name = names.get(key, key)
        value = xml_value(shape.members.get(name), child)
        if name in found and isinstance(found[name], list):
            found[name] += value
        elif name in found:
            raise Undecodable(f"<{key}> twice")
        else:
            found[name] = value
    for name, member in shape.members.items():
        key = member.serialization.get("name", name).rsplit(":", 1)[-1]
        for written, text in element.attrib.items():
            if member.serialization.get("xmlAttribute") and written.rsplit("}", 1)[-1] == key:
                found[name] = Text(text)
    return found


def xml_value(shape, element):
    if shape is None:
        return Text(element.text or "")
    if shape.type_name == "structure":
        return xml_structure(shape, element)
    if shape.type_name == "list":
        if shape.serialization.get("flattened"):
            return [xml_value(shape.member, element)]
        item = shape.member.serialization.get("name", "member")
        for child in element:
            if plain(child) != item:
                raise Undecodable(f"<{plain(child)}> in a list of <{item}>")
        return [xml_value(shape.member, child) for child in element]
    if shape.type_name == "map":
        entries = [element] if shape.serialization.get("flattened") else list(element)
        key_name = shape.key.serialization.get("name", "key")
        value_name = shape.value.serialization.get("name", "value")
        found = {}
        for entry in entries:
            parts = {plain(child): child for child in entry}
            found[parts[key_name].text] = xml_value(shape.value, parts[value_name])
        return found
    return Text(element.text or "")


# Errors


def error(call, response):
    """(code, members) of a refusal."""
    if call.protocol == "rest-xml":
        return xml_error(response)
    if call.protocol == "query":
        found = xml_root(response["body"]).find("{*}Error")
        if found is None:
            raise Undecodable("a refusal without <Error>")
        parts = {plain(child): child.text for child in found}
        if parts.get("Type") not in ("Sender", "Receiver"):
            raise Undecodable(f"an error of the type {parts.get('Type')}")
        return parts["Code"], {}
    members = cbor_object(response["body"]) if call.protocol == "cbor" else json_object(response["body"])
    written = members.pop("__type", None)
    code = response["headers"].get("x-amzn-errortype") if call.protocol == "rest-json" else written
    if not code:
        raise Undecodable("a refusal without its code")
    return code.split(":")[0].rsplit("#", 1)[-1], members


def xml_error(response):
    """S3's: a code among other elements; nothing at all where the answer has no body."""
    for header in ["x-amz-request-id", "x-amz-id-2"]:
        if header not in response["headers"]:
            raise Undecodable(f"a refusal without `{header}`")
    if not response["body"]:
        return None, {}
    root = xml_root(response["body"])
    parts = {plain(child): child.text for child in root}
    if plain(root) != "Error" or not {"Code", "Message", "RequestId", "HostId"} <= set(parts):
        raise Undecodable(f"a refusal <{plain(root)}> with {sorted(parts)}")
    return parts["Code"], {}


def readable(value):
    """A value as it is shown in a report."""
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    text = value.isoformat() if isinstance(value, datetime.datetime) else repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def blob(value):
    """The bytes of a blob in JSON."""
    return base64.b64decode(value, validate=True)
