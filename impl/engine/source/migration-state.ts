/** The status of the migration as management sees it (MigrationState.state). */
import { Cell } from '../../runtime/cell.ts';
import type { Shared } from '../../runtime/shared.ts';
import type { TraceBuffer } from '../../runtime/trace-buffer.ts';
import type { MigrationStatus } from '../../tracepoints.ts';
import { migrationStatuses, tracepoint } from '../../tracepoints.ts';

/** As tracepoints carry them. */
const numberOf = Object.fromEntries(
  migrationStatuses.map((status, number) => [status, number]),
) as Readonly<Record<MigrationStatus, number>>;

export class MigrationState {
  private readonly status: Cell;
  private readonly trace: TraceBuffer;

  constructor(shared: Shared) {
    // Changed by compare-and-exchange, whoever holds what (migrate_set_state).
    this.status = new Cell('migration status', shared, 'atomic');
    this.trace = shared.trace;
  }

  is(status: MigrationStatus): boolean {
    return this.status.get() === numberOf[status];
  }

  /** A new migration, after whatever became of the last one. */
  begin(): void {
    this.enter('setup');
  }

  /**
   * Changes the status if it still is `from`, and tells whether it was: whoever cancels may have
   * come first (migrate_set_state).
   */
  change(from: MigrationStatus, to: MigrationStatus): boolean {
    if (!this.is(from)) return false;
    this.enter(to);
    return true;
  }

  /** Its number, as tracepoints carry it. */
  get(): number {
    return this.status.get();
  }

  /** The status as an onlooker between two steps sees it. */
  peek(): number {
    return this.status.peek();
  }

  private enter(to: MigrationStatus): void {
    const status = numberOf[to];
    this.status.set(status);
    this.trace.emit(tracepoint.migrate_set_state, status);
  }
}
