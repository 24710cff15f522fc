/** Which migration status may follow which, checked in the order of QEMU's log. */
import type { QemuEvent } from '../../../../traces/recording-file.ts';
import { newMigrationState } from '../qemu-log.ts';

const ENDED = ['setup', 'none'];
const BREAKS = ['failing', 'failed', 'cancelling'];

/** In QEMU 7.2 to 11, at both ends. */
const followers: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    none: ['setup', 'active', ...BREAKS],
    setup: ['active', 'wait-unplug', 'postcopy-recover-setup', 'postcopy-paused', ...BREAKS],
    'wait-unplug': ['active', ...BREAKS],
    active: [
      'pre-switchover',
      'device',
      'postcopy-device',
      'postcopy-active',
      'colo',
      'completed',
      ...BREAKS,
    ],
    'pre-switchover': ['device', 'postcopy-device', 'postcopy-active', ...BREAKS],
    device: ['postcopy-device', 'postcopy-active', 'colo', 'completed', 'active', ...BREAKS],
    'postcopy-device': ['postcopy-active', ...BREAKS],
    'postcopy-active': ['completed', 'postcopy-paused', ...BREAKS],
    'postcopy-paused': ['setup', 'postcopy-recover-setup', 'postcopy-recover', ...BREAKS],
    'postcopy-recover-setup': ['postcopy-recover', 'postcopy-paused', ...BREAKS],
    'postcopy-recover': ['postcopy-active', 'postcopy-paused', ...BREAKS],
    colo: ['completed', 'failing', 'failed'],
    cancelling: ['cancelled'],
    failing: ['failed'],
    cancelled: ENDED,
    failed: ENDED,
    completed: ENDED,
  }),
);

interface StatusBreach {
  readonly event: QemuEvent;
  readonly status: string;
  /** Which statuses were allowed here. */
  readonly guard: string;
}

export interface StatusOrder {
  /** Number of statuses in the log that are known. */
  readonly count: number;
  /** Number of statuses that were compared with the one before: a log may begin in mid-course. */
  readonly compared: number;
  readonly breach: StatusBreach | undefined;
}

/** Compares each status with the one before; a newer QEMU may have statuses that are not known here. */
export function checkStatuses(events: readonly QemuEvent[]): StatusOrder {
  let expected: readonly string[] | undefined;
  let before: string | undefined;
  let count = 0;
  let compared = 0;
  let breach: StatusBreach | undefined;
  for (const event of events) {
    const status = newMigrationState(event);
    if (status === undefined) continue;
    const isKnown = followers.has(status);
    if (isKnown) count++;
    if (isKnown && expected !== undefined) {
      compared++;
      if (!expected.includes(status))
        breach ??= { event, status, guard: `${before} is followed by ${expected.join(' or ')}` };
    }
    before = status;
    expected = followers.get(status);
  }
  return { count, compared, breach };
}
