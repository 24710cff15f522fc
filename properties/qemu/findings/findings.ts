/** Groups the problems of many migrations into findings: equal problems are one finding. */
import { nameOfPair } from '../../../impl/qemu/host.ts';
import type { JudgedMigration } from '../campaign.ts';
import type { Problem } from '../judging/problem.ts';
import { knownIn, nameOfCause } from './cause.ts';
import type { KnownFinding } from './known-findings.ts';
import type { Rate } from './rate.ts';

/** One migration in which a finding was met. */
export interface Example {
  readonly run: JudgedMigration;
  readonly problem: Problem;
}

export interface QemuFinding {
  /** Problems with the same key are the same finding. */
  readonly key: string;
  readonly known: KnownFinding | undefined;
  /** The reported example: the shortest one, unless a longer one is known to reproduce. */
  example: JudgedMigration;
  problem: Problem;
  /** The shortest examples of different draws, shortest first. */
  examples: readonly Example[];
  /** Number of migrations in which it was met. */
  met: number;
  /** Draws in which it was met. */
  readonly draws: Set<number>;
  /** The families of scenarios in which it was met. */
  readonly scenarios: Set<string>;
  /** How often it reproduced, once it was run again. */
  rate?: Rate;
  /** The file that replays it. */
  file?: string;
  /** The script that shows it without this project. */
  reproducer?: string;
}

/** Examples that are kept for reruns: each holds a recording. */
const EXAMPLES_MAX = 3;

/**
 * Whether the finding was run again without reproducing, and was met in one draw only: then nothing certain
 * can be said of it. It has reproduced, in other words, if reruns violate the same property in another way.
 */
export function isUnreproduced({
  rate,
  draws,
  problem,
}: Pick<QemuFinding, 'rate' | 'problem'> & { readonly draws: ReadonlySet<number> }): boolean {
  if (rate === undefined || rate.times === 0 || rate.reproduced > 0 || draws.size > 1) return false;
  return rate.others.every((other) => other.problem.property !== problem.property);
}

export interface Findings {
  readonly add: (run: JudgedMigration) => void;
  readonly all: () => readonly QemuFinding[];
}

/** @param onExample - gets a finding when it is first met, and again with each shorter example */
export function collectFindings(
  known: readonly KnownFinding[],
  onExample: (finding: QemuFinding) => void = () => undefined,
): Findings {
  const findings = new Map<string, QemuFinding>();
  const addProblem = (run: JudgedMigration, problem: Problem, counted: Set<QemuFinding>): void => {
    const { scenario, binary } = run;
    const key = `${nameOfPair(binary)} ${nameOfCause(problem, run, known)}`;
    const finding = findings.get(key);
    if (finding === undefined) {
      const first: QemuFinding = {
        key,
        known: knownIn(problem, run, known),
        example: run,
        problem,
        examples: [{ run, problem }],
        met: 1,
        draws: new Set([run.drawn]),
        scenarios: new Set([scenario.name]),
      };
      findings.set(key, first);
      counted.add(first);
      onExample(first);
      return;
    }
    if (!counted.has(finding)) finding.met++;
    counted.add(finding);
    finding.scenarios.add(scenario.name);
    const isNewDraw = !finding.draws.has(run.drawn);
    finding.draws.add(run.drawn);
    if (isNewDraw)
      finding.examples = [...finding.examples, { run, problem }]
        .toSorted((one, other) => sizeOf(one.run) - sizeOf(other.run))
        .slice(0, EXAMPLES_MAX);
    if (sizeOf(run) >= sizeOf(finding.example)) return;
    finding.example = run;
    finding.problem = problem;
    onExample(finding);
  };
  return {
    add(run) {
      const [first, ...others] = run.judgement.problems;
      if (first === undefined) return;
      const counted = new Set<QemuFinding>();
      addProblem(run, first, counted);
      const told = new Set(first.pages);
      for (const other of others) {
        // Several symptoms of the same lost page are one finding.
        const isTold = other.pages.length > 0 && other.pages.every((page) => told.has(page));
        if (!isTold) addProblem(run, other, counted);
        for (const page of other.pages) told.add(page);
      }
    },
    all: () => [...findings.values()].toSorted((one, other) => other.met - one.met),
  };
}

/** How much of an example a reader has to read: its operations and pages. */
function sizeOf({ scenario }: JudgedMigration): number {
  const { vcpu, device, reads, operator, pages } = scenario;
  return vcpu.length + device.length + reads.length + operator.length + pages.length;
}
