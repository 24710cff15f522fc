/** The operator: starts migrations until one has completed or is stuck in postcopy. */
import type { Incoming } from '../../destination/incoming.ts';
import type { Source } from '../../source/source.ts';
import { startMigration } from '../../source/start-and-cancel.ts';
import type { Steps, Thread } from '../../../runtime/thread.ts';

export function* operator(thread: Thread, source: Source, plan: OperatorPlan): Steps {
  const { state } = source;
  const isOver = (): boolean => state.is('completed') || state.is('postcopy-paused');
  for (let left = plan.migrations; left > 0 && !isOver(); left--) {
    yield thread.about('migrate');
    startMigration(source, plan.incoming);
    yield thread.wait(source.ended, 'await end');
  }
}

export interface OperatorPlan {
  /** At most this many migrations are started. */
  readonly migrations: number;
  readonly incoming: Incoming;
}
