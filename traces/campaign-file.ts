/**
 * The campaign file: where a search was interrupted, and everything it needs to continue to the same
 * result as an uninterrupted one. It is only valid for the same build of the same engine. It has a
 * checksum, which the code that reads the file must check.
 */
import { z } from 'zod';
import type { Bug } from './bug-file.ts';
import { bugSchema } from './bug-file.ts';
import { parseJson } from './parse-json.ts';
import { seal } from './seal.ts';

export interface StoredCampaign {
  readonly format: 'migcheck-campaign';
  readonly version: 1;
  /** The bug that was put into the engine, if any. */
  readonly bug?: Bug | undefined;
  /** The engine's module, as it was named then; the project's own engine if left out. */
  readonly system?: string | undefined;
  /** A hash of the engine, bug included: the file is valid for this engine only. */
  readonly engine: number;
  readonly seed: string;
  readonly scenario: string;
  readonly strategy: string;
  /** Maximum number of executions, counted from the first. */
  readonly runs: number;
  /** Milliseconds left, if there is a time limit. */
  readonly timeMs?: number | undefined;
  /** The configuration in which visited states are counted. */
  readonly coverage?: string | undefined;
  readonly coverageMin?: number | undefined;
  /** Whether every situation has to be reached. */
  readonly isWhole: boolean;
  readonly done: StoredProgress;
}

interface StoredProgress {
  readonly executions: number;
  /** How many scenarios are done; also the number of the next batch. */
  readonly scenarios: number;
  readonly steps: number;
  readonly digest: string;
  /** Names of the situations that have been reached. */
  readonly reached: readonly string[];
  readonly visited: readonly number[];
  /** Ids of the properties that have had something to judge; absent in older files. */
  readonly judged?: readonly string[] | undefined;
  readonly lessons: {
    readonly total: readonly StoredPayment[];
    readonly last: readonly StoredPayment[];
    readonly lastButOne: readonly StoredPayment[];
  };
}

export interface StoredPayment {
  readonly runs: number;
  readonly novelty: number;
}

const count = z.int().min(0);
const lesson = z.array(z.strictObject({ runs: count, novelty: count }));

const schema: z.ZodType<StoredCampaign> = z.strictObject({
  format: z.literal('migcheck-campaign'),
  version: z.literal(1),
  bug: bugSchema.optional(),
  system: z.string().min(1).optional(),
  engine: z.int(),
  seed: z.string().min(1),
  scenario: z.string(),
  strategy: z.string(),
  runs: z.int().min(1),
  timeMs: z.number().positive().optional(),
  coverage: z.string().optional(),
  coverageMin: z.number().min(0).max(100).optional(),
  isWhole: z.boolean(),
  checksum: z.string().optional(),
  done: z.strictObject({
    executions: count,
    scenarios: count,
    steps: count,
    digest: z.string().regex(/^[0-9a-f]{16}$/, 'not sixteen hexadecimal digits'),
    reached: z.array(z.string()),
    visited: z.array(count),
    judged: z.array(z.string()).optional(),
    lessons: z.strictObject({ total: lesson, last: lesson, lastButOne: lesson }),
  }),
});

/** @throws BadFile if the text is not a campaign file of a supported version */
export function parseCampaign(text: string, where: string): StoredCampaign {
  return parseJson(text, schema, where);
}

export function printCampaign(campaign: StoredCampaign): string {
  return `${seal(campaign)}\n`;
}
