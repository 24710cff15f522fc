# ---- the judgement ----

# What may follow a status, where that is certain in every version; an end is told once.
AFTER = {"completed": ("setup",), "failed": ("setup",), "cancelled": ("setup",),
         "cancelling": ("cancelled",), "failing": ("failed",)}
PRECOPY = ("setup", "active", "pre-switchover", "device")
OPAQUE = {"multifd", "mapped-ram", "xbzrle"}


def two_guests(run):
    """By both monitors' own timestamps: events of one may arrive before earlier ones of the other."""
    runs = {"source": True, "destination": False}
    for _, host, what in sorted(run.events, key=lambda one: one[0]):
        if host == "operator":
            # The destination is ended before the source resumes, and before another one is started.
            if what.split()[0] in ("continue-source", "migrate"):
                runs["destination"] = False
            continue
        if what == "RESUME":
            runs[host.name] = True
        elif what in ("STOP", "SHUTDOWN") or what.startswith("exit"):
            runs[host.name] = False
        if all(runs.values()):
            return f"the guest runs on both hosts at once, since the {host.name} has begun to"
    return None


def impossible_status(run):
    last = {}
    for _, host, status in run.events:
        if host == "operator" or not status.islower() or status.startswith("exit"):
            continue
        before, last[host] = last.get(host), status
        may = status in AFTER[before] if before in AFTER else not (
            str(before).startswith("postcopy-") and status in PRECOPY)
        if before and not may:
            return f"the {host.name} tells the status {status} after {before}"
    answered = getattr(run.source, "settled", (None, None))[1]
    if answered and last.get(run.source) not in (None, answered):
        return f"the source answers that the migration is {answered}, and told {last[run.source]} last"
    return None


def nowhere(run):
    """From the package on only the destination may know, and a source that waits is right."""
    state, status = getattr(run.source, "settled", ("running", None))
    arrived = run.attempt and ("package" in run.attempt.kinds or "RESUME" in run.attempt.destination.events)
    if state == "running" or arrived or status not in ("failed", "cancelled"):
        return None
    return f"the guest runs nowhere: the migration has {status}, and the source is {state}"


def failure(run):
    """A migration that fails although neither the operator nor the network gave cause."""
    if FINDING.get("mismatch") or any(step.get("isMisaddressed") for step in FINDING["operator"]):
        return None
    now = ever = False
    for _, host, what in run.events:
        if host == "operator":
            verb = what.split()[0]
            now = now and verb != "migrate"
            if verb in ("cancel", "cut", "pause", "quit", "kill", "recover"):
                now = ever = True
        elif what == "failed" and not (now if host is run.source else ever):
            return f"the {host.name} reports the migration as failed"
    return None


def judge(run):
    """Returns all problems: kind, text."""
    problems = [("MEMORY", text) for text in run.memory.problems]
    found = [("GUEST", nowhere(run)), ("STATUS", impossible_status(run))]
    if not run.problems:
        found.append(("FAILED", failure(run)))
    if not OPAQUE & set(FINDING["capabilities"]):
        found += [("P6", gate.splitter.complaint) for one in run.attempts for gate in one.gates()]
    problems += [one for one in found if one[1]] + run.problems
    split = two_guests(run)
    if split:  # It causes all others, except a crash.
        return [("SPLIT", split)] + [one for one in problems if one[0] == "CRASH"]
    return problems


def wanted():
    kind, text = FINDING["problem"]["property"], FINDING["problem"]["text"]
    if kind == "R" and "both hosts" in text:
        return "SPLIT"
    return "MEMORY" if kind in ("R", "END", "G1") else kind
