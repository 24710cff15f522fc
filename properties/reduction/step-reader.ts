/**
 * What a step touches, as far as dependence goes: the cells of its footprint; for each page, whether
 * it bears on the page's properties (`page-effects.ts`); the clearing of the log by chunk, which
 * whoever reads a page relies on (P3); and the measure by which pages are judged, if they are.
 */
import type { FootprintView, System } from '../../impl/system.ts';
import { FOOTPRINT_STRIDE } from '../../impl/system.ts';
import type { TracepointName } from '../../impl/tracepoints.ts';
import {
  migrationStatuses,
  TRACEPOINT_STRIDE,
  tracepoint,
  tracepoints,
} from '../../impl/tracepoints.ts';
import type { AccessSet } from './access-set.ts';
import { accessSet } from './access-set.ts';
import { pageEffects } from './page-effects.ts';
import type { Step } from './step.ts';

export interface StepReader {
  /** Objects are numbered from 0 to this. */
  readonly objects: number;
  /** To be called before the step is taken. */
  readonly before: () => void;
  /** What the step that was taken last has touched. */
  readonly read: (thread: number, gate: number) => Step;
}

/** Tracepoints after which pages are judged by another measure, or no longer. */
const CHANGES_MEASURE: ReadonlySet<TracepointName> = new Set([
  'migrate_set_state',
  'migrate_fd_cleanup',
  'migration_cancel',
  'channel_cut',
  'savevm_send_packaged',
  // Until then writers may be unarmed without a record of what they write (P2).
  'tlb_reset_dirty',
]);

/** Tracepoints at which the log of a page's chunk has to be clear, or is cleared (P3). */
const READS_CLEARS: ReadonlySet<number> = new Set([
  tracepoint.ram_read_page,
  tracepoint.migration_bitmap_clear_dirty,
]);

const DEVICE = migrationStatuses.indexOf('device');

export function stepReader(system: System): StepReader {
  const { footprint, trace, layout, views } = system;
  const cells = footprint.pageOfCell.length;
  const firstPage = cells;
  const clears = cells + layout.pages;
  const measure = clears + 1;
  const objects = measure + 1;
  const sourceMemory = footprint.ownerOfCell.flatMap((owner, cell) =>
    owner === 'source memory' ? [cell] : [],
  );
  const isClearCell = footprint.ownerOfCell.map((owner) => owner === 'clear bitmap');
  const changesMeasure = tracepoints.map(({ name }) => CHANGES_MEASURE.has(name));
  const accesses = accessSet(objects);
  const effects = pageEffects(system);
  const bearOn = (page: number): void => accesses.write(firstPage + page);

  const readEvents = (): void => {
    const { events, length } = trace;
    for (let at = 0; at < length; at += TRACEPOINT_STRIDE) {
      const what = events[at] as number;
      if (READS_CLEARS.has(what)) {
        accesses.read(clears);
        accesses.read(measure);
      }
      // What has arrived is compared with what the source holds at that moment (END).
      if (what === tracepoint.loadvm_complete) for (const cell of sourceMemory) accesses.read(cell);
      if (changesMeasure[what] === true) accesses.write(measure);
      const isLastMerge =
        what === tracepoint.ramblock_sync_dirty_bitmap && views.status() === DEVICE;
      if (isLastMerge || changesMeasure[what] === true)
        for (let page = 0; page < layout.pages; page++) bearOn(page);
    }
  };

  return {
    objects,
    before: effects.before,
    read(thread, gate) {
      readCells(footprint, accesses, (cell) => {
        if (isClearCell[cell] === true) accesses.write(clears);
      });
      readEvents();
      effects.forEach(bearOn);
      return { thread, gate, accesses: accesses.take() };
    },
  };
}

/** Collects the cells of the last step's footprint; `onWrite` is told of those that were written. */
export function readCells(
  { entries, length }: FootprintView,
  accesses: AccessSet,
  onWrite?: (cell: number) => void,
): void {
  for (let at = 0; at < length; at += FOOTPRINT_STRIDE) {
    const first = entries[at] as number;
    const end = first + (entries[at + 1] as number);
    const isWrite = ((entries[at + 2] as number) & 1) === 1;
    for (let cell = first; cell < end; cell++) {
      if (!isWrite) accesses.read(cell);
      else {
        accesses.write(cell);
        onWrite?.(cell);
      }
    }
  }
}

/** Cells that stand for messages: see `Sharing`. */
export function messagesOf({ sharingOfCell }: FootprintView): ReadonlySet<number> {
  return new Set(sharingOfCell.flatMap((sharing, cell) => (sharing === 'message' ? [cell] : [])));
}
