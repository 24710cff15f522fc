/** The words of a story for background syncs, apart from those for every sync. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';
import { migrationStatuses } from '../../../../impl/tracepoints.ts';
import type { Says } from '../../../telling/story/says.ts';
import { control } from '../../../telling/story/says.ts';

export const backgroundSyncWords: Readonly<
  Record<TracepointOf<'background-sync'>, Says | 'nothing'>
> = {
  background_sync_skipped: ({ args: [status] }) =>
    control(`leaves the sync out: the migration is ${migrationStatuses[status]}`),
};
