/** Runs a recorded trace again, and says how what came of it compares with what was recorded. */
import { existsSync } from 'node:fs';
import type { Trace } from '../../traces/trace-file.ts';
import { parseTrace } from '../../traces/trace-file.ts';
import { applyEdits } from '../loader/load-engine.ts';
import { propertyIds, propertyNames } from '../lockstep/property-id.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import type { Filmed } from '../story/frames.ts';
import { filmWatched } from '../watch/film-watched.ts';
import type { Violation } from '../story/violation.ts';
import { describeViolation } from '../story/violation.ts';
import { readText } from './read-file.ts';
import { UsageError } from './usage-error.ts';

export interface Replayed {
  readonly trace: Trace;
  readonly filmed: Filmed;
  readonly violation: Violation | undefined;
  readonly outcome: Outcome;
}

export type Outcome = 'reproduced' | 'clean' | 'diverged';

export interface ReplayOptions {
  /** Keep everything as it stood after each step. */
  readonly withStates?: boolean;
}

/**
 * @param fileOrText - a trace file, or the same as one base64url string
 * @throws UsageError or BadFile if it is no trace
 */
export async function replayTrace(
  fileOrText: string,
  { withStates }: ReplayOptions = {},
): Promise<Replayed> {
  const trace = readTrace(fileOrText);
  const upTo = expectedProperty(trace);
  const { scenario, decisions } = trace;
  const edits = trace.bug?.edits ?? [];
  // Bad edits are the caller's fault, not the worker's.
  await applyEdits(edits);
  const filmed = await filmWatched(edits, { scenario, decisions, upTo, withStates });
  const violation = filmed.objections && describeViolation(filmed, filmed.objections);
  return { trace, filmed, violation, outcome: outcomeOf(trace, filmed, violation) };
}

/** Whether it is the run that was recorded, in a line or several. */
export function explainOutcome({
  trace: { expect },
  filmed,
  violation,
  outcome,
}: Replayed): readonly string[] {
  const [lost] = filmed.unfollowed;
  const expected = expect.property ?? 'a clean run';
  switch (outcome) {
    case 'reproduced':
      return [
        `reproduced: ${expected}`,
        ...(violation === undefined || violation.failedStep === expect.step
          ? []
          : [`at another step: ${violation.failedStep}, and not ${expect.step}`]),
        ...(filmed.digest === expect.digest
          ? []
          : ['the run is not the recorded one step for step: the engine has changed since']),
      ];
    case 'clean':
      return [`clean: ${expected} was recorded, and nothing is violated any more`];
    case 'diverged':
      return [
        `diverged: ${expected} was recorded` +
          (lost === undefined
            ? ''
            : `; the first decision that could not be followed is ${JSON.stringify(lost)}`),
      ];
  }
}

function readTrace(fileOrText: string): Trace {
  if (existsSync(fileOrText) || !/^[A-Za-z0-9_-]{40,}$/.test(fileOrText))
    return parseTrace(readText(fileOrText, 'trace'), fileOrText);
  return parseTrace(Buffer.from(fileOrText, 'base64url').toString('utf8'), 'the trace given');
}

/** Properties are judged up to the expected one, so that no lesser symptom stops the run before it. */
function expectedProperty({ expect }: Trace): PropertyId | undefined {
  if (expect.property === undefined) return undefined;
  const id = propertyIds.find((one) => propertyNames[one] === expect.property);
  if (id === undefined)
    throw new UsageError(
      `the trace expects ${JSON.stringify(expect.property)}, which is no property`,
    );
  return id;
}

function outcomeOf({ expect }: Trace, filmed: Filmed, violation?: Violation): Outcome {
  const isAsExpected =
    expect.verdict === 'passed' ? violation === undefined : violation?.property === expect.property;
  if (isAsExpected) return 'reproduced';
  return filmed.unfollowed.length > 0 || violation !== undefined ? 'diverged' : 'clean';
}
