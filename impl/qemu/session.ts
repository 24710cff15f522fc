/** One run: the source, what has been tried to migrate it, and what was seen of all that. */
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

/** What the harness hands in, since this room reads no streams and no clock of its own. */
export interface Surroundings<Item extends Piece> {
  readonly shape: MachineShape;
  readonly workspace: Workspace;
  readonly now: () => Microseconds;
  /** For each attempt. */
  readonly cutters: () => Cutters<Item>;
  /** The page of guest memory that an item is a record of, if it is one. */
  readonly pageOf: (item: Item) => number | undefined;
  /** What an item is, as landmarks name it. */
  readonly kindOf: (item: Item) => string;
  readonly tamper?: Tamper<Item> | undefined;
}

export class Session<Item extends Piece> {
  readonly scenario: QemuScenario;
  readonly surroundings: Surroundings<Item>;
  readonly source: QemuProcess;
  readonly attempts: Attempt<Item>[] = [];
  /** Whatever was started, of attempts that were never under way as well: ended when all is over. */
  readonly processes: QemuProcess[];
  readonly relays: Relay<Item>[] = [];
  readonly happenings: Happening<Item>[] = [];
  /** Why it makes no sense to go on, if so. */
  broken: StartError | undefined;
  isSourceRunning = true;
  /** What the operator does next. */
  coming: OperatorStep | undefined;
  /** Nothing more is begun; what has been begun comes to its end. */
  isDraining = false;
  /** Somebody waits for something to change. */
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

  /** The one that is under way, or was last. */
  get attempt(): Attempt<Item> | undefined {
    return this.attempts.at(-1);
  }

  /** When the harness began to end everything: what comes of that says nothing about QEMU. */
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

  /** Of the time that the hosts have had since now. */
  startClock(): Clock {
    return fairClockOf(() => this.processes.filter((one) => !one.isGone()).map(({ pid }) => pid));
  }

  /** There may be a choice that was not there before. */
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
