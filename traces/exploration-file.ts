/**
 * The exploration file: where an exhaustive search was interrupted, and everything it needs to continue.
 * Threads are stored as numbers, so the file is only valid for the same build of the same engine. It
 * has a checksum, which the code that reads the file must check, and says what was to be explored.
 */
import { z } from 'zod';
import type { Bug } from './bug-file.ts';
import { bugSchema } from './bug-file.ts';
import { parseJson } from './parse-json.ts';
import { seal } from './seal.ts';

export interface StoredExploration {
  readonly format: 'migcheck-exploration';
  readonly version: 1;
  /** The bug that was put into the engine, if any. */
  readonly bug?: Bug | undefined;
  /** A hash of the engine, bug included, and of the configurations: the file is valid for these only. */
  readonly engine: number;
  /** The group of configurations, or the single configuration, that was to be explored. */
  readonly of?: string | undefined;
  /** Bound on preemptions, if there was one. */
  readonly preemptions?: number | undefined;
  /** One for each configuration, whether explored to the end or not. */
  readonly explorations: readonly StoredSearch[];
}

export interface StoredSearch {
  readonly configuration: string;
  readonly isDone: boolean;
  readonly classes: number;
  readonly executions: number;
  readonly steps: number;
  readonly commutations: number;
  /** The next execution, step by step, with the choices still to be tried at each. */
  readonly nodes: readonly StoredNode[];
}

/** A set of threads, one bit each: a single number if all fit, otherwise two words. */
export type StoredThreads = number | readonly [low: number, high: number];

/** Threads that fit into one number. */
export const THREADS_IN_NUMBER = 31;

const THREADS_MAX = 64;

export interface StoredNode {
  readonly choices: StoredThreads;
  readonly backtrack: StoredThreads;
  readonly inherited: StoredThreads;
  readonly chosen: number;
  readonly preemptions: number;
  readonly sleepers: readonly StoredStep[];
}

interface StoredStep {
  readonly thread: number;
  readonly gate: number;
  readonly accesses: readonly number[];
}

const count = z.int().min(0);

const thread = count.max(THREADS_MAX - 1);

const step = z.strictObject({
  thread,
  gate: z.int().min(-1),
  accesses: z.array(count),
});

const word = count.max(0xffff_ffff);
const threads: z.ZodType<StoredThreads> = z.union([count.max(0x7fff_ffff), z.tuple([word, word])]);

const node = z
  .strictObject({
    choices: threads,
    backtrack: threads,
    inherited: threads,
    chosen: thread,
    preemptions: count,
    sleepers: z.array(step),
  })
  .refine(({ choices, chosen }) => isAmong(choices, chosen), 'the chosen thread is not ready');

const schema: z.ZodType<StoredExploration> = z.strictObject({
  format: z.literal('migcheck-exploration'),
  version: z.literal(1),
  bug: bugSchema.optional(),
  engine: z.int(),
  of: z.string().optional(),
  checksum: z.string().optional(),
  preemptions: count.optional(),
  explorations: z
    .array(
      z.strictObject({
        configuration: z.string(),
        isDone: z.boolean(),
        classes: count,
        executions: count,
        steps: count,
        commutations: count,
        nodes: z.array(node),
      }),
    )
    .min(1),
});

function isAmong(threads: StoredThreads, one: number): boolean {
  const words = typeof threads === 'number' ? [threads] : threads;
  // A shift uses only the low five bits of its count.
  return (((words[one >>> 5] ?? 0) >>> one) & 1) === 1;
}

/** @throws BadFile if the text is not an exploration file of a supported version */
export function parseExploration(text: string, where: string): StoredExploration {
  return parseJson(text, schema, where);
}

/** The file's text, with one node per line. */
export function printExploration(exploration: StoredExploration): string {
  const text = seal(exploration);
  return `${text.replaceAll('{"choices"', '\n{"choices"')}\n`;
}
