/** The fields of background syncs in a stored scenario. */
import { z } from 'zod';
import type { StoredMechanism } from '../mechanism.ts';

export interface BackgroundSyncFields {
  readonly backgroundSync: 'park' | 'merge';
}

export type BackgroundSyncTick = 'background-sync';

export const backgroundSync: StoredMechanism<
  BackgroundSyncFields,
  unknown,
  unknown,
  BackgroundSyncTick
> = {
  fields: { backgroundSync: z.enum(['park', 'merge']) },
  blockFields: {},
  ticks: ['background-sync'],
  moments: [],
  complaints: () => [],
};
