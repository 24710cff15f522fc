/** A violation as it is reported: property, story, the file that replays it. */
import type { OpenSystem } from '../../../impl/system.ts';
import { TARGET_PAGE_SIZE } from '../../../impl/scenario.ts';
import type { Bug } from '../../../traces/bug-file.ts';
import { printableData } from '../../../traces/printable.ts';
import type { Trace } from '../../../traces/trace-file.ts';
import { blockNumberOf } from '../../judging/lockstep/blocks.ts';
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
  /** What else was wrong at the same step. */
  readonly also: readonly string[];
  /** The first of what was wrong with each of those. */
  readonly alsoWhat: readonly string[];
  /** What was wrong, about which page. */
  readonly what: string;
  readonly steps: readonly StoryStep[];
  /** Number of the line at which it was wrong: the last one. */
  readonly failedStep: number;
  /** The step of the run at which it was. */
  readonly at: number;
  /** Where to look first. */
  readonly hint: string;
  readonly provenance: Provenance;
  /** What is to be known of the page's block, if it is about one, and of the preempt channel. */
  readonly block?: string;
  /** All threads of the run, in their fixed order. */
  readonly threads: readonly string[];
}

/**
 * Every text in it is fit to be shown, whatever an engine has called its threads or thrown.
 *
 * @param objections - of the last step, the gravest first; not empty
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

/** What else was wrong at the same step: each property once, with what was objected first. */
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

/** Every step of the run that ends in the violation, those included that its story leaves out. */
export function everyStepOf({ steps }: Violation, filmed: Filmed): readonly RunStep[] {
  const page = filmed.objections?.[0]?.page ?? NO_PAGE;
  return printableData(tellEveryStep(filmed, page, steps));
}

/** What a story of no page in particular has to say of its scenario is who sends urgent pages. */
function describeSetup(filmed: Filmed, page: number): { readonly block?: string } {
  const { preempt } = filmed.scenario;
  if (page >= 0) return { block: describeBlock(filmed, page) };
  return preempt === 'off' ? {} : { block: `preempt: ${preempt}` };
}

/** What decides how the pages of a block are treated. */
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
    `chunk ${chunkPages}; log ${log}${preempt === 'off' ? '' : `; preempt: ${preempt}`}`
  );
}

/** Where a finding comes from, beside the scenario. */
export interface Origin {
  readonly bug?: Bug | undefined;
  /** The module of the engine, if it is not the project's own. */
  readonly system?: string | undefined;
}

/** The trace of a finding whose story nobody has told yet. */
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

/** What it takes to film a finding. */
export function filmOfFinding({ scenario, decisions, property, fatalCalls }: Finding): Film {
  return { scenario, decisions, upTo: property, fatalCalls };
}

/** @param filmed - the finding's run */
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
