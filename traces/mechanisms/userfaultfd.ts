/** The fields and events of placing pages in a stored scenario. */
import { z } from 'zod';
import type { StoredMechanism } from '../mechanism.ts';

export interface UserfaultfdFields {
  readonly prefaults?: boolean | undefined;
}

export type UserfaultfdTick = 'place-again' | 'place-fails';

interface UserfaultfdScenario extends UserfaultfdFields {
  readonly postcopy: boolean;
}

export const userfaultfd: StoredMechanism<
  UserfaultfdFields,
  unknown,
  UserfaultfdScenario,
  UserfaultfdTick
> = {
  fields: { prefaults: z.boolean().optional() },
  blockFields: {},
  ticks: ['place-again', 'place-fails'],
  moments: [],
  complaints: ({ prefaults, postcopy }) =>
    prefaults === true && !postcopy
      ? ['only the destination of postcopy touches memory ahead']
      : [],
};
