/** The fields of postcopy in a stored scenario. */
import { z } from 'zod';
import type { StoredMechanism } from '../mechanism.ts';
import type { StoredAddress } from '../scenario-items.ts';
import { address } from '../scenario-items.ts';

export interface PostcopyFields {
  readonly postcopy: boolean;
  readonly deviceStateReads: readonly StoredAddress[];
}

export type PostcopyTick = 'start-postcopy';

interface PostcopyScenario extends PostcopyFields {
  readonly blocks: readonly { readonly usedPages: number }[];
}

export const postcopy: StoredMechanism<PostcopyFields, unknown, PostcopyScenario, PostcopyTick> = {
  fields: { postcopy: z.boolean(), deviceStateReads: z.array(address) },
  blockFields: {},
  ticks: ['start-postcopy'],
  complaints: ({ deviceStateReads, blocks }) =>
    deviceStateReads
      .filter(({ block, page }) => page >= (blocks[block]?.usedPages ?? 0))
      .map(({ block, page }) => `there is no page ${page} in block ${block}`),
};
