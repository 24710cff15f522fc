/** The fields of hints about free pages in a stored scenario. */
import { z } from 'zod';
import type { StoredMechanism } from '../mechanism.ts';
import type { StoredAddress } from '../scenario-items.ts';
import { address } from '../scenario-items.ts';

export interface HintsFields {
  readonly hints: 'off' | 'weak' | 'strong';
  readonly freePages: readonly StoredAddress[];
}

interface HintsScenario extends HintsFields {
  readonly blocks: readonly {
    readonly usedPages: number;
    readonly discardedPages: readonly number[];
  }[];
}

export const hints: StoredMechanism<HintsFields, unknown, HintsScenario> = {
  fields: {
    hints: z.enum(['off', 'weak', 'strong']).default('off'),
    freePages: z.array(address).default([]),
  },
  blockFields: {},
  ticks: [],
  moments: [],
  complaints: ({ freePages, blocks }) =>
    freePages.flatMap(({ block, page }) => {
      if (page >= (blocks[block]?.usedPages ?? 0))
        return [`there is no page ${page} in block ${block}`];
      return blocks[block]?.discardedPages.includes(page) === true
        ? [`page ${page} of block ${block} is reported, and discarded`]
        : [];
    }),
};
