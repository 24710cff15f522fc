# ---- the migration: what may be done next, in the order of SCHEDULE ----

ENDS = ("completed", "cancelled", "failed")


class Attempt:
    """One migration: its destination and connections, and how far it has come."""

    def __init__(self, destination):
        self.destination, self.channels, self.begins_with = destination, [], "header"
        self.status = {"source": "setup", "destination": "setup"}
        self.passed, self.records, self.kinds, self.held, self.held_until = 0, {}, set(), None, 0
        self.guest_here = self.cancelled = self.given_up = self.orphaned = self.arrived = False
        self.lost = FINDING.get("mismatch") is not None
        self.listener = self.follows = self.loads = None

    def is_paused(self):
        return set(self.status.values()) == {"postcopy-paused"}

    def is_over(self):
        source, destination = self.status["source"], self.status["destination"]
        if self.orphaned:
            reached = any(channel.connected for channel in self.channels)
            return self.given_up or not reached or destination in (*ENDS, "postcopy-paused")
        if self.given_up and source == "postcopy-paused":
            return True
        return source in ENDS and (source != "completed" or self.given_up or destination in ENDS)

    def gates(self):
        return [gate for channel in self.channels for gate in (channel.forward, channel.back)]


def covers(link, gate):
    return (link.get("channel") in (None, gate.channel)
            and link.get("direction") in (None, gate.direction))


