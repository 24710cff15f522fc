/**
 * `migcheck/vitest`: the check as a property in a user's own suite, in the style of fast-check. Only
 * the test context is vitest's, so `assertMigrates` works in any test runner.
 */
import { runCampaign } from '../../running/campaign/campaign.ts';
import type { CampaignResult } from '../../running/campaign/campaign.ts';
import { whyUnseen } from '../../running/campaign/why-unseen.ts';
import { abortAfter } from '../../terminal/abort-after.ts';
import { amount } from '../../terminal/amount.ts';
import { describeUnseen } from '../cli/describe-unseen.ts';
import type { FiledViolation, Filer } from '../../running/corpus/file-violation.ts';
import { makeFiler } from '../../running/corpus/file-violation.ts';
import { unseenOf } from '../../running/campaign/subject.ts';
import type { Asked } from '../plans/subject.ts';
import { understand } from '../plans/subject.ts';
import { EVERY_STEP } from '../../terminal/what-to-type.ts';
import { oneOf, UsageError } from '../../terminal/usage-error.ts';
import { checkFolder, nameFromHere } from '../../running/files/write-trace.ts';
import { propertyNames } from '../../judging/oracles/properties.ts';
import { reportViolation } from '../../telling/story/violation-report.ts';

/** Parameters that fast-check also has are named as there, all others like the command-line flags. */
export interface Parameters {
  /** The source of all randomness; if left out, a fresh seed, which a failure report names. */
  readonly seed?: string | number;
  /** Executions; 1,000 if left out. */
  readonly numRuns?: number;
  /** A family of scenarios, or `mixed`. */
  readonly scenario?: string;
  readonly strategy?: string;
  /** The module of the engine, relative to the current folder; migcheck's own engine if left out. */
  readonly system?: string;
  /** A bug to put into the engine first: an id of the catalogue, or a file. */
  readonly bug?: string;
  /** Worker threads; 1 if left out, since vitest runs suites in parallel. */
  readonly jobs?: number;
  /** Folder for the trace of a violation. */
  readonly out?: string;
  /** `false`: a finding is reported at once, without shrinking it. */
  readonly shrink?: boolean;
  /** Milliseconds after which the run ends, and fails as incomplete unless it has found something. */
  readonly interruptAfterTimeLimit?: number;
  /** Called with the result of the run; must throw or reject to make the test fail. */
  readonly reporter?: (details: RunDetails) => void | Promise<void>;
}

/** The result of a run. */
export interface RunDetails {
  readonly failed: boolean;
  /** Whether it ended before all runs were done. */
  readonly interrupted: boolean;
  /** Executions, including the violating one. */
  readonly numRuns: number;
  readonly seed: string;
  readonly digest: string;
  /** With the story, the trace file and the command that replays it. */
  readonly violation: FiledViolation | undefined;
  /** Properties, like `P1 coverage`, that cannot be judged because the engine does not show enough. */
  readonly unobservable: readonly string[];
  /** The message of a failure. */
  readonly report: string;
}

/** The part of vitest's test context that is used. */
interface TestContext {
  readonly task: { readonly timeout: number };
  readonly signal: AbortSignal;
}

const NUM_RUNS_DEFAULT = 1000;
/** The share of a test's time for the search; the rest is for telling the story. */
const SHARE_OF_TIMEOUT = 0.8;

/**
 * The body of a test: `test('my engine migrates', migrates({ seed: 42, system: 'my-engine.js' }))`.
 * If the check does not finish within the test's timeout, the test fails with what was found by then.
 */
export function migrates(
  parameters: Parameters = {},
): ({ task, signal }: TestContext) => Promise<void> {
  // Vitest reads in the function's text which parts of the context it destructures.
  return ({ task, signal }) =>
    assertMigrates(
      { interruptAfterTimeLimit: task.timeout * SHARE_OF_TIMEOUT, ...parameters },
      signal,
    );
}

/**
 * @throws Error whose message is the story of a violation, or says that the run was not finished, or
 *   that no migration was seen; UsageError or BadFile if a parameter makes no sense
 */
