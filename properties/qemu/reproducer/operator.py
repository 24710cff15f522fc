# ---- the operator ----

# The source's statuses in which a command is usual; the others belong between migrations.
UNDER_WAY = ("active", "postcopy-active")
USUAL = {"start-postcopy": ("active",), "cancel": ("active",), "continue": ("pre-switchover",),
         "pause": ("postcopy-active",), "await-throttle": ("active",), "throttle": UNDER_WAY,
         "hold": ("postcopy-active",), "cut": ("postcopy-active",), "recover": ("postcopy-paused",),
         "quit": UNDER_WAY, "kill": UNDER_WAY, "probe": UNDER_WAY}
LATE = ("device", "completed", "cancelling", "cancelled", "failing", "failed")


class Operator:
    """What the operator does, and when. `self` is the run."""

    def coming(self):
        while self.plan and self.attempt and self.is_moot(self.plan[0]):
            self.undone.append(self.plan.popleft()["command"])
        return self.plan[0] if self.plan else None

    def is_moot(self, step):
        command, attempt = step["command"], self.attempt
        if self.source_dismissed:
            return True
        if command == "migrate":
            return not self.source_runs and (
                self.draining or attempt.status["source"] == "completed")
        if command not in USUAL:
            return False
        if command == "recover" and not attempt.is_paused():
            return self.draining
        if "status" not in step and USUAL[command] == ("active",) and (
                attempt.status["source"] not in ("setup", "active")):
            return True
        return attempt.is_over() or (self.draining and ("status" in step or command == "cut"))

    def may_take(self, step):
        command, attempt = step["command"], self.attempt
        if command == "migrate":
            return attempt is None or (attempt.is_over() and self.source_runs)
        if attempt is None:
            return False
        if command not in USUAL:
            return attempt.is_over()
        if command == "recover":
            return attempt.is_paused()
        there = self.is_in(step["status"]) if "status" in step else (
            attempt.status["source"] in USUAL[command])
        if not there or (not self.draining and not self.has_reached(step)):
            return False
        return command != "cut" or "status" in step or attempt.guest_here

    def operate(self, step):
        command = step["command"]
        details = [f" {step[key]}" for key in ("host", "link", "at") if key in step]
        self.note("operator", command + "".join(details))
        try:
            getattr(self, f"do_{command}".replace("-", "_"))(step)
        except Refused as why:
            if not self.attempts or (len(self.attempts) == 1 and wanted() != why.kind):
                raise
            self.complain(why.kind, str(why))

    def await_answer(self, step, answer):
        """The run goes on meanwhile."""
        clock, command = Clock(), step["command"]

        def is_settled():
            if answer.error and "has not been found" in answer.error:
                raise CannotTell(f"{command}: {answer.error}")
            if answer.done:
                excused = command in USUAL and (
                    self.attempt.lost or self.attempt.status["source"] in LATE)
                if answer.error and not excused and not step.get("isMisaddressed"):
                    self.complain("FAILED", f"{command}: {answer.error}")
                return True
            if clock.over(COMMAND_S):
                self.complain("LIVENESS", f"{command} is not answered")
                return True
            return False
        self.busy = is_settled
        wait(lambda: answer.done, 0.004)

    def set_up(self, host, capabilities):
        names = ["events", *capabilities]
        host.must("migrate-set-capabilities",
                  capabilities=[{"capability": name, "state": True} for name in names])

    def do_migrate(self, step):
        capabilities = FINDING["capabilities"]
        here, there, mib = capabilities, capabilities, FINDING["memoryMiB"]
        # <memory-size>
        mib *= 2
        # </memory-size>
        # <capability>
        there = capabilities + ["x-ignore-shared"]
        # </capability>
        # Without postcopy the guest stays paused, so that memory is compared as it arrived.
        paused = [] if "postcopy-ram" in capabilities else ["-S"]
        destination = Host(self, "destination", "-incoming", "defer", *paused, memory_mib=mib)
        self.set_up(self.source, here)
        self.set_up(destination, there)
        self.source.must("migrate-set-parameters", **FINDING["parameters"])
        self.attempt = attempt = Attempt(destination)
        self.attempts.append(attempt)
        # <file>
        image = self.path("image")
        uri = incoming = f"file:{image}"
        # </file>
        # <exec>
        image = self.path("image")
        uri = f"exec:cat > '{image}.part'; mv '{image}.part' '{image}'"
        incoming = f"exec:cat '{image}'"
        # </exec>
        # <file|exec>
        attempt.image = image
        attempt.loads = lambda: destination.ask("migrate-incoming", uri=incoming)
        # </file|exec>
        # <sockets>
        uri, incoming = self.relay()
        destination.must("migrate-incoming", uri=incoming)
        # </sockets>
        # <misaddressed>
        if step.get("isMisaddressed"):
            uri, attempt.lost = f"unix:{self.path('nobody')}", True
        # </misaddressed>
        answer = self.source.ask("migrate", uri=uri)
        self.await_answer(step, answer)
        wait(lambda: answer.done, COMMAND_S)
        if answer.error:
            attempt.status["source"] = "failed"
            if not step.get("isMisaddressed"):
                raise Refused(f"migrate: {answer.error}", "FAILED")

    # <sockets>
    def relay(self):
        attempt, outgoing, incoming = self.attempt, self.path("outgoing"), self.path("incoming")

        def accept(sock):
            attempt.channels.append(Channel(self, len(attempt.channels), sock, incoming))
        attempt.channels = []
        attempt.listener = Wire(listen(outgoing), accept, accepts=True)
        return f"unix:{outgoing}", f"unix:{incoming}"

    # </sockets>
    # <start-postcopy>
    def do_start_postcopy(self, step):
        self.await_answer(step, self.source.ask("migrate-start-postcopy"))

    # </start-postcopy>
    # <cancel>
    def do_cancel(self, step):
        self.attempt.cancelled = True
        self.await_answer(step, self.source.ask("migrate_cancel"))

    # </cancel>
    # <continue>
    def do_continue(self, step):
        self.await_answer(step, self.source.ask("migrate-continue", state="pre-switchover"))

    # </continue>
    # <throttle>
    def do_throttle(self, step):
        parameters = step.get("parameters", {})
        self.await_answer(step, self.source.ask("migrate-set-parameters", **parameters))

    # </throttle>
    # <await-throttle>
    def do_await_throttle(self, _):
        """Waits until QEMU has slowed the guest down."""
        clock, asked = Clock(), [self.source.ask("query-migrate")]

        def is_slow():
            if not asked[0].done:
                return clock.over(COMMAND_S)
            if (asked[0].value or {}).get("cpu-throttle-percentage", 0) > 0 or self.draining:
                return True
            asked[0] = self.source.ask("query-migrate")
            return self.attempt.status["source"] != "active"
        self.busy = is_slow

    # </await-throttle>
    # <pause>
    def do_pause(self, step):
        self.attempt.lost = True
        host = self.attempt.destination if step.get("host") == "destination" else self.source
        self.await_answer(step, host.ask("migrate-pause", oob=True))

    # </pause>
    # <cut>
    def do_cut(self, step):
        attempt, link = self.attempt, step.get("link") or {}
        attempt.lost = True
        if not link and attempt.listener:
            attempt.listener.close()
        for channel in attempt.channels:
            lost = [gate for gate in (channel.forward, channel.back) if covers(link, gate)]
            if len(lost) == 2:
                channel.cut()
            elif lost:
                lost[0].lose()

    # </cut>
    # <recover>
    def do_recover(self, step):
        # <misaddressed>
        if step.get("isMisaddressed"):
            nobody = f"unix:{self.path('nobody')}"
            return self.await_answer(step, self.source.ask("migrate", uri=nobody, resume=True))
        # </misaddressed>
        self.attempt.begins_with = "part"
        uri, incoming = self.relay()
        # Out of band, since the main loop may be blocked on a missing page.
        answer = self.attempt.destination.ask("migrate-recover", oob=True, uri=incoming)
        wait(lambda: answer.done, COMMAND_S)
        if not answer.error:
            answer = self.source.ask("migrate", uri=uri, resume=True)
        return self.await_answer(step, answer)

    # </recover>
    # <hold>
    def do_hold(self, step):
        """Holds a part of the link while all else goes on, or everything until the source cannot write."""
        attempt, seconds = self.attempt, step.get("ms", HOLD_S * 1000) / 1000
        attempt.held = step.get("link") or {}
        attempt.held_until = time.monotonic() + (seconds if "link" in step else 60)
        if "link" in step:
            return
        wait(lambda: False, HOLD_S)
        if step.get("at", {}).get("is") == "held":
            for gate in self.at_landmark(step["at"]):
                gate.pass_one()
                gate.move()
            wait(lambda: False, 0.05)
        attempt.held = None

    # </hold>
    # <probe>
    def do_probe(self, _):
        self.probe(self.source, self.attempt.destination)

    # </probe>
    # <quit|kill>
    def dismissed(self, step):
        self.attempt.lost = True
        if step.get("host") == "source":
            self.source_dismissed = self.attempt.orphaned = True
            return self.source
        self.attempt.given_up = True
        return self.attempt.destination

    def do_quit(self, step):
        self.quit(self.dismissed(step))

    def do_kill(self, step):
        self.dismissed(step).kill()

    # </quit|kill>
    # <continue-source>
    def do_continue_source(self, step):
        self.attempt.given_up = True
        self.memory.take_stock(self)
        self.quit(self.attempt.destination)
        wait(self.busy, QUIT_S + 1)
        self.await_answer(step, self.source.ask("cont"))

    # </continue-source>
    def quit(self, host):
        """Asks the host to end, which it must do."""
        clock = Clock()
        host.ask("quit")

        def is_gone():
            if host.is_gone:
                if host.by < 0:
                    self.complain("CRASH", f"the {host.name} has ended ({host.by}), told to quit")
                return True
            if clock.over(QUIT_S):
                self.complain("LIVENESS", f"the {host.name} does not quit when it is told to")
                host.kill()
                return True
            return False
        self.busy = is_gone
