/** A thread of a QEMU run, whose steps the strategy picks: a channel, a part of the guest, the operator. */
import type { ComingStep } from '../../system.ts';

export interface QemuThread {
  readonly name: string;
  readonly isReady: () => boolean;
  readonly coming: () => ComingStep;
  /** Resolves when the step is done, or only begun if it takes long. */
  readonly take: () => Promise<void>;
  /** Everything that it has begun is finished. */
  readonly isIdle: () => boolean;
}

/** Most answers arrive within this many milliseconds, if they arrive at all. */
const ANSWER_MS = 4;

/**
 * Waits for an answer for as long as answers usually take. A slower answer needs a step of another thread
 * first, so the run must not wait for it.
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
