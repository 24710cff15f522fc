/** The fields of the ends of a migration in a stored scenario. */
import { z } from 'zod';
import type { StoredMechanism } from '../mechanism.ts';
import { countFrom } from '../scenario-items.ts';

export interface EndsFields {
  readonly saveFailures?: readonly number[] | undefined;
  readonly loadFailures?: readonly number[] | undefined;
}

export type EndsTick = 'quit-source' | 'quit-destination' | 'destination-dies';

/** Numbers of migrations. */
const numbers = z.array(countFrom(1, 16)).max(16).optional();

export const ends: StoredMechanism<EndsFields, unknown, EndsFields, EndsTick, never> = {
  fields: { saveFailures: numbers, loadFailures: numbers },
  blockFields: {},
  ticks: ['quit-source', 'quit-destination', 'destination-dies'],
  moments: [],
  complaints: () => [],
};