class Run(Operator):
    def __init__(self, binaries, folder, verbose):
        self.binaries, self.folder, self.verbose = binaries, folder, verbose
        self.names, self.numbers, self.begun = itertools.count(), itertools.count(1), time.time()
        self.firmware = self.path("firmware")
        with open(self.firmware, "wb") as file:
            file.write(zlib.decompress(base64.b64decode(FIRMWARE)))
        self.events, self.problems, self.attempts, self.undone = [], [], [], []
        self.plan = deque(FINDING["operator"])
        self.attempt, self.draining, self.over, self.busy = None, False, False, None
        self.source_runs, self.source_dismissed, self.reading = True, False, False
        self.probes, self.next_read = FINDING["probes"], 0
        self.memory = Memory()
        self.source = None
        self.source = Host(self, "source", memory_mib=FINDING["memoryMiB"])
        self.vcpu, self.device = Program(self, "vcpu"), Program(self, "device")
        if not wait(lambda: self.source.booted, START_S):
            raise CannotTell("the guest does not start")
        self.memory.prepare(self.source)
        if not FINDING["vcpu"]:
            self.source.guest("Z")

    def path(self, name):
        return os.path.join(self.folder, f"{next(self.names)}-{name}")

    # -- what is observed --

    def say(self, text):
        if self.verbose:
            print(f"  {time.time() - self.begun:8.3f}  {text}", file=sys.stderr)

    def complain(self, kind, text):
        if (kind, text) not in self.problems:
            self.say(f"PROBLEM {kind}: {text}")
            self.problems.append((kind, text))

    def note(self, host, what, us=None):
        """`host` is a host with the attempt to which it belongs, or `operator`."""
        if not self.over:
            self.say(f"{host if host == 'operator' else host.name}: {what}")
            self.events.append((us or time.time() * 1e6, host, what))

    def note_event(self, host, event, data, us):
        if event in ("STOP", "RESUME") and host.name == "source":
            self.source_runs = event == "RESUME"
        if event == "MIGRATION":
            self.note(host, data["status"], us)
            if self.attempt and host in (self.source, self.attempt.destination):
                self.attempt.status[host.name] = data["status"]
        elif event in ("STOP", "RESUME", "SHUTDOWN"):
            host.events.append(event)
            self.note(host, event, us)

    def note_exit(self, host):
        self.note(host, f"exit {host.by}", time.time() * 1e6 - EXIT_NOTICED_US)
        own = next((one for one in self.attempts if one.destination is host), None)
        ended, was_killed = host.by >= 0, host.by == -signal.SIGKILL
        if host is self.source:
            may = self.source_dismissed and (ended or was_killed)
        elif own and own.given_up:
            may = ended or was_killed
        else:
            may = own and (own.cancelled or own.lost) and ended
        if own:
            own.given_up = True
        if not may and not self.over:
            self.complain("CRASH", f"the {host.name} has ended ({host.by}): {host.last_words()}")

    def note_item(self, gate, kind, page):
        attempt = self.attempt
        attempt.kinds.add(kind)
        if kind == "package" or kind == "request":
            self.note("operator", f"lets a {kind} pass")
        if gate.direction == "forward":
            attempt.passed += gate.channel == 0
            if page is not None:
                attempt.records[page] = attempt.records.get(page, 0) + 1

    # -- what is held --

    def is_in(self, status):
        return status in (None, "any", self.attempt.status["source"])

    def at_landmark(self, at):
        return [gate for gate in self.attempt.gates() if gate.next() == at["item"]]

    def has_reached(self, step):
        at = step.get("at")
        if not self.is_in(step.get("status")) or self.attempt.passed < step["after"]:
            return False
        if at is None:
            return True
        return at["item"] in self.attempt.kinds if at["is"] == "passed" else bool(self.at_landmark(at))

    def is_held(self, gate):
        if self.draining:
            return False
        attempt, step = self.attempt, self.coming()
        if attempt.held is not None and time.monotonic() > attempt.held_until:
            attempt.held = None
        if attempt.held is not None and covers(attempt.held, gate):
            return True
        # If all pages were sent before the switch-over, postcopy would have nothing left to send.
        return (gate.channel == 0 and gate.direction == "forward" and step is not None
                and step["command"] == "start-postcopy" and attempt.status["source"] == "active"
                and attempt.passed >= step["after"])

    def may_pass(self, gate):
        if gate.next() is None or self.is_held(gate):
            return False
        step = self.coming()
        at = step and step.get("at")
        if step is None or self.draining or (at is None and step.get("status") in (None, "any")):
            return True
        if not self.has_reached(step):
            return True
        return at is not None and at["is"] == "held" and gate.next() != at["item"]

    def may_connect(self, number):
        channels = self.attempt.channels if self.attempt else []
        if number >= len(channels) or channels[number].connected or self.is_held(channels[number].forward):
            return False
        return (number == 0 or channels[number - 1].connected
                or FINDING.get("connectsInAnyOrder", False))

    # -- the threads --

    def ready(self, thread):
        attempt = self.attempt
        if thread == "o":
            return self.busy is None and self.coming() is not None and self.may_take(self.coming())
        if thread == "v":
            here = self.vcpu.host is self.source
            return self.vcpu.is_due() and (self.source_runs if here else attempt.guest_here)
        # <device>
        if thread == "d":
            return self.device.is_due() and self.source_runs
        # </device>
        # <reads>
        if thread == "x":
            left = self.next_read < len(FINDING["reads"]) and not self.reading
            return left and attempt and attempt.guest_here and not self.draining
        # </reads>
        # <probes>
        if thread == "p":
            return attempt and self.probes > 0 and not self.draining
        # </probes>
        if attempt is None or thread in "dxp":
            return False
        if thread in "MST":
            return self.may_connect("MST".index(thread))
        gate = self.gate_of(thread)
        return gate is not None and self.may_pass(gate)

    def gate_of(self, thread):
        number = 0 if thread == "r" else "mst".index(thread)
        if number >= len(self.attempt.channels):
            return None
        return getattr(self.attempt.channels[number], "back" if thread == "r" else "forward")

    def take(self, thread):
        if thread == "o":
            self.operate(self.plan.popleft())
        elif thread == "v":
            self.vcpu.begin()
        # <device>
        elif thread == "d":
            self.device.begin()
        # </device>
        # <reads>
        elif thread == "x":
            self.read_at_destination()
        # </reads>
        # <probes>
        elif thread == "p":
            self.probes -= 1
            self.probe(self.source, self.attempt.destination)
        # </probes>
        elif thread in "MST":
            self.attempt.channels["MST".index(thread)].connect()
        else:
            gate = self.gate_of(thread)
            for _ in range(FINDING["stride"]):
                if self.may_pass(gate):
                    gate.pass_one()
                    gate.move()
        pump()

    def follow(self):
        """Connects to a guest that has begun to run on the destination."""
        attempt = self.attempt
        if attempt and attempt.follows is None and "RESUME" in attempt.destination.events:
            attempt.follows = self.vcpu.move_to(attempt.destination) if FINDING["vcpu"] else iter(())
        if attempt and attempt.follows is not None and not attempt.guest_here:
            attempt.guest_here = next(attempt.follows, "arrived") == "arrived"
        self.vcpu.hear()
        self.device.hear()
        # <reads>
        if self.reading and self.reader[0].done:
            self.reader[1]()
        # </reads>
        # <file|exec>
        # A command may still be writing when the source has completed.
        is_whole = attempt and attempt.loads and os.path.exists(attempt.image)
        if is_whole and attempt.status["source"] == "completed":
            attempt.loads, loads = None, attempt.loads
            loads()
        # </file|exec>
        if self.busy and self.busy():
            self.busy = None

    # <reads>
    def read_at_destination(self):
        page = FINDING["reads"][self.next_read]
        self.next_read, self.reading = self.next_read + 1, True
        allowed, host = self.memory.certain[page], self.attempt.destination
        answer = host.qtest(f"b64read {FINDING['pages'][page] * PAGE:#x} 0x4")
        wait(lambda: answer.done, 0.004)

        def hear():
            self.reading = False
            if answer.error is None:
                self.memory.judge_read(page, allowed, struct.unpack("<I", answer.value)[0], host)
        self.reader = (answer, hear)

    # </reads>
    def probe(self, *hosts):
        """Nothing moves meanwhile: a monitor that answers only because the link moves is noticed."""
        asked = [(host, host.ask("query-migrate")) for host in hosts if not host.is_gone]
        wait(lambda: all(answer.done for _, answer in asked), ANSWER_S)
        for host, answer in asked:
            if answer.done:
                continue
            out_of_band = host.ask("query-yank", oob=True)
            answers = wait(lambda: out_of_band.done, ANSWER_S)
            if host.is_gone or (answers and self.reading and host is not self.source):
                continue
            self.complain("OPERATOR" if answers else "LIVENESS",
                          f"the {host.name}'s monitor does not answer{' in band' if answers else ''}")

    # -- from the beginning to the end --

    def search(self):
        """Follows SCHEDULE as far as it fits; then a thread goes on as long as it can."""
        hints, current = deque(expand(SCHEDULE)), None
        for _ in range(FINDING["stepsMax"]):
            if self.is_done() or (not self.plan and self.vcpu.loops):
                return
            thread = self.choose(hints, current)
            if thread is None:
                return
            current = thread
            self.take(thread)

    def choose(self, hints, current):
        clock = Clock()
        while (not clock.over(IDLE_S) or self.is_holding()) and not self.has_failed():
            pump()
            self.follow()
            able = [thread for thread in "MmSsTtrvdxop" if self.ready(thread)]
            if able:
                while hints:
                    if (hint := hints.popleft()) in able:
                        return hint
                return current if current in able else able[0]
            if pump(0.02):
                clock = Clock()
        return None

    def is_holding(self):
        return self.attempt is not None and self.attempt.held is not None and (
            time.monotonic() < self.attempt.held_until)

    def drain(self):
        """Everything is let through, and everything must end."""
        self.draining = True
        # <loop>
        self.vcpu.end_loop()
        # </loop>
        self.source.ask("migrate-set-parameters", **{
            "downtime-limit": 2_000_000, "max-bandwidth": 1 << 40, "max-postcopy-bandwidth": 0})
        begun, heard = Clock(), Clock()
        while True:
            self.follow()
            for gate in self.attempt.gates() if self.attempt else []:
                gate.move()
            if self.is_done() or self.has_failed():
                return
            able = [thread for thread in "MSTo" if self.ready(thread)]
            if able:
                self.take(able[0])
            if able or pump(0.02):
                heard = Clock()
            if begun.over(DRAIN_S) or heard.over(QUIET_S):
                states = [f"{host} {status}" for host, status in self.attempt.status.items()]
                text = f"{', '.join(self.unfinished())} ({', '.join(states)})"
                text = f"nothing is held any more, and this does not end: {text}"
                return self.complain("LIVENESS", text)

    def unfinished(self):
        attempt = self.attempt
        waiting = [name for name, waits in (
            ("vcpu", not self.vcpu.is_idle()), ("device", not self.device.is_idle()),
            ("reader", self.reading), ("operator", self.busy is not None)) if waits]
        ended = attempt and (attempt.is_over() or (self.coming() is None and attempt.is_paused()))
        return waiting if ended else ["the migration", *waiting]

    def is_done(self):
        return self.coming() is None and not self.unfinished()

    def has_failed(self):
        return any(kind != "OPERATOR" for kind, _ in self.problems)

    def settle(self):
        """Both monitors must answer at the end."""
        hosts = [self.source] + ([self.attempt.destination] if self.attempt else [])
        hosts = [host for host in hosts if not host.is_gone and (host is self.source or not self.reading)]
        self.probe(*hosts)
        for host in hosts:
            asked = [host.ask("query-status"), host.ask("query-migrate")]
            if wait(lambda: all(one.done for one in asked), ANSWER_S) and asked[0].value:
                host.settled = asked[0].value["status"], (asked[1].value or {}).get("status")

    def finish(self):
        """Every process must quit when it is told to, unless a read keeps its main loop waiting."""
        self.over = True
        for host in [] if self.reading else [one for one in HOSTS if not one.is_gone]:
            self.quit(host)
            wait(self.busy, QUIT_S + 1)
