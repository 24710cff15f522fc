/** Which migration status may follow which, checked in the order of QEMU's log. */
import type { QemuEvent } from '../../../../traces/recording-file.ts';
import { newMigrationState } from '../qemu-log.ts';

const ENDED = ['setup', 'none'];
const BREAKS = ['failing', 'failed', 'cancelling'];

/** In QEMU 7.2 to 11, at both ends. */
const followers: Readonly<Record<string, readonly string[]>> = {
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
};

export interface StatusBreach {
  readonly event: QemuEvent;
  readonly status: string;
  /** Which statuses were allowed here. */
  readonly guard: string;
}

/**
 * @returns the number of statuses in the log, and the first that is out of order; a log may begin in mid-
 *   course
 */
export function checkStatuses(events: readonly QemuEvent[]): {
  readonly count: number;
  readonly breach: StatusBreach | undefined;
} {
  let before: string | undefined;
  let count = 0;
  let breach: StatusBreach | undefined;
  for (const event of events) {
    const status = newMigrationState(event);
    if (status === undefined) continue;
    count++;
    const expected = before === undefined ? undefined : followers[before];
    if (breach === undefined && expected !== undefined && !expected.includes(status))
      breach = { event, status, guard: `${before} is followed by ${expected.join(' or ')}` };
    before = status;
  }
  return { count, breach };
}
