/** A violation as it is reported: property, story, the file that replays it. */
import type { OpenSystem } from '../../impl/system.ts';
import type { Bug } from '../../traces/bug-file.ts';
import type { Trace } from '../../traces/trace-file.ts';
import { Nondeterminism } from '../lockstep/nondeterminism.ts';
import type { Objection } from '../lockstep/objections.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import { propertyNames } from '../lockstep/property-id.ts';
import type { Finding } from '../shrink/finding.ts';
import { nameOfPage } from '../strategies/coming-events.ts';
import { withEndlessStep } from '../watch/pulse.ts';
import { film } from './frames.ts';
import type { Filmed } from './frames.ts';
import type { StoryStep } from './story.ts';
import { tellStory } from './story.ts';

export interface Violation {
  readonly id: PropertyId;
  /** Like `P1 coverage`. */
  readonly property: string;
  /** What else was wrong at the same step. */
  readonly also: readonly string[];
  /** What was wrong, about which page. */
  readonly what: string;
  readonly steps: readonly StoryStep[];
  /** Number of the step at which it was wrong: the last one. */
  readonly failedStep: number;
}

/** @param objections - of the last step, the gravest first; not empty */
export function describeViolation(filmed: Filmed, objections: readonly Objection[]): Violation {
  const [first, ...others] = objections;
  if (first === undefined) throw new Error('a violation without an objection');
  const steps = tellStory(filmed, first.property, first.page);
  const also = new Set(others.map(({ property }) => propertyNames[property]));
  also.delete(propertyNames[first.property]);
  return {
    id: first.property,
    property: propertyNames[first.property],
    also: [...also],
    what: first.page < 0 ? first.what : `${nameOfPage(filmed.layout, first.page)}: ${first.what}`,
    steps,
    failedStep: steps.length,
  };
}

/**
 * The finding as a violation, and as the trace file that replays it.
 *
 * @param system - the module of the engine, if it is not the project's own
 */
export function traceOf(
  open: OpenSystem,
  finding: Finding,
  bug?: Bug,
  system?: string,
): { readonly violation: Violation; readonly trace: Trace } {
  const { scenario, decisions, property } = finding;
  const { endlessStep } = finding;
  const watched = endlessStep === undefined ? open : withEndlessStep(open, endlessStep);
  const filmed = film(watched, { scenario, decisions, upTo: property });
  if (filmed.objections?.[0]?.property !== property)
    throw new Nondeterminism(`${property} is not violated by its own decisions`);
  const violation = describeViolation(filmed, filmed.objections);
  return {
    violation,
    trace: {
      format: 'migcheck-trace',
      version: 1,
      ...(bug === undefined ? {} : { bug }),
      ...(system === undefined ? {} : { system }),
      scenario,
      decisions,
      expect: {
        verdict: 'violated',
        property: violation.property,
        step: violation.failedStep,
        digest: filmed.digest,
      },
    },
  };
}
