/**
 * The operator: starts migrations until one has completed or is stuck in postcopy, or the source is gone. A
 * connection that is refused is tried again. If the guest is to come back, the operator gives up the destination
 * of a completed migration, as long as another is to follow.
 */
import type { Incoming } from '../../destination/incoming.ts';
import type { Source } from '../../source/source.ts';
import { startMigration } from '../../source/start-and-cancel.ts';
import { takeBack } from '../../source/take-back.ts';
import type { Steps, Thread } from '../../../runtime/thread.ts';
import type { Tick } from '../../../runtime/tick.ts';
import { isGivenUp } from '../recovery/cancel-paused.ts';
import { failToConnect } from '../recovery/refused-connection.ts';

export function* operator(thread: Thread, source: Source, plan: OperatorPlan): Steps {
  const { state } = source;
  const isOver = (): boolean =>
    (state.is('completed') && !plan.comesBack) ||
    state.is('postcopy-paused') ||
    isGivenUp(source) ||
    source.process.isGone();
  for (let left = plan.migrations; left > 0 && !isOver();) {
    yield thread.about('migrate');
    if (state.is('completed')) yield* takeBack(thread, source, plan.incoming);
    if (source.process.isGone()) return;
    if (plan.refusals.takeOne()) {
      yield* failToConnect(thread, source, plan.incoming);
      continue;
    }
    left--;
    startMigration(source, plan.incoming);
    yield thread.wait(source.ended, 'await end');
  }
}

export interface OperatorPlan {
  /** At most this many migrations are started. */
  readonly migrations: number;
  /** After a migration that has completed, the guest is taken back, and migrates again. */
  readonly comesBack: boolean;
  readonly incoming: Incoming;
  /** Connections that the operator tries at a wrong address; they do not count as migrations. */
  readonly refusals: Tick;
}
