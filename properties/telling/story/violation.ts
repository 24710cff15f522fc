/** A violation as it is reported, and the trace that replays it. */
import type { OpenSystem } from '../../../impl/system.ts';
import type { Scenario } from '../../../impl/scenario.ts';
import { TARGET_PAGE_SIZE } from '../../../impl/scenario.ts';
import type { Bug } from '../../../traces/bug-file.ts';
import { printableData } from '../../../traces/printable.ts';
import type { Trace } from '../../../traces/trace-file.ts';
import { blockNumberOf } from '../../judging/pages/blocks.ts';
import { NO_PAGE } from '../../judging/lockstep/ledger.ts';
import { Nondeterminism } from '../../judging/execution/nondeterminism.ts';
import type { Objection } from '../../judging/lockstep/objections.ts';
import type { PropertyId } from '../../judging/lockstep/property-id.ts';
import { hintOf, propertyNames } from '../../judging/oracles/properties.ts';
import type { Finding } from '../../searching/shrink/finding.ts';
import { nameOfPage } from '../../judging/execution/coming-events.ts';
import { film } from '../film/frames.ts';
import type { Film, Filmed } from '../film/frames.ts';
import type { Provenance } from './provenance/causal-chain.ts';
import { nameSteps, stepsNamedBy, tellProvenance } from './provenance/provenance.ts';
import type { StoryStep } from './story-step.ts';
import type { RunStep } from './story.ts';
import { tellEveryStep, tellStory } from './story.ts';

export interface Violation {
  readonly id: PropertyId;
  /** Like `P1 coverage`. */
  readonly property: string;
  /** Names of the other properties violated at the same step. */
  readonly also: readonly string[];
  /** For each of those, the first complaint. */
  readonly alsoWhat: readonly string[];
  /** What was wrong, and with which page. */
  readonly what: string;
  readonly steps: readonly StoryStep[];
  /** The number of the story's line at which the property was violated: the last one. */
  readonly failedStep: number;
  /** The step of the run at which it was violated. */
  readonly at: number;
  /** Where to look first. */
  readonly hint: string;
  readonly provenance: Provenance;
  /** Facts about the page's block, if the violation is about a page, and about the preempt channel. */
  readonly block?: string;
  /** All threads of the run, in their fixed order. */
  readonly threads: readonly string[];
}

/**
 * All texts in the result are made printable, including an engine's thread names and errors.
 *
 * @param objections - the last step's objections, the gravest first; not empty
 * @throws Error if there is no objection
 */
export function describeViolation(filmed: Filmed, objections: readonly Objection[]): Violation {
  const [first, ...others] = objections;
  if (first === undefined) throw new Error('a violation without an objection');
  const provenance = tellProvenance(filmed, first);
  const steps = tellStory(filmed, first, stepsNamedBy(provenance));
  return printableData({
    id: first.property,
    property: propertyNames[first.property],
    ...describeOthers(others, first.property),
    what: first.page < 0 ? first.what : `${nameOfPage(filmed.layout, first.page)}: ${first.what}`,
    steps,
    failedStep: steps.length,
    at: filmed.frames.length,
    hint: hintOf(first),
    provenance: nameSteps(provenance, steps),
    ...describeSetup(filmed, first.page),
    threads: filmed.threads,
  });
}

/** The other properties violated at the same step, each once with its first complaint. */
function describeOthers(
  others: readonly Objection[],
  gravest: PropertyId,
): Pick<Violation, 'also' | 'alsoWhat'> {
  const also = new Map<string, string>();
  for (const { property, what } of others)
    if (property !== gravest && !also.has(propertyNames[property]))
      also.set(propertyNames[property], what);
  return { also: [...also.keys()], alsoWhat: [...also.values()] };
}

/** Every step of the violating run, including those that its story leaves out. */
export function everyStepOf({ steps }: Violation, filmed: Filmed): readonly RunStep[] {
  const page = filmed.objections?.[0]?.page ?? NO_PAGE;
  return printableData(tellEveryStep(filmed, page, steps));
}

