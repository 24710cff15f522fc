/** The body of a thread that performs one action for each tick. */
import type { Steps, Thread } from '../runtime/thread.ts';
import type { Tick } from '../runtime/tick.ts';

export interface Happening {
  readonly label: string;
  readonly happen: () => void;
}

export function* onEachTick(thread: Thread, tick: Tick, { label, happen }: Happening): Steps {
  for (;;) {
    yield thread.wait(tick, label);
    tick.take();
    happen();
  }
}
