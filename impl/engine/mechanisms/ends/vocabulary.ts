/** What can end badly at the ends of a migration: device state that fails, a process that quits or dies. */

export const ends = {
  tracepoints: [
    { name: 'vmstate_save_failed', args: [] },
    { name: 'vmstate_load_failed', args: [] },
    { name: 'qemu_system_shutdown_request', args: ['host'] },
    { name: 'process_gone', args: ['host'] },
  ],
  ticks: {
    'quit-source': 'end of the source',
    'quit-destination': 'end of the destination',
    'destination-dies': 'death of the destination',
  },
  moments: [],
  threads: { 'source quits': 'outside', 'destination quits': 'outside', death: 'outside' },
  operations: [],
  mutexes: {},
  mutexNames: {},
  records: {},
  underBitmapMutex: [],
  onDestination: [],
  channels: [],
  plainest: { saveFailures: undefined, loadFailures: undefined },
} as const;

export interface EndsFields {
  /** The migrations, counted from 1, in which a device cannot save its state on the source; none if left out. */
  readonly saveFailures?: readonly number[] | undefined;
  /** The same for a device that cannot load its state on the destination. */
  readonly loadFailures?: readonly number[] | undefined;
}
