/** Which of QEMU's threads logged an event: the log only has numbers, but some events tell a thread's task. */
import type { QemuEvent } from '../../../traces/recording-file.ts';

/** The first that matches any event of a thread counts: the main loop also does work of others. */
const tasks: readonly (readonly [task: string, event: RegExp])[] = [
  ['return path thread', /^source_return_path_thread_/],
  ['migration thread', /^(savevm_section_|migration_bitmap_sync_)/],
  ['fault thread', /^postcopy_ram_fault_thread_request/],
  ['preempt thread', /^postcopy_preempt_thread_/],
  ['listen thread', /^postcopy_ram_listen_thread_/],
  ['main loop', /^(runstate_set|migrate_set_state|loadvm_)/],
];

export function nameThreads(
  events: readonly QemuEvent[],
): (event: QemuEvent) => string | undefined {
  const names = new Map<string, Set<string>>();
  const keyOf = ({ host, thread }: QemuEvent): string => `${host} ${thread}`;
  for (const event of events)
    names.set(keyOf(event), (names.get(keyOf(event)) ?? new Set()).add(event.name));
  const known = new Map(
    [...names].map(([key, own]) => [
      key,
      tasks.find(([, event]) => [...own].some((name) => event.test(name)))?.[0],
    ]),
  );
  return (event) => {
    if (event.thread === undefined) return undefined;
    const task = known.get(keyOf(event));
    return task === undefined ? `thread ${event.thread}` : `${task} (${event.thread})`;
  };
}
