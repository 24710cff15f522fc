/** How the migration reached its current state, for violations that are about no particular page. */
import { hosts, migrationStatuses, syncKinds } from '../../../../impl/tracepoints.ts';
import type { TracepointName } from '../../../../impl/tracepoints.ts';
import type { Filmed } from '../../film/frames.ts';
import { tellClosings, textOfHangUp } from '../link-clauses.ts';
import type { CausalLink } from './link.ts';

const BY_EVENT: Partial<
  Readonly<Record<TracepointName, (first: number, second: number, third: number) => string>>
> = {
  migrate_set_state: (status) => `status ${migrationStatuses[status]}`,
  runstate_set: (host, isRunning) =>
    `guest ${isRunning === 1 ? 'runs' : 'stops'} on ${hosts[host]}`,
  migration_bitmap_sync_start: (kind) => `${syncKinds[kind]} sync`,
  migration_iteration: (pages, isExact) =>
    `${pages} pages pending, ${isExact === 1 ? 'by a sync' : 'by estimate'}`,
  savevm_send_packaged: () => 'package with device state sent',
  guest_operation: (host, actor, index) =>
    `operation ${index} of actor ${actor} done on ${hosts[host]}`,
  channel_cut: () => 'link drops',
  migration_cancel: () => 'cancelled',
};

export function controlChain({ frames }: Filmed): readonly CausalLink[] {
  return frames.flatMap(({ thread, events }, at) =>
    events.flatMap(({ name, args }): readonly CausalLink[] => {
      const text = BY_EVENT[name]?.(...args);
      return text === undefined ? [] : [{ step: at + 1, actor: thread, kind: name, text }];
    }),
  );
}

/** Closings of connections in use, and hang-ups, after which the stream cannot be read. */
export function closingChain(filmed: Filmed): readonly CausalLink[] {
  return filmed.frames.flatMap(({ thread, events }, at) => {
    const closings = tellClosings(filmed, at)
      .filter(({ action }) => action === 'control')
      .map(({ text }) => text);
    const hasFailed = events.some(({ name }) => name === 'loadvm_failed');
    const texts = hasFailed ? [...closings, textOfHangUp(filmed, at)] : closings;
    return texts.map((text) => ({ step: at + 1, actor: thread, kind: 'closed', text }));
  });
}
