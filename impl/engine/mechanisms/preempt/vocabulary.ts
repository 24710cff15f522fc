/** A second connection, on which requested pages overtake the others. */

export const preempt = {
  tracepoints: [
    { name: 'postcopy_preempt_connect', args: [] },
    { name: 'postcopy_preempt_new_channel', args: [] },
    { name: 'postcopy_preempt_triggered', args: ['page'] },
    { name: 'postcopy_preempt_restored', args: ['page', 'isUrgent'] },
    { name: 'postcopy_preempt_hit', args: ['page'] },
    { name: 'postcopy_preempt_hint', args: ['page'] },
    { name: 'postcopy_preempt_send_host_page', args: ['page'] },
    { name: 'postcopy_preempt_thread_exit', args: [] },
    { name: 'preempt_channel_cut', args: [] },
  ],
  ticks: { 'cut-preempt': 'preempt network' },
  moments: [
    'postcopy_preempt_connect',
    'postcopy_preempt_new_channel',
    'postcopy_preempt_triggered',
    'postcopy_preempt_send_host_page',
    'postcopy_preempt_thread_exit',
  ],
  threads: { preempt: 'destination', accept: 'destination', 'preempt network': 'outside' },
  operations: [],
  mutexes: {},
  mutexNames: {},
  records: {},
  underBitmapMutex: ['host page being sent', 'page hint', 'interrupted host page'],
  onDestination: [
    'temporary page of the preempt channel',
    'last received block of the preempt channel',
  ],
  channels: ['preempt'],
  plainest: { preempt: 'off' },
} as const;

export interface PreemptFields {
  /** How requested pages overtake the others; must be `off` without postcopy. */
  readonly preempt: PreemptDesign;
}

/**
 * Which thread sends requested pages on the second connection. `two-senders`: the return-path thread, beside
 * the migration thread (QEMU since 8.0). `single-sender`: the migration thread, which interrupts the host
 * page that it is sending (7.1). `off`: there is only one connection.
 */
export type PreemptDesign = 'off' | 'two-senders' | 'single-sender';
