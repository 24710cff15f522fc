/** What a campaign makes of its violating execution: one worker sees to it, and the others may go. */
import type { Finding } from '../../searching/shrink/finding.ts';
import type { Crew } from './crew.ts';
import type { Place } from './investigate.ts';
import type { FromWorker } from './messages.ts';
import type { Progress } from './progress.ts';

export interface Investigation {
  /** To be called until somebody has time for it. */
  readonly begin: (place: Place) => void;
  /** @returns whether that was the last word */
  readonly hear: (
    message: Extract<FromWorker, { kind: 'found' | 'shrinking' | 'shrunk' }>,
  ) => boolean;
  /** It has begun, and has yet to be written down what was found: that takes but one run. */
  readonly isDue: () => boolean;
  /** Whatever keeps it from being shrunk any further, it has been found. @returns whether it has */
  readonly breakOff: (why: string) => boolean;
  /** A run has not come back: be it what was found, or on the way to something smaller. */
  readonly lose: (find: () => Promise<Finding>, why: string) => Promise<void>;
  readonly standing: () => Pick<Progress, 'finding' | 'isShrinking'>;
}

/** @param isShrunk - otherwise what is found is left as it was found */
export function makeInvestigation(crew: Crew, isShrunk: boolean): Investigation {
  let hasBegun = false;
  let isShrinking = false;
  let finding: Finding | undefined;
  const breakOff = (why: string): boolean => {
    finding &&= { ...finding, cutShort: why };
    return finding !== undefined;
  };
  return {
    begin(place) {
      hasBegun ||= crew.tellLast({ kind: 'investigate', place, isShrunk });
    },
    hear(message) {
      ({ finding } = message);
      isShrinking ||= message.kind === 'shrinking';
      return message.kind === 'shrunk';
    },
    isDue: () => hasBegun && finding === undefined,
    breakOff,
    async lose(find, why) {
      if (!breakOff(why)) finding = await find();
    },
    standing: () => ({ finding, isShrinking }),
  };
}
