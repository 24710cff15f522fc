/**
 * What the source shares for a recovery: whether it waits for the operator, and how far the two hosts have
 * agreed on what is missing.
 */
import { Cell } from '../../../runtime/cell.ts';
import { Gate } from '../../../runtime/gate.ts';
import type { Shared } from '../../../runtime/shared.ts';
import type { Recoveries } from './recoveries.ts';

export class Recovery {
  readonly recoveries: Recoveries;
  /** The migration has been paused at least once: the guest may run on the destination. */
  readonly hasPaused: Cell;
  /** Open while the source is paused and waits for the operator. */
  readonly paused: Gate;
  /** Open once the operator has connected the hosts again, or has given up. */
  readonly resumed: Gate;
  /** Open once the received bitmap of every block has come back, or none will. */
  readonly bitmapsBack: Gate;
  /** Open once the destination has acknowledged the resume, or never will. */
  readonly acknowledged: Gate;
  /** The number of blocks whose bitmap has not come back yet. */
  private readonly outstanding: Cell;

  constructor(recoveries: Recoveries, shared: Shared) {
    this.recoveries = recoveries;
    this.hasPaused = new Cell('pauses of the source', shared, 'atomic');
    this.paused = new Gate('source paused', shared, true);
    this.resumed = new Gate('source resumed', shared);
    this.bitmapsBack = new Gate('received bitmaps', shared);
    this.acknowledged = new Gate('acknowledgement of the resume', shared);
    this.outstanding = new Cell('outstanding bitmaps', shared, 'atomic');
  }

  /** Prepares for the answers over a new connection. */
  restart(blocks: number): void {
    this.outstanding.set(blocks);
    this.bitmapsBack.set(false);
    this.acknowledged.set(false);
  }

  noteBitmap(): void {
    this.outstanding.add(-1);
    if (this.outstanding.get() === 0) this.bitmapsBack.set(true);
  }

  /** No more answers will come: releases the thread that waits for one. */
  abandon(): void {
    this.bitmapsBack.set(true);
    this.acknowledged.set(true);
  }
}
