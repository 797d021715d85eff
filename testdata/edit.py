#!/usr/bin/env python3
"""Makes the files that no encoder at hand makes.

    edit.py empty-track SOURCE OUTPUT    copies an MP4 and takes every sample out of its last track
    edit.py odd-flac BITS OUTPUT         writes a FLAC file with 12 or 20 bits a sample
    edit.py unknown-sizes SOURCE OUTPUT  copies a Matroska file, its segment and clusters of unknown size
"""

import hashlib
import math
import struct
import sys


# MP4: the sample tables of the last track are emptied. The index must come last in the file, so that
# no chunk offset has to move. Source: ISO/IEC 14496-12 §8.6.1.2, §8.7.

CONTAINERS = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts")
EMPTY = {
    b"stts": struct.pack(">II", 0, 0),
    b"stsc": struct.pack(">II", 0, 0),
    b"stsz": struct.pack(">III", 0, 0, 0),
    b"stco": struct.pack(">II", 0, 0),
}
DROPPED = (b"edts", b"sgpd", b"sbgp", b"stss", b"ctts")


def boxes(data):
    at = 0
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        assert size >= 8 and at + size <= len(data), "no 64-bit or open boxes here"
        yield kind, data[at + 8:at + size]
        at += size


def box(kind, payload):
    return struct.pack(">I4s", len(payload) + 8, kind) + payload


def emptied(payload):
    out = b""
    for kind, inner in boxes(payload):
        if kind in DROPPED:
            continue
        if kind in EMPTY:
            inner = EMPTY[kind]
        elif kind == b"mdhd":
            inner = inner[:16] + bytes(4) + inner[20:]
        elif kind == b"tkhd":
            inner = inner[:20] + bytes(4) + inner[24:]
        elif kind in CONTAINERS:
            inner = emptied(inner)
        out += box(kind, inner)
    return out


def empty_track(source, output):
    top = list(boxes(open(source, "rb").read()))
    assert top[-1][0] == b"moov"
    movie = list(boxes(top[-1][1]))
    last = max(i for i, (kind, _) in enumerate(movie) if kind == b"trak")
    movie[last] = (b"trak", emptied(movie[last][1]))
    top[-1] = (b"moov", b"".join(box(*b) for b in movie))
    open(output, "wb").write(b"".join(box(*b) for b in top))


# FLAC: fixed predictors of order 1 with Rice coding, one independent channel. Source: RFC 9639.

class Bits:
    def __init__(self):
        self.value, self.count = 0, 0

    def put(self, value, count):
        self.value = self.value << count | value & ((1 << count) - 1)
        self.count += count

    def bytes(self):
        pad = -self.count % 8
        return (self.value << pad).to_bytes((self.count + pad) // 8, "big")


def crc(data, bits, polynomial):
    value, top, mask = 0, 1 << bits - 1, (1 << bits) - 1
    for byte in data:
        value ^= byte << bits - 8
        for _ in range(8):
            value = (value << 1 ^ polynomial if value & top else value << 1) & mask
    return value


def flac_frame(number, block, depth):
    code = {12: 2, 20: 5}[depth]
    header = Bits()
    header.put(0b11111111111110, 14)
    header.put(0, 2)          # fixed block size
    header.put(0b0111, 4)     # block size: 16 bits at the end of the header
    header.put(0b1001, 4)     # 44.1 kHz
    header.put(0, 4)          # one channel
    header.put(code, 3)
    header.put(0, 1)
    assert number < 128
    header.put(number, 8)
    header.put(len(block) - 1, 16)
    start = header.bytes()
    body = Bits()
    body.put(int.from_bytes(start + bytes([crc(start, 8, 0x07)]), "big"), 8 * len(start) + 8)
    body.put(0b00010010, 8)   # fixed predictor of order 1
    body.put(block[0], depth)
    rice = min(depth - 5, 12)
    body.put(0, 2)            # Rice parameters of 4 bits
    body.put(0, 4)            # one partition
    body.put(rice, 4)
    for before, sample in zip(block, block[1:]):
        residual = sample - before
        folded = residual << 1 if residual >= 0 else (-residual << 1) - 1
        body.put(1, (folded >> rice) + 1)
        body.put(folded, rice)
    data = body.bytes()
    return data + struct.pack(">H", crc(data, 16, 0x8005))


def odd_flac(depth, output):
    depth, peak = int(depth), 1 << int(depth) - 1
    samples = [round(0.6 * peak * math.sin(i * (0.02 + i * 2e-6))) for i in range(30000)]
    size = 2048
    blocks = [samples[i:i + size] for i in range(0, len(samples), size)]
    frames = [flac_frame(number, block, depth) for number, block in enumerate(blocks)]
    width = (depth + 7) // 8
    md5 = hashlib.md5(b"".join(s.to_bytes(width, "little", signed=True) for s in samples)).digest()
    info = Bits()
    for value, count in [(size, 16), (size, 16), (min(map(len, frames)), 24), (max(map(len, frames)), 24),
                         (44100, 20), (0, 3), (depth - 1, 5), (len(samples), 36)]:
        info.put(value, count)
    stream_info = info.bytes() + md5
    header = b"fLaC" + bytes([0x80]) + len(stream_info).to_bytes(3, "big") + stream_info
    open(output, "wb").write(header + b"".join(frames))


# Matroska: sizes become "unknown" (all ones) as a live writer leaves them. Source: RFC 8794 §6.2.

def vint(data, at):
    length = 9 - data[at].bit_length()
    value = data[at] & (0xFF >> length)
    for byte in data[at + 1:at + length]:
        value = value << 8 | byte
    return value, length


def unknown_sizes(source, output):
    data = bytearray(open(source, "rb").read())
    size, length = vint(data, 4)
    at = 4 + length + size

    def forget(at):
        _, length = vint(data, at)
        data[at:at + length] = bytes([0xFF >> length - 1]) + b"\xff" * (length - 1)
        return at + length

    assert data[at:at + 4] == b"\x18\x53\x80\x67"
    at = forget(at + 4)
    clusters = 0
    while at < len(data):
        identifier = bytes(data[at:at + 9 - data[at].bit_length()])
        size_at = at + len(identifier)
        size, length = vint(data, size_at)
        if identifier == b"\x1f\x43\xb6\x75":
            forget(size_at)
            clusters += 1
        at = size_at + length + size
    assert clusters > 1
    open(output, "wb").write(data)



JOBS = {"empty-track": empty_track, "odd-flac": odd_flac, "unknown-sizes": unknown_sizes}
JOBS[sys.argv[1]](*sys.argv[2:])
