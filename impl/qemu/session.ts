/** One run: the source, the attempts to migrate it, and everything that was observed. */
import type { Attempt } from './attempt/attempt.ts';
import type { Cutters } from './attempt/cutters.ts';
import type { Clock } from './fair-clock.ts';
import { fairClockOf } from './fair-clock.ts';
import type { Tampering } from './gate.ts';
import type { Complaint, Happening, Microseconds } from './happenings.ts';
import type { QemuBinary } from './host.ts';
import type { HostName } from './link-part.ts';
import type { MachineShape, ProcessEnd, QemuProcess, StartError } from './process.ts';
import type { Relay } from './relay.ts';
import type { OperatorStep, QemuScenario } from './scenario.ts';
import type { Workspace } from './workspace.ts';

/** The parts that the harness provides, since this room does not parse streams and has no clock. */
export interface Surroundings {
  readonly shape: MachineShape;
  /** The binary of every destination, if it is not that of the source. */
  readonly destination?: QemuBinary | undefined;
  readonly workspace: Workspace;
  readonly now: () => Microseconds;
  /** Makes the cutters of one attempt. */
  readonly cutters: () => Cutters;
  /** What is changed on its way in each attempt, which are numbered from 0. */
  readonly tampering?: ((attempt: number) => Tampering) | undefined;
  /** Changes a complete file before the destination reads it. */
  readonly tamperFile?: ((file: string) => void) | undefined;
}

export class Session {
  readonly scenario: QemuScenario;
  readonly surroundings: Surroundings;
  readonly source: QemuProcess;
  readonly attempts: Attempt[] = [];
  /** Every process that was started, even by attempts that failed to begin; all are ended with the run. */
  readonly processes: QemuProcess[];
  readonly relays: Relay[] = [];
  readonly happenings: Happening[] = [];
  /** Set if the run cannot go on. */
  broken: StartError | undefined;
  isSourceRunning = true;
  /** The operator has ended the source's process. */
  isSourceDismissed = false;
  /** A device reads on the destination, whose main loop waits with it until the page has arrived. */
  isReading = false;
  /** Hosts that have not answered in time once; they are not asked again. */
  readonly silent: Set<HostName> = new Set();
  /** The operator's next step. */
  coming: OperatorStep | undefined;
  /** Nothing more is begun; operations in progress are finished. */
  isDraining = false;
  /** Wakes the caller of `change`. */
  private wake: (() => void) | undefined;

  constructor(scenario: QemuScenario, surroundings: Surroundings, source: QemuProcess) {
    this.scenario = scenario;
    this.surroundings = surroundings;
    this.source = source;
    this.processes = [source];
    source.qmp.onEvent(({ event, data, us }) => {
      this.noteEvent('source', event, data, us);
      if (event === 'STOP') this.isSourceRunning = false;
      if (event === 'RESUME') this.isSourceRunning = true;
      this.changed();
    });
    void source.exited.then((end) => this.onExit(end));
  }

  /** The attempt that is under way, or the last one. */
  get attempt(): Attempt | undefined {
    return this.attempts.at(-1);
  }

  /** When the harness began to end the run: later events say nothing about QEMU. */
  overAt: Microseconds | undefined;

  get isOver(): boolean {
    return this.overAt !== undefined;
  }

  end(): void {
    this.overAt ??= this.surroundings.now();
  }

  private areComplaintsClosed = false;

  /** What follows says nothing about QEMU. */
  closeComplaints(): void {
    this.areComplaintsClosed = true;
  }

  private onExit({ text, hasExited, wasKilled }: ProcessEnd): void {
    this.noteExit('source');
    if (this.isOver) return;
    if (!this.isSourceDismissed || !(hasExited || wasKilled))
      this.complain({ property: 'CRASH', text });
    this.changed();
  }

  /** The operator ends the process of this host. */
  dismiss(host: HostName): void {
    const { attempt } = this;
    if (host === 'source') this.isSourceDismissed = true;
    if (attempt === undefined) return;
    if (host === 'source') attempt.isOrphaned = true;
    else attempt.isGivenUp = true;
  }

  /** Ends a process that has nothing left to do; it must obey, and must not crash. */
  async quit(qemu: QemuProcess): Promise<void> {
    const hadToBeKilled = await qemu.quit();
    const { text, hasExited } = await qemu.exited;
    if (hadToBeKilled) {
      const said = `the ${qemu.name} does not quit when it is told to`;
      this.complain({ property: 'LIVENESS', text: said });
    } else if (!hasExited) {
      this.complain({ property: 'CRASH', text: `${text}, when it was told to quit` });
    }
  }

  noteExit(host: HostName): void {
    if (this.isOver) return;
    const us = this.surroundings.now();
    this.happenings.push({ kind: 'exit', us, attempt: this.attempts.length, host });
  }

  noteEvent(
    host: HostName,
    event: string,
    data: Readonly<Record<string, unknown>>,
    us: Microseconds,
  ): void {
    if (this.isOver) return;
    this.happenings.push({ kind: 'event', us, attempt: this.attempts.length, host, event, data });
  }

  complain(complaint: Complaint): void {
    if (this.areComplaintsClosed) return;
    const us = this.surroundings.now();
    this.happenings.push({ kind: 'complaint', us, complaint });
    this.changed();
  }

  /** Ends the run: every process must quit, unless the harness keeps its main loop waiting for a page. */
  async quitAll(): Promise<void> {
    this.end();
    if (this.isReading) return;
    await Promise.all(
      this.processes.filter((qemu) => !qemu.isGone()).map((qemu) => this.quit(qemu)),
    );
  }

  /** Starts a clock that counts only the time in which the hosts could run. */
  startClock(): Clock {
    return fairClockOf(() => this.processes.filter((one) => !one.isGone()).map(({ pid }) => pid));
  }

  /** Tells the waiting caller that there may be a new choice. */
  changed(): void {
    this.wake?.();
    this.wake = undefined;
  }

  /** @returns whether anything has changed within the time */
  change(withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), withinMs);
      const before = this.wake;
      this.wake = () => {
        before?.();
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}
