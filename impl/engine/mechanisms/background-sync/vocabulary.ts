/** Syncs in the middle of a pass, and their records of each page. */

export const backgroundSync = {
  tracepoints: [{ name: 'background_sync_skipped', args: ['status'] }],
  ticks: { 'background-sync': 'timer' },
  moments: [],
  threads: { 'background sync': 'source' },
  operations: [],
  mutexes: {},
  mutexNames: {},
  records: { parked: 2, shadow: 64 },
  underBitmapMutex: ['parked bitmap', 'shadow bitmap'],
  onDestination: [],
  channels: [],
  plainest: { backgroundSync: 'park' },
} as const;

export interface BackgroundSyncFields {
  /** A background sync either parks the pages that it finds, for the next iteration sync, or merges them. */
  readonly backgroundSync: 'park' | 'merge';
}
