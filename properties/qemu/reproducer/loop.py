# ---- the loop: no socket blocks the script, since any QEMU may be waiting for another part of it ----

WIRES = []


class Wire:
    """A socket, or a listener if it `accepts`. What is sent waits until it can be written; if it is paused,
    some bytes are read ahead."""

    ahead_bytes = 0

    def __init__(self, sock, hear, ended=lambda: None, accepts=False):
        sock.setblocking(False)
        self.sock, self.hear, self.on_end, self.accepts = sock, hear, ended, accepts
        self.unsent, self.ahead, self.finishing = b"", deque(), None
        self.paused = self.ended = self.closed = self.told = False
        WIRES.append(self)

    def fileno(self):
        return self.sock.fileno()

    def read(self):
        try:
            data = self.sock.accept()[0] if self.accepts else self.sock.recv(1 << 16)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self.ahead.append(data)
        else:
            self.ended = True
        self.deliver()

    def may_read(self):
        wants = not self.paused or sum(len(data) for data in self.ahead) < self.ahead_bytes
        return wants and not self.ended

    def deliver(self):
        while self.ahead and not self.paused and not self.closed:
            self.hear(self.ahead.popleft())
        if self.ended and not self.ahead and not self.closed and not self.told:
            self.told = True
            self.on_end()

    def send(self, data):
        self.unsent += data
        self.flush()

    def flush(self):
        try:
            while self.unsent and not self.closed:
                self.unsent = self.unsent[self.sock.send(self.unsent):]
            if self.finishing == "write" and not self.closed:
                self.sock.shutdown(socket.SHUT_WR)
            elif self.finishing:
                self.close()
        except BlockingIOError:
            pass
        except OSError:
            self.unsent = b""

    def finish(self, what):
        """Ends the `write` direction, or `all`, after everything is written."""
        self.finishing = what
        self.flush()

    def close(self):
        self.closed = True
        self.sock.close()
        if self in WIRES:
            WIRES.remove(self)


def pump(seconds=0.0):
    """Moves bytes. Returns whether any have arrived."""
    for wire in list(WIRES):
        wire.deliver()
    reads = [wire for wire in WIRES if wire.may_read()]
    able, writable, _ = select.select(reads, [wire for wire in WIRES if wire.unsent], [], seconds)
    for wire in writable:
        wire.flush()
    for wire in able:
        if not wire.closed:
            wire.read()
    for host in HOSTS:
        host.look()
    return bool(able)


class Clock:
    """Time in which the QEMUs could run: what their threads waited for a processor is subtracted."""

    def __init__(self):
        self.begun, self.waited = time.monotonic(), self.waits()

    @staticmethod
    def waits():
        waits = {}
        for pid in [os.getpid()] + [host.process.pid for host in HOSTS]:
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as file:
                        waits[pid, task] = int(file.read().split()[1]) / 1e9
            except (OSError, IndexError):
                pass
        return waits

    def over(self, seconds):
        wall = time.monotonic() - self.begun
        if wall <= seconds:
            return False
        waited = sum(max(0, now - self.waited.get(task, 0)) for task, now in self.waits().items())
        return max(wall / 10, wall - waited) > seconds


def wait(until, seconds):
    """Pumps until the condition holds. Returns whether it does within the time."""
    clock = Clock()
    while not until():
        if clock.over(seconds):
            return False
        pump(min(0.02, seconds))
    return True
