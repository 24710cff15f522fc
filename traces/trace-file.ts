/**
 * The trace file: everything that is needed to run one execution again, and its result. The schedule is
 * the list of decisions that depart from the default policy (keep running the same thread; when it
 * cannot go on, the first ready one in thread order). Decisions are named by events rather than by
 * position, so that a trace survives edits to the engine. Since version 2 each decision has a second
 * name, by what its thread had last announced; since version 3 the digest is computed from names. Versions 1
 * and 2 can still be read. `FORMAT.md` describes the format.
 */
import { z } from 'zod';
import type { Bug } from './bug-file.ts';
import { bugSchema } from './bug-file.ts';
import { parseJson } from './parse-json.ts';
import type { StoredScenario } from './scenario-schema.ts';
import { inOrderOfFields, scenarioSchema } from './scenario-schema.ts';

export interface Trace {
  readonly format: 'migcheck-trace';
  readonly version: 1 | 2 | 3;
  /** The bug that was put into the engine, if any. */
  readonly bug?: Bug | undefined;
  /** The module of the engine that ran, as it was named then; the project's own engine if left out. */
  readonly system?: string | undefined;
  readonly scenario: StoredScenario;
  readonly decisions: readonly Decision[];
  readonly expect: Expectation;
}

export interface Decision {
  /** The thread that the default policy would have run. */
  readonly thread: string;
  /** The step that it was about to take, as `label` or `label block:page`... */
  readonly event: string;
  /** ...for the nth time in this run, counted from 1. */
  readonly nth: number;
  /** The thread that runs instead. */
  readonly to: string;
  /** What the thread had last announced; since version 2. */
  readonly after?: Announcement | undefined;
}

/** The second name of a place in a thread's execution. */
export interface Announcement {
  /** The tracepoint, as `name` or `name block:page`; `nothing` if there was none yet. */
  readonly told: string;
  /** ...announced for the nth time, counted from 1. */
  readonly nth: number;
  /** Which step since then the thread was about to take: 1 for the first. */
  readonly steps: number;
}

interface Expectation {
  readonly verdict: 'violated' | 'passed';
  /** Like `P1 coverage`, if violated. */
  readonly property?: string | undefined;
  /** The step of the story at which it was violated. */
  readonly step?: number | undefined;
  /** Hash of the whole execution. Before version 3 it was computed differently and cannot be compared. */
  readonly digest: string;
}

const decision = z.strictObject({
  thread: z.string(),
  event: z.string(),
  nth: z.int().min(1),
  to: z.string(),
});
const after = z.strictObject({
  told: z.string(),
  nth: z.int().min(1),
  steps: z.int().min(1),
});

const version1 = z.strictObject({
  format: z.literal('migcheck-trace'),
  version: z.literal(1),
  bug: bugSchema.optional(),
  system: z.string().min(1).optional(),
  scenario: scenarioSchema,
  decisions: z.array(decision),
  expect: z.strictObject({
    verdict: z.enum(['violated', 'passed']),
    property: z.string().optional(),
    step: z.int().min(0).optional(),
    digest: z.string(),
  }),
});
const version2 = version1.extend({
  version: z.literal(2),
  decisions: z.array(decision.extend({ after })),
});

const version3 = version2.extend({ version: z.literal(3) });

/** A file that is not a trace at all is refused as such, rather than for an unknown version. */
const schema: z.ZodType<Trace> = z
  .looseObject({ format: version1.shape.format })
  .pipe(z.discriminatedUnion('version', [version1, version2, version3]));

/** @throws BadFile if the text is not a trace file of a supported version */
export function parseTrace(text: string, where: string): Trace {
  return parseJson(text, schema, where);
}

/** Whether a run with this digest is the one that the trace recorded; `undefined` if that is unknown. */
export function isRecordedRun({ version, expect }: Trace, digest: string): boolean | undefined {
  return version < 3 ? undefined : expect.digest === digest;
}

/** The file's text: one decision per line, so that any tool can compare two traces. */
export function printTrace(trace: Trace): string {
  const { decisions, expect, ...others } = trace;
  const rest = { ...others, scenario: inOrderOfFields(trace.scenario) };
  const head = JSON.stringify(rest, undefined, 2).slice(0, -2);
  const lines = decisions.map((one) => `    ${JSON.stringify(one)}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `${head},\n  "decisions": ${list},\n  "expect": ${JSON.stringify(expect)}\n}\n`;
}
