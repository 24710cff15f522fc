/** Follows up the violating execution of a campaign: one worker investigates it, and the others end. */
import type { Finding } from '../../searching/shrink/finding.ts';
import type { WorkerPool } from './worker-pool.ts';
import type { CampaignExecution } from './investigate.ts';
import type { FromWorker } from './messages.ts';
import type { Progress } from './progress.ts';

export interface Investigation {
  /** Call this repeatedly until a worker is free to investigate. */
  readonly begin: (place: CampaignExecution) => void;
  /** @returns whether the investigation is over */
  readonly hear: (
    message: Extract<FromWorker, { kind: 'found' | 'shrinking' | 'shrunk' }>,
  ) => boolean;
  /** Whether it has begun but has not yet recorded the finding, which takes a single run. */
  readonly isDue: () => boolean;
  /** Ends shrinking and keeps the finding as it is. @returns whether there is a finding */
  readonly breakOff: (why: string) => boolean;
  /** Call this if a run did not return: the violating one, or one on the way to a smaller finding. */
  readonly lose: (find: () => Promise<Finding>, why: string) => Promise<void>;
  readonly standing: () => Pick<Progress, 'finding' | 'isShrinking'>;
}

/** @param isShrunk - whether to shrink the finding */
export function makeInvestigation(pool: WorkerPool, isShrunk: boolean): Investigation {
  let hasBegun = false;
  let isShrinking = false;
  let finding: Finding | undefined;
  const breakOff = (why: string): boolean => {
    finding &&= { ...finding, cutShort: why };
    return finding !== undefined;
  };
  return {
    begin(place) {
      hasBegun ||= pool.tellLast({ kind: 'investigate', place, isShrunk });
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
