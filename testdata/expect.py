#!/usr/bin/env python3
"""Writes what FFmpeg finds in a file, one line a stream: the rows of expected.tsv (README.md explains them).

    expect.py --header
    expect.py DIRECTORY FILE OUTPUT
"""

import hashlib
import json
import subprocess
import sys

COLUMNS = ["file", "index", "kind", "codec", "frames", "width", "height", "pixel_format",
           "sample_rate", "channels", "samples", "md5_format", "md5"]

LOSSLESS = ("pcm_", "adpcm_", "flac", "alac")

# The interleaved PCM that an audio stream is hashed in, by FFmpeg's sample format, and its bytes a sample.
PCM = {"u8": ("u8", 1), "s16": ("s16le", 2), "s32": ("s32le", 4), "flt": ("f32le", 4), "dbl": ("f64le", 8)}


def run(*command):
    return subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


def decoded(path, index, *options):
    """The MD5 and the length in bytes of a decoded stream."""
    command = ["ffmpeg", "-nostdin", "-v", "quiet", "-threads", "1", "-noautorotate", "-i", path,
               "-map", f"0:{index}", "-fps_mode", "passthrough", *options, "-"]
    if "-c:a" in options:
        command.remove("-fps_mode")
        command.remove("passthrough")
    md5, length = hashlib.md5(), 0
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        while block := process.stdout.read(1 << 16):
            md5.update(block)
            length += len(block)
    return md5.hexdigest(), length


def row(path, name, stream):
    kind = stream.get("codec_type", "-")
    cells = dict.fromkeys(COLUMNS, "-")
    cells.update(file=name, index=stream["index"], kind=kind, codec=stream.get("codec_name", "-"))
    if kind == "video":
        if stream["disposition"]["attached_pic"]:
            cells["kind"] = "cover"
        pixel_format = stream["pix_fmt"]
        cells.update(width=stream["width"], height=stream["height"], pixel_format=pixel_format)
        cells["frames"] = stream.get("nb_read_frames", "0")
        if cells["kind"] == "video" and cells["frames"] != "0":
            cells["md5_format"] = pixel_format
            cells["md5"], _ = decoded(path, stream["index"], "-f", "rawvideo", "-pix_fmt", pixel_format)
    elif kind == "audio":
        channels = int(stream["channels"])
        cells.update(sample_rate=stream["sample_rate"], channels=channels)
        pcm, size = PCM[stream["sample_fmt"].rstrip("p")]
        if pcm == "s32le" and stream.get("bits_per_raw_sample") not in (None, "0", "32"):
            pcm, size = "s24le", 3
        md5, length = decoded(path, stream["index"], "-f", pcm, "-c:a", f"pcm_{pcm}")
        cells["samples"] = length // (size * channels)
        if stream["codec_name"].startswith(LOSSLESS):
            cells.update(md5_format=pcm, md5=md5)
    return "\t".join(str(cells[column]) for column in COLUMNS)


def main(arguments):
    if arguments == ["--header"]:
        print("\t".join(COLUMNS))
        return
    directory, name, output = arguments
    path = f"{directory}/{name}"
    found = json.loads(run("ffprobe", "-v", "quiet", "-of", "json", "-count_frames", "-show_streams", path))
    with open(output, "w", encoding="utf-8") as out:
        for stream in found["streams"]:
            print(row(path, name, stream), file=out)


main(sys.argv[1:])
