# ---- the relay between the hosts ----


class Gate:
    """One direction of one connection: keeps what arrives until it is let through."""

    def __init__(self, run, channel, direction):
        self.run, self.channel, self.direction = run, channel, direction
        expects = "message" if direction == "back" else "bare" if channel else run.attempt.begins_with
        self.splitter, self.items = Splitter(expects), deque()
        self.sender = self.receiver = None
        self.ended = self.lost = False

    def arrive(self, data):
        if not self.lost:
            self.items.extend(self.splitter.push(data))
            self.move()

    def end(self):
        self.ended = True
        self.move()

    def next(self):
        return self.items[0][0] if self.items and self.receiver else None

    def pass_one(self):
        kind, page, data = self.items.popleft()
        # <device-state>
        if kind in ("opaque", "package"):
            middle = len(data) // 2
            data = data[:middle] + bytes([data[middle] ^ 0x55]) + data[middle + 1:]
        # </device-state>
        self.run.note_item(self, kind, page)
        self.receiver.send(data)

    def move(self):
        if self.receiver is None or self.lost:
            return
        while self.run.draining and self.items:
            self.pass_one()
        splitter = self.splitter
        if not self.items and (self.ended or splitter.complaint) and splitter.rest:
            self.receiver.send(splitter.rest)
            splitter.rest = b""
        held = len(splitter.rest) + sum(len(data) for _, _, data in self.items)
        self.sender.paused = held > HELD_BYTES_MAX and bool(self.items)
        if self.ended and held == 0:
            # A destination that is gone reads nothing any more, so what the source writes must fail.
            self.receiver.finish("all" if self.direction == "back" else "write")

    def lose(self):
        """The receiver finds its end, the sender notices nothing, and what still comes is dropped."""
        self.lost, self.sender.paused = True, False
        self.items.clear()
        if self.receiver:
            self.receiver.finish("write")


class Channel:
    """One connection between the hosts."""

    def __init__(self, run, number, sock, to):
        self.to, self.connected = to, False
        self.forward, self.back = Gate(run, number, "forward"), Gate(run, number, "back")
        self.source, self.destination = Wire(sock, self.forward.arrive, self.forward.end), None
        self.source.paused = True
        self.forward.sender, self.back.receiver = self.source, self.source

    def connect(self):
        self.connected = True
        sock = socket.socket(socket.AF_UNIX)
        try:
            sock.connect(self.to)
        except OSError:
            self.source.close()
            sock.close()
            return
        self.destination = Wire(sock, self.back.arrive, self.back.end)
        self.forward.receiver, self.back.sender = self.destination, self.destination
        self.forward.move()

    def cut(self):
        for gate in (self.forward, self.back):
            gate.lost = True
            gate.items.clear()
        for wire in (self.source, self.destination):
            if wire:
                wire.close()