/** If the violation is about no particular page, the only fact worth telling is the preempt design. */
function describeSetup(filmed: Filmed, page: number): { readonly block?: string } {
  const { preempt } = filmed.scenario;
  if (page >= 0) return { block: describeBlock(filmed, page) };
  return preempt === 'off' ? {} : { block: `preempt: ${preempt}` };
}

/** The facts that decide how the pages of a block are treated. */
function describeBlock({ layout, scenario }: Filmed, page: number): string {
  const number = blockNumberOf(layout, page);
  const block = scenario.blocks[number];
  if (block === undefined) return '';
  const { name, offset, usedPages, hostPageSize, chunkPages } = block;
  const { wordBits, log, preempt } = scenario;
  const isWhole = offset % wordBits === 0 && usedPages % wordBits === 0;
  const pages = usedPages === 1 ? 'a page' : `${usedPages} pages`;
  return (
    `${name}: ${pages} at ${offset}, merged by ${isWhole ? 'word' : 'page'} ` +
    `(words of ${wordBits} bits); host page ${hostPageSize / TARGET_PAGE_SIZE}, ` +
    `chunk ${chunkPages}; log ${log}${preempt === 'off' ? '' : `; preempt: ${preempt}`}` +
    tellOldContent(scenario, number)
  );
}

/** What the destination held before anything arrived, as clauses after the others; none if it is fresh. */
function tellOldContent({ oldPages = [], reusesDestination }: Scenario, block: number): string {
  const pages = oldPages.filter((old) => old.block === block).map(({ page }) => page);
  const old = pages.length === 0 ? '' : `; old content on the destination: ${pages.join(', ')}`;
  return reusesDestination === true ? `${old}; destination reused` : old;
}

/** Where a finding comes from, besides the scenario. */
export interface Origin {
  readonly bug?: Bug | undefined;
  /** The module of the engine, if it is not the project's own. */
  readonly system?: string | undefined;
}

/** The trace of a finding whose story has not been told yet. */
export function untoldTrace(
  { scenario, decisions, property, digest }: Finding,
  { bug, system }: Origin,
): Trace {
  return {
    format: 'migcheck-trace',
    version: 3,
    ...(bug === undefined ? {} : { bug }),
    ...(system === undefined ? {} : { system }),
    scenario,
    decisions,
    expect: { verdict: 'violated', property: propertyNames[property], digest },
  };
}

/** A violation, and the trace that replays it. */
export interface Told {
  readonly violation: Violation;
  readonly trace: Trace;
}

/** A finding whose run cannot be told. */
export function untoldViolation({ property, objections, weight }: Finding): Violation {
  const [first = { property, page: NO_PAGE, what: '' }, ...others] = objections;
  return printableData({
    id: property,
    property: propertyNames[property],
    ...describeOthers(others, property),
    what: first.what,
    steps: [],
    failedStep: 0,
    at: weight[2],
    hint: hintOf(first),
    provenance: { about: 'migration', kind: 'migration', links: [], breaks: [] },
    threads: [],
  });
}

/** The finding as a violation, and as the trace file that replays it. */
export function traceOf(open: OpenSystem, finding: Finding, origin: Origin = {}): Told {
  return traceOfFilm(film(open, filmOfFinding(finding)), finding, origin);
}

/** The run to film for a finding. */
export function filmOfFinding({ scenario, decisions, property, fatalCalls }: Finding): Film {
  return { scenario, decisions, upTo: property, fatalCalls };
}

/**
 * @param filmed - the finding's run
 * @throws Nondeterminism if the run does not violate the finding's property
 */
export function traceOfFilm(filmed: Filmed, finding: Finding, origin: Origin): Told {
  const { property } = finding;
  if (filmed.objections?.[0]?.property !== property)
    throw new Nondeterminism(`${property} is not violated by its own decisions`);
  const violation = describeViolation(filmed, filmed.objections);
  const trace = untoldTrace(finding, origin);
  const { digest: _, ...expect } = trace.expect;
  const told = { ...expect, step: violation.failedStep, digest: filmed.digest };
  return { violation, trace: { ...trace, expect: told } };
}
