#!/usr/bin/env python3
"""Makes clips of pictures that are coded as fields, which no encoder at hand does.

    fields.py h264 UNIT OUTPUT.mp4       H.264 whose pictures are frames or pairs of fields (PAFF); a sample is a "frame",
                                         which both its fields share, or a "field"
    fields.py mjpeg FIRST SECOND OUTPUT  joins two AVI files of Motion JPEG: a sample holds one picture of each, as the
                                         fields of one frame with the marker AVI1
"""

import random
import struct
import sys

# H.264: intra macroblocks of raw samples, motion of whole and half samples without residue, skipped macroblocks; CAVLC.
# Source: ISO/IEC 14496-10 §7.3, tables 7-11, 7-13, 9-4.

WIDTH, HEIGHT = 4, 4                     # of a frame, in macroblocks
I_PCM, P_16X16 = 25, 0
IDR, SLICE = 5, 1
P, B, I = 5, 6, 7                        # slice types, "all slices of the picture"


class Bits:
    def __init__(self):
        self.text = ""

    def u(self, value, count):
        self.text += format(value, f"0{count}b") if count else ""

    def ue(self, value):
        binary = format(value + 1, "b")
        self.text += "0" * (len(binary) - 1) + binary

    def se(self, value):
        self.ue(2 * value - 1 if value > 0 else -2 * value)

    def align(self):
        self.text += "0" * (-len(self.text) % 8)

    def unit(self, reference, kind):
        self.text += "1"
        self.align()
        payload = int(self.text, 2).to_bytes(len(self.text) // 8, "big")
        out, zeros = bytearray(), 0
        for byte in payload:
            if zeros >= 2 and byte <= 3:
                out.append(3)
                zeros = 0
            zeros = zeros + 1 if byte == 0 else 0
            out.append(byte)
        return bytes([reference << 5 | kind]) + bytes(out)


def parameter_sets():
    s = Bits()
    s.u(77, 8); s.u(0, 8); s.u(30, 8)    # Main, level 3
    s.ue(0)
    s.ue(0)                              # frame_num: 4 bits
    s.ue(0); s.ue(4)                     # order counts: 8 bits
    s.ue(2); s.u(0, 1)                   # two reference frames
    s.ue(WIDTH - 1); s.ue(HEIGHT // 2 - 1)
    s.u(0, 1); s.u(0, 1)                 # fields allowed, frames are not adaptive
    s.u(1, 1); s.u(0, 1); s.u(0, 1)      # direct inference of 8x8, no cropping, no further information
    p = Bits()
    p.ue(0); p.ue(0); p.u(0, 1); p.u(0, 1); p.ue(0)
    p.ue(0); p.ue(0); p.u(0, 1); p.u(0, 2)
    p.se(0); p.se(0); p.se(0)
    p.u(1, 1); p.u(0, 1); p.u(0, 1)      # the deblocking filter is controlled
    return s.unit(3, 7), p.unit(3, 8)


def pcm(bits, rng):
    """A raw macroblock: a slope with a little noise."""
    bits.align()
    at, across, down = rng.randrange(40, 200), rng.randrange(-4, 5), rng.randrange(-4, 5)
    for size, spread in ((16, 6), (8, 3), (8, 3)):
        for y in range(size):
            for x in range(size):
                value = at + across * x + down * y + rng.randrange(-spread, spread + 1)
                bits.u(min(max(value, 1), 254), 8)
        at = rng.randrange(100, 156)


def picture(rng, kind, slice_type, frame_num, order, reference, field=None, active=1):
    b = Bits()
    b.ue(0); b.ue(slice_type); b.ue(0); b.u(frame_num, 4)
    b.u(field is not None, 1)
    if field is not None:
        b.u(field, 1)
    if kind == IDR:
        b.ue(0)
    b.u(order, 8)
    if slice_type == B:
        b.u(1, 1)                        # spatial prediction of direct motion
    if slice_type in (P, B):
        b.u(1, 1); b.ue(active - 1)
        if slice_type == B:
            b.ue(0)
        b.u(0, 1)
        if slice_type == B:
            b.u(0, 1)
    if reference:
        if kind == IDR:
            b.u(0, 1); b.u(0, 1)
        else:
            b.u(0, 1)
    b.se(0)
    b.ue(1)                              # no deblocking
    count = WIDTH * HEIGHT // (1 if field is None else 2)
    if slice_type == I:
        for _ in range(count):
            b.ue(I_PCM)
            pcm(b, rng)
        return b.unit(reference, kind)
    run = 0
    for _ in range(count):
        choice = rng.randrange(4)
        if choice == 0:
            run += 1
            continue
        b.ue(run)
        run = 0
        if choice == 1 and slice_type == P:
            b.ue(5 + I_PCM)
            pcm(b, rng)
            continue
        b.ue(P_16X16 if slice_type == P else 1)   # B_L0_16x16
        index = rng.randrange(active)
        if active == 2:
            b.u(1 - index, 1)
        elif active > 2:
            b.ue(index)
        b.se(rng.choice((-6, -2, 0, 0, 2, 4)))
        b.se(rng.choice((-4, 0, 0, 2, 4)))
        b.ue(0)                          # no residue
    if run:
        b.ue(run)
    return b.unit(reference, kind)


def pictures():
    """The order of display in fields, whether a field, and the unit of each picture, as they are decoded."""
    rng = random.Random(7)
    # Top first; the second field may refer to the first.
    yield 0, True, picture(rng, IDR, I, 0, 0, 1, field=0)
    yield 1, True, picture(rng, SLICE, P, 0, 1, 1, field=1)
    yield 2, True, picture(rng, SLICE, P, 1, 2, 1, field=0, active=2)
    yield 3, True, picture(rng, SLICE, P, 1, 3, 1, field=1, active=3)
    # A frame among them.
    yield 4, False, picture(rng, SLICE, P, 2, 4, 1, active=2)
    # Shown after the pictures that follow it, which are no references.
    yield 12, True, picture(rng, SLICE, P, 3, 12, 1, field=0, active=4)
    yield 13, True, picture(rng, SLICE, P, 3, 13, 1, field=1, active=3)
    for order in (6, 8):
        yield order, True, picture(rng, SLICE, B, 4, order, 0, field=0, active=4)
        yield order + 1, True, picture(rng, SLICE, B, 4, order + 1, 0, field=1, active=4)
    yield 10, False, picture(rng, SLICE, B, 4, 10, 0, active=2)
    yield 14, True, picture(rng, SLICE, I, 4, 14, 1, field=0)
    yield 15, True, picture(rng, SLICE, I, 4, 15, 1, field=1)
    # Bottom first.
    yield 16, True, picture(rng, SLICE, P, 5, 17, 1, field=1, active=4)
    yield 17, True, picture(rng, SLICE, P, 5, 16, 1, field=0, active=3)


# MP4, a sample table and what cannot be left out. Source: ISO/IEC 14496-12 §8, ISO/IEC 14496-15 §5.

MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
FIELD_RATE = 50


def box(kind, *parts):
    payload = b"".join(parts)
    return struct.pack(">I4s", len(payload) + 8, kind) + payload


def full(kind, *parts, flags=0):
    return box(kind, struct.pack(">I", flags), *parts)


def table(kind, rows):
    return full(kind, struct.pack(">I", len(rows)), *rows)


def mp4(samples, output):
    """Samples are their order of display, their length in fields, and their bytes."""
    sps, pps = parameter_sets()
    width, height = WIDTH * 16, HEIGHT * 16
    config = box(b"avcC", b"\1" + sps[1:4] + b"\xff\xe1", struct.pack(">H", len(sps)), sps,
                 b"\1", struct.pack(">H", len(pps)), pps)
    entry = box(b"avc1", bytes(6), b"\0\1", bytes(16), struct.pack(">HHIIIH", width, height, 0x480000, 0x480000, 0, 1),
                bytes(32), b"\0\x18\xff\xff", config)
    length = sum(fields for _, fields, _ in samples)
    at, stts, ctts = 0, [], []
    for order, fields, _ in samples:
        stts.append(struct.pack(">II", 1, fields))
        # Two frames later than it could be, so that no picture is shown before it is decoded.
        ctts.append(struct.pack(">II", 1, order + 4 - at))
        at += fields
    ftyp = box(b"ftyp", b"isom\0\0\2\0isomavc1")
    start = len(ftyp) + 8
    stbl = box(b"stbl", table(b"stsd", [entry]), table(b"stts", stts), table(b"ctts", ctts),
               table(b"stss", [struct.pack(">I", 1)]), table(b"stsc", [struct.pack(">III", 1, len(samples), 1)]),
               full(b"stsz", struct.pack(">II", 0, len(samples)), *(struct.pack(">I", len(s)) for *_, s in samples)),
               table(b"stco", [struct.pack(">I", start)]))
    minf = box(b"minf", full(b"vmhd", bytes(8), flags=1), box(b"dinf", table(b"dref", [full(b"url ", flags=1)])), stbl)
    mdia = box(b"mdia", full(b"mdhd", struct.pack(">IIIIHH", 0, 0, FIELD_RATE, length, 0x55C4, 0)),
               full(b"hdlr", bytes(4), b"vide", bytes(13)), minf)
    tkhd = full(b"tkhd", struct.pack(">IIIIIQHHHH", 0, 0, 1, 0, length, 0, 0, 0, 0, 0), MATRIX,
                struct.pack(">II", width << 16, height << 16), flags=3)
    edit = box(b"edts", table(b"elst", [struct.pack(">IiI", length, 4, 0x10000)]))
    mvhd = full(b"mvhd", struct.pack(">IIIIIH", 0, 0, FIELD_RATE, length, 0x10000, 0x100), bytes(10), MATRIX, bytes(24),
                struct.pack(">I", 2))
    moov = box(b"moov", mvhd, box(b"trak", tkhd, edit, mdia))
    open(output, "wb").write(ftyp + box(b"mdat", *(s for *_, s in samples)) + moov)


def h264(unit, output):
    samples = []
    whole = True
    for order, is_field, data in pictures():
        data = struct.pack(">I", len(data)) + data
        if unit == "frame" and not whole:
            first, fields, before = samples.pop()
            samples.append((first, fields + 1, before + data))
            whole = True
        else:
            samples.append((order, 1 if is_field else 2, data))
            whole = not is_field
    mp4(samples, output)


# Motion JPEG in AVI. Source: "OpenDML AVI File Format Extensions", the APP0 marker of interlaced Motion JPEG.

def samples(data):
    at = data.index(b"movi") + 4
    end = data.index(b"idx1")
    while at < end:
        kind, size = struct.unpack("<4sI", data[at:at + 8])
        assert kind == b"00dc"
        yield data[at + 8:at + 8 + size]
        at += 8 + size + size % 2


def field(jpeg, polarity):
    """The picture with the marker: AVI1, the polarity, a zero, the size with and without padding."""
    assert jpeg[:2] == b"\xff\xd8"
    size = len(jpeg) + 18
    padded = size + size % 2
    marker = b"\xff\xe0" + struct.pack(">H4sBBII", 16, b"AVI1", polarity, 0, padded, size)
    return jpeg[:2] + marker + jpeg[2:] + bytes(padded - size)


def mjpeg(first, second, output):
    head = open(first, "rb").read()
    pairs = zip(samples(head), samples(open(second, "rb").read()))
    movi, index = b"movi", b""
    for one, other in pairs:
        sample = field(one, 1) + field(other, 2)
        index += b"00dc" + struct.pack("<III", 16, len(movi), len(sample))
        movi += b"00dc" + struct.pack("<I", len(sample)) + sample
    header = bytearray(head[12:head.index(b"movi") - 8])
    # The height is that of the frame, in the stream's format, the file's header and the stream's rectangle.
    at = header.index(b"strf") + 8
    height, = struct.unpack_from("<i", header, at + 8)
    struct.pack_into("<i", header, at + 8, 2 * height)
    struct.pack_into("<I", header, header.index(b"avih") + 8 + 36, 2 * height)
    struct.pack_into("<H", header, header.index(b"strh") + 8 + 54, 2 * height)
    lists = bytes(header) + b"LIST" + struct.pack("<I", len(movi)) + movi + b"idx1" + struct.pack("<I", len(index)) + index
    open(output, "wb").write(b"RIFF" + struct.pack("<I", len(lists) + 4) + b"AVI " + lists)


JOBS = {"h264": h264, "mjpeg": mjpeg}
JOBS[sys.argv[1]](*sys.argv[2:])
