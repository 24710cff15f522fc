/**
 * The guest's balloon driver (report_free_page_func): answers a new id with that id, the guest's free pages
 * and a stop. It runs only while the guest does.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { Machine } from '../../guest/machine.ts';
import type { Source } from '../../source/source.ts';
import type { Hints } from './hints.ts';
import { ALL_DONE, STOP_REPORTING } from './hints.ts';

export function* balloonDriver(
  thread: Thread,
  { machine, trace }: Source,
  { hints, freePages }: DriverPlan,
): Steps {
  const { news, command, queue, reported } = hints;
  for (;;) {
    yield thread.wait(news, 'await command');
    yield thread.wait(machine.mayRun, 'read command');
    const id = hints.readCommand();
    if (id === ALL_DONE) {
      reported.clear();
      trace.emit(tracepoint.return_free_pages_to_mm);
    }
    if (id === ALL_DONE || id === STOP_REPORTING) continue;
    queue.add({ kind: 'id', id });
    for (const page of freePages) {
      yield* allocate(thread, machine, page);
      if (command.get() !== id) break;
      reported.add(page);
      trace.emit(tracepoint.report_free_page, page, id);
      queue.add({ kind: 'page', page });
    }
    yield thread.wait(machine.mayRun, 'end report');
    queue.add({ kind: 'stop' });
  }
}

export interface DriverPlan {
  readonly hints: Hints;
  /** Dense indices, in the order in which they are reported. */
  readonly freePages: readonly number[];
}

/** Under the strong contract the guest waits for all writes in progress before it reports a page. */
function* allocate(thread: Thread, machine: Machine, page: number): Steps {
  const { loan, trapped, unlogged, mayRun } = machine;
  yield thread.wait(mayRun, 'report', page);
  if (loan === undefined) return;
  while (!trapped.none.test() || !unlogged.none.test()) {
    yield thread.wait(trapped.none, 'await writers', page);
    yield thread.wait(unlogged.none, 'await devices', page);
    yield thread.wait(mayRun, 'report', page);
  }
}
