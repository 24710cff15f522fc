/** One actor of the guest (a vCPU, or the device writer) as it runs on one host. */
import type { DirtyLog } from '../memory/dirty-log.ts';
import type { TraceBuffer } from '../../runtime/trace-buffer.ts';
import { tracepoint } from '../../tracepoints.ts';
import type { Operation } from '../../guest-program.ts';
import type { Machine } from './machine.ts';

export class GuestActor {
  /** Index of the actor in the guest program. */
  readonly id: number;
  readonly machine: Machine;
  /** The log of this host's guest writes; the destination has none. */
  readonly log: DirtyLog | undefined;
  /** RAM address of each page, by dense index. */
  readonly ramPageOf: readonly number[];
  readonly trace: TraceBuffer;
  private readonly program: readonly Operation[];

  constructor(id: number, program: readonly Operation[], context: GuestContext) {
    this.id = id;
    this.program = program;
    this.machine = context.machine;
    this.log = context.log;
    this.ramPageOf = context.ramPageOf;
    this.trace = context.trace;
  }

  /** The next operation of the actor, if any is left. */
  next(): Operation | undefined {
    return this.program[this.position().get()];
  }

  /** Completes the operation. */
  finish(): void {
    const position = this.position();
    this.trace.emit(tracepoint.guest_operation, this.machine.host, this.id, position.get());
    position.add(1);
  }

  private position(): GuestActor['machine']['positions'][number] {
    const position = this.machine.positions[this.id];
    if (position === undefined) throw new Error(`no actor ${this.id}`);
    return position;
  }
}

export interface GuestContext {
  readonly machine: Machine;
  readonly log: DirtyLog | undefined;
  readonly ramPageOf: readonly number[];
  readonly trace: TraceBuffer;
}
