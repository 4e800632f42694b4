"""Reads kind and size from the first bytes of a picture."""
import struct


def size(data):
    """Kind, width and height; ValueError for what is no PNG and no GIF."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR":
        return ("png", *struct.unpack(">II", data[16:24]))
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return ("gif", *struct.unpack("<HH", data[6:10]))
    raise ValueError("neither a PNG nor a GIF")
