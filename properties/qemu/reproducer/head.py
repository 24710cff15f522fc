#!/usr/bin/env python3
# @TITLE@
#
# Reproduces a problem of QEMU's live migration that migcheck has found. It needs only QEMU and Python:
#
# <one-version>
#     ./@NAME@ path/to/qemu-system-x86_64 [--times N] [--verbose]
#     git bisect run sh -c 'make -C build qemu-system-x86_64 || exit 125
#                           ./@NAME@ build/qemu-system-x86_64'
# </one-version>
# <across-versions>
#     ./@NAME@ path/to/source/qemu-system-x86_64 path/to/destination/qemu-system-x86_64 [--times N] [--verbose]
#
# The hosts are of different versions, so each has its binary; either of the two may be the one to bisect.
# </across-versions>
#
# Exit code: 1 if the problem is met, 0 if not in N times (5 if not given), 125 if this QEMU cannot tell,
# because it does not start or lacks a capability. Other problems that are met on the way are only printed.
#
# The script starts two QEMUs and relays each connection between them, one item of the stream at a time:
# a page, a command, a message of the return path. An operator (FINDING["operator"]) acts once the items and
# statuses that its steps wait for are reached; meanwhile the item or the whole stream is held. SCHEDULE is
# the order in which everything was let through when the problem was found, and is followed as far as it
# fits. QEMU's own threads run freely, so a problem may need several times.
import argparse
import atexit
import base64
import ctypes
import itertools
import json
import os
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import traceback
import zlib
from collections import deque

FINDING = json.loads(r'''@FINDING@''')
# m, s, t: an item passes on the main, second, third connection (M, S, T: it is connected); r: on the
# return path; v: an operation of the vCPU; d: of the device; x: a read on the destination; o: a step of the
# operator; p: both monitors are probed. `m12` is twelve times m.
SCHEDULE = r'''@SCHEDULE@'''
# 64 KiB of firmware that takes commands over the serial port: stores and loads on the real vCPU.
FIRMWARE = r'''@FIRMWARE@'''

PAGE = 4096
FIRST_PAGE = 0x100  # Below are the holes and the firmware of a PC.
# The sender has to wait once more is held, and more has been read ahead. Where it then waits, in the middle
# of a section or at its end, matters to some problems, so each migration reads ahead differently.
HELD_BYTES_MAX = 4096
AHEAD_BYTES = itertools.cycle((16384, 32768, 65536))
START_S, QUIT_S, ANSWER_S, COMMAND_S = 20, 5, 3, 15
IDLE_S, QUIET_S, DRAIN_S, HOLD_S = 0.4, 5, 20, 0.6
EXIT_NOTICED_US = 100_000  # The end of a process may be noticed this much later than its effects.


class CannotTell(Exception):
    """This QEMU says nothing about the problem."""


class Refused(CannotTell):
    """It refuses to begin, which is a problem only if it has begun before."""

    def __init__(self, text, kind):
        super().__init__(text)
        self.kind = kind
