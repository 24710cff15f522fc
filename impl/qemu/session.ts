/** One run: the source, the attempts to migrate it, and everything that was observed. */
import type { Attempt } from './attempt/attempt.ts';
import type { Cutters } from './attempt/cutters.ts';
import type { Clock } from './fair-clock.ts';
import { fairClockOf } from './fair-clock.ts';
import type { Piece, Tamper } from './gate.ts';
import type { Complaint, Happening, HostName, Microseconds } from './happenings.ts';
import type { MachineShape, ProcessEnd, QemuProcess, StartError } from './process.ts';
import type { Relay } from './relay.ts';
import type { OperatorStep, QemuScenario } from './scenario.ts';
import type { Workspace } from './workspace.ts';

/** The parts that the harness provides, since this room does not parse streams and has no clock. */
export interface Surroundings<Item extends Piece> {
  readonly shape: MachineShape;
  readonly workspace: Workspace;
  readonly now: () => Microseconds;
  /** Makes the cutters of one attempt. */
  readonly cutters: () => Cutters<Item>;
  /** The number of the guest page, if the item is a page record. */
  readonly pageOf: (item: Item) => number | undefined;
  /** The kind of an item, as landmarks name it. */
  readonly kindOf: (item: Item) => string;
  readonly tamper?: Tamper<Item> | undefined;
}

export class Session<Item extends Piece> {
  readonly scenario: QemuScenario;
  readonly surroundings: Surroundings<Item>;
  readonly source: QemuProcess;
  readonly attempts: Attempt<Item>[] = [];
  /** Every process that was started, even by attempts that failed to begin; all are ended with the run. */
  readonly processes: QemuProcess[];
  readonly relays: Relay<Item>[] = [];
  readonly happenings: Happening<Item>[] = [];
  /** Set if the run cannot go on. */
  broken: StartError | undefined;
  isSourceRunning = true;
  /** The operator's next step. */
  coming: OperatorStep | undefined;
  /** Nothing more is begun; operations in progress are finished. */
  isDraining = false;
  /** Wakes the caller of `change`. */
  private wake: (() => void) | undefined;

  constructor(scenario: QemuScenario, surroundings: Surroundings<Item>, source: QemuProcess) {
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
  get attempt(): Attempt<Item> | undefined {
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

  private onExit({ text }: ProcessEnd): void {
    this.noteExit('source');
    this.complain({ property: 'CRASH', text });
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
    if (this.isOver) return;
    const us = this.surroundings.now();
    this.happenings.push({ kind: 'complaint', us, complaint });
    this.changed();
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
