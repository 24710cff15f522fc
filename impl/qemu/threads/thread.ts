/** Something that can be told to take its next step: a channel, a part of the guest, the operator. */
import type { ComingStep } from '../../system.ts';

export interface QemuThread {
  readonly name: string;
  readonly isReady: () => boolean;
  readonly coming: () => ComingStep;
  /** Resolves when the step is taken, or begun if it takes its time. */
  readonly take: () => Promise<void>;
  /** Nothing of what it has begun is unanswered. */
  readonly isIdle: () => boolean;
}

/** What is answered at all is mostly answered within so many milliseconds. */
const ANSWER_MS = 4;

/**
 * Waits for an answer for as long as one usually takes. Who has to wait longer waits for something
 * that another thread has to do first, and everybody must not wait with him.
 */
export async function awaitBriefly(answer: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    answer,
    new Promise((resolve) => {
      timer = setTimeout(resolve, ANSWER_MS);
    }),
  ]);
  clearTimeout(timer);
}
