# ---- one QEMU ----

HOSTS = []
LIBC = ctypes.CDLL(None, use_errno=True)


def end_with_script():
    LIBC.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Answer:
    done, value, error = False, None, None

    def give(self, value, error=None):
        self.done, self.value, self.error = True, value, error


class Host:
    """A QEMU with its monitor, its qtest device and the serial port of its guest."""

    def __init__(self, run, name, *flags, memory_mib):
        self.run, self.name, self.is_gone, self.by, self.events = run, name, False, None, []
        self.commands, self.device, self.heard, self.lines = {}, deque(), b"", {}
        self.serial, self.replies, self.booted, self.echoed = b"", deque(), False, None
        self.memory, self.words = run.path("memory"), run.path("words")
        backend = f"memory-backend-file,mem-path={self.memory}"
        # <huge-pages>
        backend = "memory-backend-memfd,hugetlb=on,hugetlbsize=2M"
        # </huge-pages>
        paths = [run.path(what) for what in ("qmp", "qtest", "serial")]
        listeners = [listen(path) for path in paths]
        command = [
            run.binaries[name], "-name", f"{name},debug-threads=on", "-accel", "tcg",
            "-machine", f"{FINDING.get('machineType', FINDING['machine'])},memory-backend=m0", "-m", f"{memory_mib}M",
            "-object", f"{backend},id=m0,size={memory_mib << 20},share=on",
            "-nodefaults", "-no-user-config", "-display", "none", "-monitor", "none",
            "-chardev", f"socket,id=qmp,path={paths[0]}", "-mon", "chardev=qmp,mode=control",
            "-qtest", f"unix:{paths[1]}", "-qtest-log", "/dev/null",
            "-chardev", f"socket,id=serial,path={paths[2]}", "-serial", "chardev:serial",
            "-bios", run.firmware, *flags]
        with open(self.words, "wb") as words:
            # In a group of its own, which no Ctrl-C at the terminal reaches before the script.
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=words, stderr=words,
                                            start_new_session=True, preexec_fn=end_with_script)
        HOSTS.append(self)
        hear = [self.hear_line(self.hear_monitor), self.hear_line(self.hear_device), self.hear_guest]
        self.wires = [Wire(self.accept(one), how, self.look) for one, how in zip(listeners, hear)]
        self.must("qmp_capabilities", enable=["oob"])

    def accept(self, listener):
        clock = Clock()
        while not select.select([listener], [], [], 0.02)[0]:
            if self.process.poll() is not None or clock.over(START_S):
                raise CannotTell(f"the {self.name} does not start: {self.last_words()}")
        sock = listener.accept()[0]
        listener.close()
        return sock

    def last_words(self):
        with open(self.words, encoding="utf8", errors="replace") as file:
            return (file.read().strip().split("\n") or [""])[-1]

    def hear_line(self, hear):
        rest = b""

        def arrive(data):
            nonlocal rest
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                if line.strip():
                    hear(line)
        return arrive

    def hear_monitor(self, line):
        message = json.loads(line)
        if "event" in message:
            stamp = message["timestamp"]
            us = stamp["seconds"] * 1_000_000 + stamp["microseconds"]
            return self.run.note_event(self, message["event"], message.get("data", {}), us)
        answer = self.commands.pop(message.get("id"), None)
        if answer:
            answer.give(message.get("return"), message.get("error", {}).get("desc"))

    def hear_device(self, line):
        if not line.startswith(b"IRQ") and self.device:
            self.device.popleft().give(base64.b64decode(line[3:]))

    def hear_guest(self, data):
        self.serial += data
        if self.echoed:  # After a switch-over the reply may begin in the middle.
            _, found, rest = self.serial.partition(b"e" + struct.pack("<I", 0xFEEDC0DE))
            if not found:
                return
            self.serial, echoed, self.echoed = rest, self.echoed, None
            echoed.give(True)
        elif not self.booted and self.serial[:1] == b"!":
            self.serial, self.booted = self.serial[1:], True
        while len(self.serial) >= 5:
            if self.replies:
                self.replies.popleft().give(struct.unpack("<I", self.serial[1:5])[0])
            self.serial = self.serial[5:]

    def ask(self, command, oob=False, **arguments):
        answer, number = Answer(), next(self.run.numbers)
        self.commands[number] = answer
        message = {"exec-oob" if oob else "execute": command, "id": number, "arguments": arguments}
        self.wires[0].send(json.dumps(message).encode() + b"\n")
        if self.is_gone:
            answer.give(None, "the process has ended")
        return answer

    def must(self, command, **arguments):
        answer = self.ask(command, **arguments)
        if not wait(lambda: answer.done, COMMAND_S):
            raise Refused(f"{command} at the {self.name} is not answered", "LIVENESS")
        if answer.error:
            raise Refused(f"{command} at the {self.name}: {answer.error}", "FAILED")
        return answer.value

    # <device|reads|huge-pages>
    def qtest(self, line):
        self.device.append(Answer())
        self.wires[1].send(line.encode() + b"\n")
        return self.device[-1]

    # </device|reads|huge-pages>
    def guest(self, letter, first=0, second=0):
        """A command of the firmware: Write a word, Fill a page, Read, Loop, Z: halt, Count of writes."""
        self.replies.append(Answer())
        self.wires[2].send(struct.pack("<cIIB", letter.encode(), first, second, 0x5A))
        return self.replies[-1]

    def echo(self):
        """Brings the serial protocol to the beginning of a command, wherever it was."""
        self.booted, self.echoed = True, Answer()
        echoed = self.echoed
        self.wires[2].send(bytes(10) + struct.pack("<cIIB", b"E", 0xFEEDC0DE, 0, 0x5A))
        return echoed

    def contents(self):
        path = self.memory
        # <huge-pages>
        folder = f"/proc/{self.process.pid}/fd"
        path = next(f"{folder}/{name}" for name in os.listdir(folder)
                    if os.readlink(f"{folder}/{name}").startswith("/memfd:"))
        # </huge-pages>
        with open(path, "rb") as file:
            return file.read()

    def look(self):
        if self.is_gone or self.process.poll() is None:
            return
        self.is_gone, self.by = True, self.process.returncode
        for answer in [*self.commands.values(), *self.device, *self.replies]:
            answer.give(None, "the process has ended")
        self.run.note_exit(self)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.look()

    def forget(self):
        self.kill()
        for wire in getattr(self, "wires", []):
            wire.close()
        HOSTS.remove(self)


def listen(path):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(16)
    return listener
