# ---- the stream: cut into items, as far as the operator must see them ----

COMMANDS = {3: "advise", 6: "discard", 7: "package"}
MESSAGES = {1: "shut", 2: "pong", 3: "request", 4: "request", 5: "received-bitmap", 6: "resume-ack",
            7: "switchover-ack"}


class Short(Exception):
    """The item has not arrived completely."""


class Cursor:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise Short
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, count):
        return int.from_bytes(self.take(count), "big")

    def name(self):
        return self.take(self.number(1)).decode("latin1")


class Splitter:
    """`expects` is `header` for a main connection, `part` for one on which postcopy resumes, `bare` for a
    preempt channel, `message` for the return path."""

    def __init__(self, expects):
        self.expects, self.rest, self.complaint = expects, b"", None
        self.block, self.is_last, self.is_advised, self.is_postcopy = "", False, False, expects == "part"

    def push(self, data):
        """Returns the items that are complete with these bytes: kind, page of guest memory, bytes."""
        self.rest += data
        items = []
        while self.rest and self.complaint is None:
            cursor = Cursor(self.rest)
            try:
                kind, page = getattr(self, f"cut_{self.expects}")(cursor)
            except Short:
                break
            except ValueError as error:  # What follows cannot be held: it is let through.
                self.complaint = str(error)
                break
            items.append((kind, page, self.rest[:cursor.at]))
            self.rest = self.rest[cursor.at:]
        return items

    def cut_header(self, cursor):
        if cursor.take(8) != b"QEVM\0\0\0\3":
            raise ValueError("no migration stream")
        self.expects = "start"
        return "header", None

    def cut_start(self, cursor):
        kind = cursor.number(1)
        if kind == 8:
            return self.cut_command(cursor)
        if kind == 7:
            cursor.take(cursor.number(4))
            return "configuration", None
        if kind == 5:
            title = cursor.name()
            cursor.number(4)
            if title == "configuration/capabilities":
                for _ in range(cursor.number(4)):
                    cursor.name()
            else:
                cursor.take(16 if title == "configuration/uuid" else 4)
            return "header", None
        if kind != 1:
            raise ValueError(f"section of type {kind} before RAM")
        cursor.number(4), cursor.name(), cursor.take(8)
        left = cursor.number(8) & ~0xFFF
        while left > 0:
            cursor.name()
            left -= cursor.number(8)
            here = cursor.at  # In postcopy an unusual size of host pages follows the block's length.
            if self.is_advised and cursor.number(8) not in range(512, 1 << 40):
                cursor.at = here
        if cursor.number(8) != 0x10 or cursor.number(1) != 0x7E:
            raise ValueError("no end of the list of blocks")
        cursor.take(4)
        self.expects = "part"
        return "blocks", None

    def cut_command(self, cursor):
        number = cursor.number(2)
        argument = cursor.take(cursor.number(2))
        if number == 7:
            cursor.take(int.from_bytes(argument, "big"))
            self.is_postcopy = True
        self.is_advised |= number == 3
        return COMMANDS.get(number, "command"), None

    def cut_part(self, cursor):
        kind = cursor.number(1)
        if kind == 8:
            return self.cut_command(cursor)
        if kind not in (2, 3):
            raise ValueError(f"section of type {kind} in RAM")
        cursor.take(4)
        self.is_last, self.expects = kind == 3, "record"
        return "section", None

    def cut_record(self, cursor):
        word = cursor.number(8)
        flags = word % PAGE
        if flags == 0x10:
            if self.expects == "bare":
                self.expects = "nothing"
                return "end", None
            cursor.take(5)
            if self.is_last:
                self.expects = "end" if self.is_postcopy else "opaque"
            else:
                self.expects = "part"
            return "end-of-section", None
        block = self.block if flags & 0x20 else cursor.name()
        if flags & ~0x20 not in (2, 8):
            raise ValueError(f"a record with flags {flags:#x}")
        cursor.take(PAGE if flags & 8 else 1)
        self.block = block
        return "record", word // PAGE if block == "m0" else None

    cut_bare = cut_record

    def cut_opaque(self, cursor):
        cursor.take(len(cursor.data))
        return "opaque", None

    def cut_end(self, cursor):
        if cursor.number(1) != 0:
            raise ValueError("no end of the stream")
        self.expects = "nothing"
        return "end", None

    def cut_nothing(self, cursor):
        raise ValueError("bytes after the end of the stream")

    def cut_message(self, cursor):
        number = cursor.number(2)
        cursor.take(cursor.number(2))
        if number not in MESSAGES:
            raise ValueError(f"a message of type {number}")
        if number == 5:
            cursor.take(cursor.number(8) + 8)
        return MESSAGES[number], None