export async function assertMigrates(
  parameters: Parameters = {},
  signal?: AbortSignal,
): Promise<void> {
  const { reporter = throwIfFailed } = parameters;
  await reporter(await checkMigrates(parameters, signal));
}

function throwIfFailed({ failed, report }: RunDetails): void {
  if (failed) throw new Error(report);
}

async function checkMigrates(parameters: Parameters, signal?: AbortSignal): Promise<RunDetails> {
  checkParameters(parameters);
  const { numRuns = NUM_RUNS_DEFAULT, jobs = 1, out, interruptAfterTimeLimit = 0 } = parameters;
  if (out !== undefined) checkFolder(out, '--out');
  const subject = understand(askedBy(parameters));
  const { bug, system, seed } = subject;
  const unseen = await unseenOf(subject);
  const filer = makeFiler({ bug, system: system && nameFromHere(system), folder: out });
  const result = await runCampaign({
    ...subject,
    edits: bug?.edits ?? [],
    jobs,
    runs: numRuns,
    isLeftAsFound: parameters.shrink === false,
    // A limit of 0 counts as none.
    signal: abortAfter(interruptAfterTimeLimit > 0 ? interruptAfterTimeLimit : undefined, signal),
    onProgress({ finding }) {
      if (finding !== undefined) filer.keep(finding);
    },
  });
  const { finding, executions, isInterrupted, digest } = result;
  const engine = { edits: bug?.edits ?? [], system };
  const violation = finding && (await tellOf(filer, () => filer.file(engine, finding)));
  const why = whyUnseen(result.judged, unseen);
  return {
    failed: violation !== undefined || isInterrupted || why !== undefined,
    interrupted: isInterrupted,
    numRuns: executions,
    seed,
    digest,
    violation,
    unobservable: unseen.map(({ id }) => propertyNames[id]),
    report: [
      headline(result, numRuns, why),
      pasteable(seed, executions),
      ...(why === undefined || violation !== undefined ? [] : describeUnseen(unseen)),
      ...story(violation),
    ].join('\n'),
  };
}

/** If the story cannot be told, the error at least names the finding. */
async function tellOf<Told>(filer: Filer, tell: () => Promise<Told>): Promise<Told> {
  try {
    return await tell();
  } catch (error) {
    throw new Error(`${filer.lastWord()}\n${(error as Error).message}`, { cause: error });
  }
}

/** @param why - the reason why the runs prove nothing, if there is one */
function headline(
  { finding, executions, isInterrupted }: CampaignResult,
  runs: number,
  why: string | undefined,
): string {
  const done = amount(executions, 'run');
  if (finding !== undefined) return `Migration failed after ${done}`;
  if (!isInterrupted) return why === undefined ? `Migration held in ${done}` : `In ${done}, ${why}`;
  return `Migration was not checked to the end: ${done} of ${runs}; give it more time or fewer runs`;
}

/** The parameters that repeat the run. */
function pasteable(seed: string, runs: number): string {
  return `{ seed: ${JSON.stringify(seed)}, numRuns: ${runs} }`;
}

function story(violation: FiledViolation | undefined): readonly string[] {
  return violation === undefined
    ? []
    : [reportViolation(violation, { ...violation, whole: EVERY_STEP })];
}

/** The parameters in the form of the command line's flags. */
function askedBy({ seed, scenario, strategy, bug, system }: Parameters): Asked {
  return { seed: seed === undefined ? seed : String(seed), scenario, strategy, bug, system };
}

/** @throws UsageError if a parameter does not exist, or a count is not a positive integer */
function checkParameters(parameters: Parameters): void {
  for (const [name, value] of Object.entries(parameters)) {
    oneOf(NAMES, name, 'parameter');
    const isCount = name === 'numRuns' || name === 'jobs';
    if (isCount && !(Number.isSafeInteger(value) && Number(value) > 0))
      throw new UsageError(`${name}: a positive whole number is expected, not ${String(value)}`);
  }
}

const NAMES = [
  'seed',
  'numRuns',
  'scenario',
  'strategy',
  'system',
  'bug',
  'jobs',
  'out',
  'shrink',
  'interruptAfterTimeLimit',
  'reporter',
] as const satisfies readonly (keyof Parameters)[];
