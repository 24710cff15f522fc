/**
 * Engine files that have moved, by the old path, which stored bugs and traces still use. If the statements
 * of such a file have gone to several files, all of these are listed.
 */
export const movedFiles: Readonly<Record<string, readonly string[]>> = {
  'impl/engine/destination/accept-thread.ts': ['impl/engine/mechanisms/preempt/accept-thread.ts'],
  'impl/engine/destination/answers.ts': ['impl/engine/mechanisms/postcopy/answers.ts'],
  'impl/engine/destination/fault-thread.ts': [
    'impl/engine/mechanisms/postcopy/fault-thread.ts',
    'impl/engine/mechanisms/postcopy/send-request.ts',
  ],
  'impl/engine/destination/listen-thread.ts': ['impl/engine/mechanisms/postcopy/listen-thread.ts'],
  'impl/engine/destination/load-commands.ts': ['impl/engine/mechanisms/postcopy/load-commands.ts'],
  'impl/engine/destination/load-package.ts': ['impl/engine/mechanisms/postcopy/load-package.ts'],
  'impl/engine/destination/page-requests.ts': ['impl/engine/mechanisms/postcopy/page-requests.ts'],
  'impl/engine/destination/place-page.ts': ['impl/engine/mechanisms/postcopy/place-page.ts'],
  'impl/engine/destination/preempt-thread.ts': ['impl/engine/mechanisms/preempt/preempt-thread.ts'],
  'impl/engine/destination/receive.ts': [
    'impl/engine/destination/receive.ts',
    'impl/engine/destination/close-connections.ts',
  ],
  'impl/engine/destination/temporary-page.ts': [
    'impl/engine/mechanisms/postcopy/temporary-page.ts',
  ],
  'impl/engine/guest/wait-for-page.ts': ['impl/engine/mechanisms/postcopy/wait-for-page.ts'],
  'impl/engine/memory/user-fault.ts': ['impl/engine/mechanisms/postcopy/user-fault.ts'],
  'impl/engine/mechanisms/postcopy/fault-thread.ts': [
    'impl/engine/mechanisms/postcopy/fault-thread.ts',
    'impl/engine/mechanisms/postcopy/send-request.ts',
  ],
  'impl/engine/source/background-sync.ts': [
    'impl/engine/mechanisms/background-sync/background-sync.ts',
  ],
  'impl/engine/source/exclude-discarded.ts': [
    'impl/engine/mechanisms/discards/exclude-discarded.ts',
  ],
  'impl/engine/source/postcopy-save.ts': ['impl/engine/mechanisms/postcopy/postcopy-save.ts'],
  'impl/engine/source/postcopy-start.ts': ['impl/engine/mechanisms/postcopy/postcopy-start.ts'],
  'impl/engine/source/preempt.ts': ['impl/engine/mechanisms/preempt/preempt.ts'],
  'impl/engine/source/request-queue.ts': ['impl/engine/mechanisms/postcopy/request-queue.ts'],
  'impl/engine/source/return-path-thread.ts': [
    'impl/engine/mechanisms/postcopy/return-path-thread.ts',
  ],
  'impl/engine/source/save-urgent.ts': ['impl/engine/mechanisms/preempt/save-urgent.ts'],
  'impl/rig/engine-threads.ts': [
    'impl/rig/engine-threads.ts',
    'impl/engine/mechanisms/core/assemble.ts',
    'impl/engine/mechanisms/core/guest-threads.ts',
    'impl/engine/mechanisms/background-sync/assemble.ts',
    'impl/engine/mechanisms/postcopy/assemble.ts',
    'impl/engine/mechanisms/preempt/assemble.ts',
  ],
  'impl/rig/engine-views.ts': [
    'impl/rig/engine-views.ts',
    'impl/engine/mechanisms/core/assemble.ts',
    'impl/engine/mechanisms/postcopy/assemble.ts',
    'impl/engine/mechanisms/preempt/assemble.ts',
  ],
  'impl/rig/happenings.ts': [
    'impl/engine/mechanisms/core/happenings.ts',
    'impl/engine/mechanisms/postcopy/postcopy-starter.ts',
    'impl/engine/mechanisms/preempt/cut-preempt.ts',
    'impl/engine/on-each-tick.ts',
  ],
  'impl/rig/operator.ts': ['impl/engine/mechanisms/core/operator.ts'],
  'impl/rig/outside.ts': ['impl/rig/outside.ts', 'impl/engine/mechanisms/core/ticks-in-order.ts'],
};
