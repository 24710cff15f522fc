/**
 * Device state that cannot be saved or loaded (vmstate_save_state, vmstate_load_state). What has failed once is
 * kept for the rest of its migration (qemu_file_set_error), and says nothing about the next one.
 */
import { Cell } from '../../../runtime/cell.ts';
import type { Complaint } from '../../../runtime/complaint.ts';
import type { Shared } from '../../../runtime/shared.ts';
import type { TraceBuffer } from '../../../runtime/trace-buffer.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { Machine } from '../../guest/machine.ts';
import type { EndsFields } from './vocabulary.ts';

export class DeviceFailures {
  private readonly saves: readonly number[];
  private readonly loads: readonly number[];
  /** The number of the migration, counted from 1. */
  private readonly migration: Cell;
  /** The state of a device could not be saved in this migration. */
  private readonly saveError: Cell;
  private readonly complaint: Complaint;
  private readonly trace: TraceBuffer;

  /** @param complaint - the error that the source reports */
  constructor(
    { saveFailures = [], loadFailures = [] }: EndsFields,
    complaint: Complaint,
    shared: Shared,
  ) {
    this.saves = saveFailures;
    this.loads = loadFailures;
    this.complaint = complaint;
    this.trace = shared.trace;
    // Set by the operator before the migration's threads see its request.
    this.migration = new Cell('number of the migration', shared, 'atomic');
    this.saveError = new Cell('error of saving device state', shared);
  }

  /** Begins the next migration. */
  restart(): void {
    this.migration.add(1);
    this.saveError.set(0);
  }

  /**
   * Saves the position of each guest actor, as the state of the virtual CPUs and devices.
   *
   * @returns `undefined` if that fails: then nothing must be sent
   */
  save({ positions }: Machine): readonly number[] | undefined {
    if (this.saves.includes(this.migration.get())) {
      this.saveError.set(1);
      this.complaint.set('a device cannot save its state');
      this.trace.emit(tracepoint.vmstate_save_failed);
    }
    if (this.saveError.get() === 1) return undefined;
    return positions.map((position) => position.get());
  }

  /** Whether the devices accept their state. */
  isLoadable(): boolean {
    if (!this.loads.includes(this.migration.get())) return true;
    this.trace.emit(tracepoint.vmstate_load_failed);
    return false;
  }
}
