/** What the events of background syncs mean to the model, apart from those of every sync. */
import type { TracepointOf } from '../../../../impl/mechanisms.ts';
import type { Meaning } from '../../../judging/lockstep/meaning.ts';

export const backgroundSyncMeanings: Readonly<
  Record<TracepointOf<'background-sync'>, Meaning | 'nothing'>
> = { background_sync_skipped: 'nothing' };
