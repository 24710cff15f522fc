/**
 * What a step touches, as far as dependence goes: the cells of its footprint; for each page, whether
 * it bears on the page's properties (`page-effects.ts`); the clearing of the log by chunk, which
 * whoever reads a page relies on (P3); and the measure by which pages are judged, if they are.
 */
import type { System } from '../../../impl/system.ts';
import type { TracepointName } from '../../../impl/tracepoints.ts';
import {
  migrationStatus,
  TRACEPOINT_STRIDE,
  tracepoint,
  tracepoints,
} from '../../../impl/tracepoints.ts';
import { pageRecords } from '../../judging/lockstep/page-records.ts';
import { accessSet } from './access-set.ts';
import { readCells } from './footprint-cells.ts';
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
      // What has arrived is compared with what the source holds at that moment (END).
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
