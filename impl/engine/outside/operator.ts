/** The operator: starts a migration, to a fresh destination each time, until one has completed. */
import type { Steps, Thread } from '../runtime/thread.ts';
import type { Source } from '../source/source.ts';
import type { Incoming } from '../destination/incoming.ts';

export function* operator(thread: Thread, source: Source, outgoing: Outgoing): Steps {
  const { state, channel, requested, ended } = source;
  for (let started = 0; started < outgoing.migrations; started++) {
    yield thread.about('migrate');
    outgoing.incoming.prepare();
    channel.open();
    ended.set(false);
    requested.set(true);
    state.begin();
    yield thread.wait(ended, 'await end');
    if (state.is('completed')) return;
  }
}

export interface Outgoing {
  readonly migrations: number;
  readonly incoming: Incoming;
}
