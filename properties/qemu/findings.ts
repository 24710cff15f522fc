/** Collects what is wrong with many migrations into findings: the same thing twice is one. */
import type { JudgedMigration } from './campaign.ts';
import type { Problem } from './problem.ts';
import type { KnownFinding } from './known-findings.ts';
import { knownAs } from './known-findings.ts';
import type { Rate } from './rate.ts';

/** One migration in which a finding was met. */
export interface Example {
  readonly run: JudgedMigration;
  readonly problem: Problem;
}

export interface Finding {
  /** What makes two problems the same finding: words that name it. */
  readonly key: string;
  readonly known: KnownFinding | undefined;
  /** The one that is told of: the shortest that was met, unless another is known to come out the same again. */
  example: JudgedMigration;
  problem: Problem;
  /** The shortest that were met, each with a seed of its own, the shortest first. */
  examples: readonly Example[];
  /** Migrations in which it was met. */
  met: number;
  /** Draws in which it was met: each has a seed of its own. */
  readonly draws: Set<number>;
  /** The families of scenarios in which it was met. */
  readonly scenarios: Set<string>;
  /** How often it came out the same again, when that was tried. */
  rate?: Rate;
  file?: string;
}

/** So many examples are kept to be run again: each holds a recording. */
const EXAMPLES_MAX = 3;

/**
 * It was run again and never came out the same, and was met once only: something was seen, and nothing can
 * be said for sure.
 */
export function isUnreproduced({
  rate,
  draws,
}: Pick<Finding, 'rate'> & { readonly draws: ReadonlySet<number> }): boolean {
  return rate !== undefined && rate.times > 0 && rate.reproduced === 0 && draws.size < 2;
}

export interface Findings {
  readonly add: (run: JudgedMigration) => void;
  readonly all: () => readonly Finding[];
}

/** @param onExample - hears of a finding when it is first met, and when a shorter example of it is */
export function collectFindings(
  known: readonly KnownFinding[],
  onExample: (finding: Finding) => void = () => undefined,
): Findings {
  const findings = new Map<string, Finding>();
  const addProblem = (run: JudgedMigration, problem: Problem, counted: Set<Finding>): void => {
    const { scenario, binary } = run;
    const old = knownAs(problem, { scenario: scenario.name, binary }, known);
    const key = `${binary.version} ${old?.id ?? `${problem.property} ${scenario.name} ${problem.writer}`}`;
    const finding = findings.get(key);
    if (finding === undefined) {
      const first: Finding = {
        key,
        known: old,
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
      const counted = new Set<Finding>();
      addProblem(run, first, counted);
      const told = new Set(first.pages);
      for (const other of others) {
        // What is seen of one lost page in several ways is one finding.
        const isTold = other.pages.length > 0 && other.pages.every((page) => told.has(page));
        if (!isTold) addProblem(run, other, counted);
        for (const page of other.pages) told.add(page);
      }
    },
    all: () => [...findings.values()].toSorted((one, other) => other.met - one.met),
  };
}

/** What there is to be read of it. */
function sizeOf({ scenario }: JudgedMigration): number {
  const { vcpu, device, reads, operator, pages } = scenario;
  return vcpu.length + device.length + reads.length + operator.length + pages.length;
}
