/** The thread that touches all memory, and what makes the kernel refuse to place a page. */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import type { Tick } from '../../../runtime/tick.ts';
import type { Assembly, ThreadShape } from '../../assembly.ts';
import { nothingOwn } from '../../assembly.ts';
import { onEachTick } from '../../on-each-tick.ts';
import type { KernelAnswers, Refusal } from './kernel-answers.ts';
import { prefaultThread } from './prefault-thread.ts';

export const userfaultfdAssembly: Assembly = {
  make: nothingOwn,
  threads({ incoming, ticks }, { postcopy, prefaults }) {
    const { answers } = incoming.userFault;
    return [
      ...(postcopy && prefaults === true ? [prefaulter(incoming)] : []),
      {
        name: 'mapping',
        place: 170,
        onTick: 'place-again',
        body: (thread) => refuse(thread, ticks['place-again'], { answers, refusal: 'again' }),
      },
      {
        name: 'memory pressure',
        place: 180,
        onTick: 'place-fails',
        body: (thread) => refuse(thread, ticks['place-fails'], { answers, refusal: 'no memory' }),
      },
    ];
  },
};

function prefaulter(incoming: Parameters<typeof prefaultThread>[1]): ThreadShape {
  return { name: 'prefault', place: 75, body: (thread) => prefaultThread(thread, incoming) };
}

interface Refused {
  readonly answers: KernelAnswers;
  readonly refusal: Refusal;
}

function refuse(thread: Thread, tick: Tick, { answers, refusal }: Refused): Steps {
  const happen = (): void => answers.refuseNext(refusal);
  return onEachTick(thread, tick, { label: `answer ${refusal}`, happen });
}
