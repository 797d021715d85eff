"""How long GStreamer takes from the name of a file to its first samples, and for an exact seek.

Arguments: the file, how many streams it has, how often. Prints the two medians in milliseconds.
"""

import statistics
import sys
import time

import gi

gi.require_version("Gst", "1.0")
from gi.repository import Gst

Gst.init(None)
path, streams, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
branches = "d. ! queue ! fakesink sync=true " * streams


def settle(pipeline):
    """Waits until every sink has its first sample."""
    change, _, _ = pipeline.get_state(30 * Gst.SECOND)
    if change != Gst.StateChangeReturn.SUCCESS:
        sys.exit("GStreamer cannot play it")


def opened():
    pipeline = Gst.parse_launch(f"filesrc name=s ! decodebin name=d {branches}")
    pipeline.get_by_name("s").set_property("location", path)
    pipeline.set_state(Gst.State.PAUSED)
    settle(pipeline)
    return pipeline


# The first time loads GStreamer's plugins.
opened().set_state(Gst.State.NULL)
opens, seeks = [], []
for _ in range(times):
    began = time.perf_counter()
    pipeline = opened()
    opens.append(time.perf_counter() - began)
    pipeline.set_state(Gst.State.NULL)

pipeline = opened()
_, duration = pipeline.query_duration(Gst.Format.TIME)
for number in range(times):
    # The same places for all programs: multiples of 0.37 of the duration, less what is whole, and not the very end.
    position = int(duration * 0.9 * (number * 0.37 % 1.0))
    began = time.perf_counter()
    pipeline.seek_simple(Gst.Format.TIME, Gst.SeekFlags.FLUSH | Gst.SeekFlags.ACCURATE, position)
    settle(pipeline)
    seeks.append(time.perf_counter() - began)
pipeline.set_state(Gst.State.NULL)
print(statistics.median(opens) * 1e3, statistics.median(seeks) * 1e3)
