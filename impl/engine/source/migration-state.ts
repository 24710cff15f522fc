/**
 * The status of the migration as management sees it (MigrationState.state), as in QEMU 11.
 *
 * `postcopy-device` begins with the package, and ends once the destination has answered that it has loaded the
 * package. From its beginning on the destination may run the guest, so the source never does so again: no answer
 * does not mean that it has not started. A failure before that is `failing`, and becomes `failed` when everything is
 * torn down.
 */
import { Cell } from '../../runtime/cell.ts';
import type { Shared } from '../../runtime/shared.ts';
import type { TraceBuffer } from '../../runtime/trace-buffer.ts';
import type { MigrationStatus } from '../../tracepoints.ts';
import { migrationStatuses, tracepoint } from '../../tracepoints.ts';

/** The number of each status, as tracepoints carry it. */
const numberOf = Object.fromEntries(
  migrationStatuses.map((status, number) => [status, number]),
) as Readonly<Record<MigrationStatus, number>>;

export class MigrationState {
  private readonly status: Cell;
  private readonly trace: TraceBuffer;

  constructor(shared: Shared) {
    // Changed by compare-and-exchange, whatever locks are held (migrate_set_state).
    this.status = new Cell('migration status', shared, 'atomic');
    this.trace = shared.trace;
  }

  is(status: MigrationStatus): boolean {
    return this.status.get() === numberOf[status];
  }

  /** Begins a new migration, whatever the status of the last one. */
  begin(): void {
    this.enter('setup');
  }

  /**
   * Changes the status if it still is `from` (migrate_set_state).
   *
   * @returns whether it has changed: a cancel may have come first
   */
  change(from: MigrationStatus, to: MigrationStatus): boolean {
    if (!this.is(from)) return false;
    this.enter(to);
    return true;
  }

  /** Whether the source only sends what the destination lacks, and that may run (migration_in_postcopy). */
  isInPostcopy(): boolean {
    const status = this.status.get();
    return status === numberOf['postcopy-device'] || status === numberOf['postcopy-active'];
  }

  /** The number of the status, as tracepoints carry it. */
  get(): number {
    return this.status.get();
  }

  /** The number of the status, for an observer between two steps; leaves no footprint. */
  peek(): number {
    return this.status.peek();
  }

  private enter(to: MigrationStatus): void {
    const status = numberOf[to];
    this.status.set(status);
    this.trace.emit(tracepoint.migrate_set_state, status);
  }
}
