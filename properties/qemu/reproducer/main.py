# ---- the command line ----

THREADS = "MSTmstrvdxop"


def expand(schedule):
    for letter, count in re.findall(rf"([{THREADS}])(\d*)", schedule):
        yield from letter * int(count or 1)


def once(binaries, folder, verbose):
    """Returns the problems of one migration, and the steps of the operator that did not come."""
    own = tempfile.mkdtemp(dir=folder)
    run, Wire.ahead_bytes = None, next(AHEAD_BYTES)
    try:
        run = Run(binaries, own, verbose)
        run.search()
        run.drain()
        run.memory.take_stock(run)
        if not run.has_failed():
            run.settle()
            run.memory.look_at_source(run)
            run.finish()
        return judge(run), run.undone + [step["command"] for step in run.plan]
    finally:
        if run:
            run.over = True
        end_hosts()
        shutil.rmtree(own, ignore_errors=True)


def end_hosts():
    for host in list(HOSTS):
        host.run.over = True
        host.forget()
    for wire in list(WIRES):
        wire.close()


def open_folder():
    """A folder that does not outlive the script: a janitor removes it even after a `kill -9`."""
    parent = "/dev/shm" if os.path.isdir("/dev/shm") else None
    folder = tempfile.mkdtemp(prefix="migration-", dir=parent)
    janitor = subprocess.Popen(["sh", "-c", 'cat >/dev/null; rm -rf -- "$1"', "janitor", folder],
                               stdin=subprocess.PIPE, start_new_session=True)

    def close():
        end_hosts()
        shutil.rmtree(folder, ignore_errors=True)
        janitor.stdin.close()
        janitor.wait()
    atexit.register(close)
    return folder


def version_of(qemu):
    try:
        said = subprocess.run([qemu, "--version"], capture_output=True, text=True, timeout=START_S,
                              check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotTell(f"{qemu} does not start: {error}") from error
    return said.stdout.split("\n")[0]


def main():
    parser = argparse.ArgumentParser(description=FINDING["problem"]["text"])
    parser.add_argument("qemu", help="the binary, like build/qemu-system-x86_64")
    # <across-versions>
    parser.add_argument("destination", nargs="?", help="the binary of the destination")
    # </across-versions>
    parser.add_argument("--times", type=int, default=5, help="how often to try, until the problem is met")
    parser.add_argument("--verbose", action="store_true", help="tell what happens")
    parser.error = lambda text: (print(text, file=sys.stderr), sys.exit(125))
    flags = parser.parse_args()
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, lambda number, _: sys.exit(128 + number))
    binaries = {"source": flags.qemu, "destination": flags.qemu}
    # <across-versions>
    if flags.destination is None:
        print("cannot tell: source and destination are of different versions, so two binaries are needed")
        return 125
    binaries["destination"] = flags.destination
    # </across-versions>
    folder = open_folder()
    try:
        versions = version_of(flags.qemu)
        # <across-versions>
        versions += f" to {version_of(flags.destination)}"
        # </across-versions>
        print(f"{versions}; looking for {FINDING['problem']['text']}")
        for number in range(1, flags.times + 1):
            problems, undone = once(binaries, folder, flags.verbose)
            met = [text for kind, text in problems if kind == wanted()]
            print(f"{number} of {flags.times}: {'MET: ' + met[0] if met else 'not met'}", flush=True)
            for kind, text in problems:
                if kind != wanted():
                    print(f"  beside it, {kind}: {text}")
            if met:
                return 1
            if undone:
                print(f"  the operator did not come to: {', '.join(undone)}")
    except CannotTell as why:
        print(f"cannot tell: {why}")
        return 125
    except Exception:  # Python's own exit code would mean that the problem is met.
        traceback.print_exc()
        return 125
    if FINDING["problem"]["property"] == "COUNT" or (
            FINDING["problem"]["property"] == "R" and wanted() == "MEMORY"):
        print("cannot tell: memory is right, and only migcheck itself judges the rest of this finding")
        return 125
    return 0


if __name__ == "__main__":
    sys.exit(main())
