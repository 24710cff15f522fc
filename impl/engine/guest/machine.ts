/**
 * One host's virtual machine: its RAM, whether its guest runs, and the position of each guest actor in
 * its program (its registers, which migrate as device state).
 */
import { Cell } from '../../runtime/cell.ts';
import { Gate } from '../../runtime/gate.ts';
import type { Shared } from '../../runtime/shared.ts';
import type { Thread } from '../../runtime/thread.ts';
import type { TraceBuffer } from '../../runtime/trace-buffer.ts';
import type { Host } from '../../tracepoints.ts';
import { hosts, tracepoint } from '../../tracepoints.ts';
import type { UserFault } from '../mechanisms/postcopy/user-fault.ts';
import type { PageMemory } from '../memory/page-memory.ts';
import type { Loan } from './loan.ts';
import { PendingWrites } from './pending-writes.ts';

export interface MachineParts {
  readonly memory: PageMemory;
  /** Actors of the guest program. */
  readonly actors: number;
  readonly userFault: UserFault | undefined;
}

export class Machine {
  readonly host: number;
  readonly memory: PageMemory;
  /** Open while a guest actor may begin an operation. */
  readonly mayRun: Gate;
  /** vCPUs that have trapped but not stored yet. */
  readonly trapped: PendingWrites;
  /** Device writes that are stored but not logged yet. */
  readonly unlogged: PendingWrites;
  /** The pages that the guest has lent to a device, if it lends any. */
  loan: Loan | undefined;
  /** Next operation of each actor. */
  readonly positions: readonly Cell[];
  /** Set on a host where memory may be missing: a destination that runs before all memory has arrived. */
  private readonly userFault: UserFault | undefined;
  private readonly running: Cell;
  private readonly trace: TraceBuffer;

  constructor(host: Host, parts: MachineParts, shared: Shared) {
    this.host = hosts.indexOf(host);
    this.memory = parts.memory;
    this.userFault = parts.userFault;
    this.mayRun = new Gate(`${host} guest runs`, shared, true);
    this.trapped = new PendingWrites(`${host} vCPU between trap and store`, shared);
    this.unlogged = new PendingWrites(`${host} device between store and log`, shared);
    // Registers: other threads access them only while the guest is stopped, so with no actor in mid-step.
    this.positions = Array.from(
      { length: parts.actors },
      () => new Cell(`${host} position`, shared, 'atomic'),
    );
    this.running = new Cell(`${host} run state`, shared);
    this.trace = shared.trace;
  }

  /** Puts the machine into the state of a fresh process: zeroed RAM, and no write in progress. */
  powerOn(): void {
    this.memory.clear();
    this.trapped.none.set(true);
    this.unlogged.none.set(true);
  }

  /** Its process is gone, wherever its threads were. */
  die(): void {
    if (this.isRunning) this.stop();
    this.trapped.clear();
    this.unlogged.clear();
  }

  get isRunning(): boolean {
    return this.running.get() === 1;
  }

  start(): void {
    this.setRunning(1);
  }

  /** From now on no actor begins an operation; the caller must still wait for writes in progress. */
  stop(): void {
    this.setRunning(0);
  }

  /** Whether the page is missing, so that a thread must wait before accessing it. */
  isMissing(page: number): boolean {
    return this.userFault?.isMissing(page) === true;
  }

  /** Raises a fault on a missing page; the thread must wait for the returned gate, and then test again. */
  fault(page: number, thread: Thread): Gate {
    this.trace.emit(tracepoint.postcopy_ram_fault, page, thread.id);
    return (this.userFault as UserFault).raise(page);
  }

  /** Whether the guest runs, for an observer between two steps; leaves no footprint. */
  peekRunning(): boolean {
    return this.running.peek() === 1;
  }

  private setRunning(running: number): void {
    this.running.set(running);
    this.mayRun.set(running === 1);
    this.trace.emit(tracepoint.runstate_set, this.host, running);
  }
}
