# ---- the guest: what it writes, and what its memory may hold ----

WRITES = ("word", "fill", "zero")


def content(word):
    return (word, word, word)


def bytes_of(words):
    """The first and the second word of a page, and all others."""
    return struct.pack("<II", *words[:2]) + struct.pack("<I", words[2]) * (PAGE // 4 - 2)


class Memory:
    """Every write makes unique content, so a page shows which of its writes was the last."""

    def __init__(self):
        self.pages, self.looped, self.problems, self.before = FINDING["pages"], set(), [], None
        self.versions = [[content(0 if page in FINDING["zeroPages"] else self.stamp(page, 0))]
                         for page in range(len(self.pages))]
        self.numbers = {actor: [self.plan(step) for step in FINDING[actor]]
                        for actor in ("vcpu", "device")}
        self.certain, self.begun = [0] * len(self.pages), [0] * len(self.pages)

    @staticmethod
    def stamp(page, version):
        return 0x80000000 | page << 16 | version

    def plan(self, step):
        """Returns the number of the version that the step makes."""
        page, kind = step["page"], step["kind"]
        # <loop>
        if kind == "loop":
            self.looped.update(range(page, page + step["pages"]))
        # </loop>
        if kind not in WRITES:
            return None
        own = self.versions[page]
        word = 0 if kind == "zero" else self.stamp(page, len(own))
        own.append((word, *own[-1][1:]) if kind == "word" else content(word))
        return len(own) - 1

    def initial(self, page):
        position = self.pages.index(page) if page in self.pages else None
        return bytes_of(content(page + 1) if position is None else self.versions[position][0])

    def prepare(self, source):
        """A filled memory makes the source wait while its records are held."""
        end = FINDING["memoryMiB"] << 8
        # <huge-pages>
        # They cannot be written through the file.
        for page in range(self.pages[0], min(end, self.pages[0] + 64)):
            data = base64.b64encode(self.initial(page)).decode()
            answer = source.qtest(f"b64write {page * PAGE:#x} {PAGE:#x} {data}")
            wait(lambda answer=answer: answer.done, START_S)
        # </huge-pages>
        # <small-pages>
        with open(source.memory, "r+b") as file:
            for page in range(FIRST_PAGE, end) if FINDING["isFilled"] else self.pages:
                file.seek(page * PAGE)
                file.write(self.initial(page))
        # </small-pages>
        self.before = source.contents()

    def allowed(self, page):
        """The last write that is certain, and all that may have been done since."""
        return self.versions[page][self.certain[page]:self.begun[page] + 1]

    def judge_read(self, page, since, word, host):
        allowed = [first for first, *_ in self.versions[page][since:self.begun[page] + 1]]
        if word not in allowed:
            self.problems.append(f"page {self.pages[page]}: a read on the {host.name} finds {word:#x} "
                                 f"instead of {' or '.join(f'{one:#x}' for one in allowed)}")

    def take_stock(self, run):
        """Compares the memory of both hosts after a migration has completed."""
        attempt = run.attempt
        if attempt is None or attempt.arrived or set(attempt.status.values()) != {"completed"}:
            return
        if run.source.is_gone or attempt.destination.is_gone:
            return
        attempt.arrived = True
        here, there = run.source.contents(), attempt.destination.contents()
        for page in range(len(here) // PAGE):
            part = slice(page * PAGE, (page + 1) * PAGE)
            if not self.is_right(page, here[part], there[part], self.before[part]):
                self.blame(page, there[part], "destination", here[part])

    def is_right(self, page, here, there, before):
        capabilities = FINDING["capabilities"]
        if page not in self.pages:
            return there == here or ("release-ram" in capabilities and there == before)
        position = self.pages.index(page)
        # <loop>
        if position in self.looped:
            return there == here or "postcopy-ram" in capabilities
        # </loop>
        by_device = any(step["page"] == position for step in FINDING["device"])
        if not by_device and not {"postcopy-ram", "release-ram"} & set(capabilities):
            return there == here and self.may_hold(position, there)
        return self.may_hold(position, there)

    def may_hold(self, position, found):
        allowed = [bytes_of(one) for one in self.allowed(position)]
        if found in allowed:
            return True
        # A write that is under way when the guest stops may be half done.
        return len(allowed) > 1 and all(
            any(found[at:at + 4] == one[at:at + 4] for one in allowed) for at in range(0, PAGE, 4))

    def look_at_source(self, run):
        """A guest that has remained on the source has everything that it has written."""
        if run.source.is_gone or not run.source_runs or run.vcpu.answer or run.device.answer:
            return
        memory = run.source.contents()
        for position, page in enumerate(self.pages):
            found = memory[page * PAGE:(page + 1) * PAGE]
            if position not in self.looped and not self.may_hold(position, found):
                self.blame(page, found, "source", b"")

    def blame(self, page, found, host, here):
        words = struct.unpack("<III", found[:12])
        text = f"page {page} on the {host} begins with {' '.join(f'{word:08x}' for word in words)}"
        if page in self.pages:
            allowed = [f"{first:08x}" for first, *_ in self.allowed(self.pages.index(page))]
            text += f", and should with {' or '.join(allowed)}"
        elif here:
            text += f", and the source's with {struct.unpack('<I', here[:4])[0]:08x}"
        self.problems.append(text)


class Program:
    """The operations of the vCPU, on whichever host it runs, or of the device at the source."""

    def __init__(self, run, actor):
        self.run, self.actor, self.steps, self.host = run, actor, FINDING[actor], run.source
        self.next, self.writes, self.answer, self.loops, self.since = 0, 0, None, False, 0

    def is_due(self):
        if self.run.draining or self.answer or self.next >= len(self.steps):
            return False
        step, attempt = self.steps[self.next], self.run.attempt
        passed, records = (attempt.passed, attempt.records) if attempt else (0, {})
        return (passed >= step["after"]
                and records.get(FINDING["pages"][step["page"]], 0) >= step["sent"])

    def is_idle(self):
        return not self.answer or self.host.is_gone or (
            self.host is self.run.source and not self.run.source_runs)

    def begin(self):
        step, memory = self.steps[self.next], self.run.memory
        version, page = memory.numbers[self.actor][self.next], step["page"]
        self.next += 1
        address = FINDING["pages"][page] * PAGE
        if version is not None:
            memory.begun[page] = version
            words = memory.versions[page][version]
        self.since = memory.certain[page]
        # <device>
        if self.actor == "device":
            data = struct.pack("<I", words[0]) if step["kind"] == "word" else bytes_of(content(words[0]))
            written = self.host.qtest(
                f"b64write {address:#x} {len(data):#x} {base64.b64encode(data).decode()}")
            wait(lambda: written.done, 0.004)
            # Unlike the vCPU, this one does not stop: if the guest runs now, it ran at the write.
            self.answer = self.host.ask("query-status")
        # </device>
        # <loop>
        if step["kind"] == "loop":
            self.answer = self.host.guest("L", address + 4, step["pages"])
            self.loops = True
        # </loop>
        if step["kind"] == "read":
            self.answer = self.host.guest("R", address)
        elif self.actor == "vcpu" and step["kind"] in WRITES:
            self.answer = self.host.guest("W" if step["kind"] == "word" else "F", address, words[0])
        self.writes += step["kind"] != "read"
        self.run.say(f"{self.actor}: {step['kind']} page {FINDING['pages'][page]} on the {self.host.name}")
        wait(lambda: self.answer.done, 0.004)
        self.hear()

    def hear(self):
        if not self.answer or not self.answer.done or self.answer.error:
            return
        memory, index, value = self.run.memory, self.next - 1, self.answer.value
        page, version = self.steps[index]["page"], memory.numbers[self.actor][index]
        self.answer = None
        if self.steps[index]["kind"] == "read":
            memory.judge_read(page, self.since, value, self.host)
        elif version is not None and (self.actor == "vcpu" or value["status"] == "running"):
            memory.certain[page] = version

    def move_to(self, host):
        """The guest runs on another host: finds out whether the last command was lost on the way."""
        echoed = host.echo()
        while not echoed.done or echoed.error:
            yield
        writes = host.guest("C")
        while not writes.done or writes.error:
            yield
        self.loops, self.host = False, host
        if self.answer and writes.value < self.writes:
            self.next, self.writes = self.next - 1, writes.value
            self.run.memory.begun[self.steps[self.next]["page"]] -= 1
        self.answer = None

    # <loop>
    def end_loop(self):
        """Ends a loop, so that the migration can send all dirty pages."""
        if self.loops and not self.answer:
            self.loops = False
            self.host.replies.append(Answer())
            self.host.wires[2].send(b"\0")
    # </loop>
