/**
 * Reads which objects a step touches, for the dependence between steps. The objects are the cells of its
 * footprint; each page whose properties the step affects (`page-effects.ts`); the clear bitmap, which every
 * read of a page relies on (P3); and the measure, i.e. whether and how pages are judged.
 */
import type { System } from '../../../impl/system.ts';
import type { TracepointName } from '../../../impl/tracepoints.ts';
import {
  migrationStatus,
  TRACEPOINT_STRIDE,
  tracepoint,
  tracepoints,
} from '../../../impl/tracepoints.ts';
import { pageRecords } from '../../judging/pages/page-records.ts';
import { accessSet } from './access-set.ts';
import { readCells } from './footprint-cells.ts';
import { pageEffects } from './page-effects.ts';
import type { Step } from './step.ts';

export interface StepReader {
  /** The number of objects. */
  readonly objects: number;
  /** To be called before the step is taken. */
  readonly before: () => void;
  /** The step that was just taken, with all it has touched. */
  readonly read: (thread: number, gate: number) => Step;
}

/** Tracepoints after which pages are judged differently, or are no longer judged. */
const CHANGES_MEASURE: ReadonlySet<TracepointName> = new Set([
  'migrate_set_state',
  'migrate_fd_cleanup',
  'migration_cancel',
  'channel_cut',
  'savevm_send_packaged',
  // Until then a page may be unarmed although its writes are not recorded (P2).
  'tlb_reset_dirty',
]);

/** Tracepoints at which the log of a page's chunk has to be clear, or is cleared (P3). */
const READS_CLEARS: ReadonlySet<number> = new Set([
  tracepoint.ram_read_page,
  tracepoint.migration_bitmap_clear_dirty,
]);

export function stepReader(system: System): StepReader {
  const { footprint, trace, layout, views } = system;
  const cells = footprint.pageOfCell.length;
  const firstPage = cells;
  const measure = cells + layout.pages;
  const objects = measure + 1;
  const cellsOf = (wanted: string): readonly number[] =>
    footprint.ownerOfCell.flatMap((owner, cell) => (owner === wanted ? [cell] : []));
  const sourceMemory = cellsOf('source memory');
  const clearBitmap = cellsOf(pageRecords.clearPending.owner);
  const changesMeasure = tracepoints.map(({ name }) => CHANGES_MEASURE.has(name));
  const accesses = accessSet(objects);
  const effects = pageEffects(system);
  const bearOn = (page: number): void => accesses.write(firstPage + page);

  const readEvents = (): void => {
    const { events, length } = trace;
    for (let at = 0; at < length; at += TRACEPOINT_STRIDE) {
      const what = events[at] as number;
      if (READS_CLEARS.has(what)) {
        for (const cell of clearBitmap) accesses.read(cell);
        accesses.read(measure);
      }
      // At this moment the destination's memory is compared with the source's (END).
      if (what === tracepoint.loadvm_complete) for (const cell of sourceMemory) accesses.read(cell);
      if (changesMeasure[what] === true) accesses.write(measure);
      const isLastMerge =
        what === tracepoint.ramblock_sync_dirty_bitmap && views.status() === migrationStatus.device;
      if (isLastMerge || changesMeasure[what] === true)
        for (let page = 0; page < layout.pages; page++) bearOn(page);
    }
  };

  return {
    objects,
    before: effects.before,
    read(thread, gate) {
      readCells(footprint, accesses);
      readEvents();
      effects.forEach(bearOn);
      return { thread, gate, accesses: accesses.take() };
    },
  };
}
