/**
 * Whether the model allows a recorded migration. Steps of each page are collected from log, wire, guest and
 * memory in `*-steps.ts`; rules for a whole channel are in `link-rules.ts`.
 */
import type { QemuRecording, RecordedBlock } from '../../../traces/recording-file.ts';
import type { Attempt } from './attempt.ts';
import { attemptsOf } from './attempt.ts';
import { addDestinationSteps } from './destination-steps.ts';
import { addGuestSteps } from './guest-steps.ts';
import { breachOfLinks } from './link-rules.ts';
import type { Stuck } from './linearise.ts';
import { linearise, TooManyOrders } from './linearise.ts';
import { nearestContinuation } from './nearest.ts';
import type { PageMachine } from './page-machine.ts';
import { makePageMachine } from './page-machine.ts';
import type { PageName } from './page-steps.ts';
import { pageName, PageSteps } from './page-steps.ts';
import { signatureOf } from './signature.ts';
import { addSourceSteps } from './source-steps.ts';
import type { ObservedStep } from './step.ts';
import { describeDeed } from './step.ts';
import { notUnderstood } from './understood.ts';
import type { Rejected, Validation } from './verdict.ts';

export function validate(recording: QemuRecording): Validation {
  const attempts = attemptsOf(recording);
  const why = notUnderstood(recording, attempts);
  if (why !== undefined) return { verdict: 'not-understood', why };
  return validateAttempts(recording, attempts);
}

/**
 * Validates without checking that the log is complete: what it does not say counts as not having happened.
 */
export function validateAttempts(
  recording: QemuRecording,
  attempts: readonly Attempt[],
): Validation {
  const { blocks } = recording;
  const steps = new PageSteps();
  const pages = blocks.flatMap((block) => pagesOf(block));
  const names = pages.map(({ name }) => name);
  const breaches: (Rejected | undefined)[] = attempts.map((attempt) => {
    const source = addSourceSteps(steps, names, attempt);
    if (attempt.end === 'completed') addDestinationSteps(steps, blocks, attempt, source);
    return breachOfLinks(blocks, attempt, source);
  });
  addGuestSteps(steps, recording);
  let count = 0;
  const stuck: StuckPage[] = [];
  const fates = new Set<string>();
  let undecided: PageName | undefined;
  for (const { name, isZero } of pages) {
    const own = steps.of(name);
    count += own.length;
    const fate = `${isZero} ${signatureOf(own)}`;
    if (fates.has(fate)) continue;
    const records = own.filter(({ deed }) => deed.kind === 'send').length;
    const machine = makePageMachine(records, isZero);
    const found = tryToLinearise(machine, own);
    if (found === 'too many orders') undecided ??= name;
    else if (found === undefined) fates.add(fate);
    else stuck.push({ name, machine, found });
  }
  const rejected = rejectedAt(stuck) ?? breaches.find((breach) => breach !== undefined);
  if (rejected === undefined && undecided !== undefined) {
    const why = `the steps of page ${undecided} may have come in too many orders to try them all`;
    return { verdict: 'not-understood', why };
  }
  if (rejected === undefined) return { verdict: 'accepted', pages: pages.length, steps: count };
  const mismatch = breaches.find((breach) => breach?.mismatch !== undefined)?.mismatch;
  return mismatch === undefined ? rejected : { ...rejected, mismatch };
}

function tryToLinearise(
  machine: PageMachine,
  steps: readonly ObservedStep[],
): Stuck | undefined | 'too many orders' {
  try {
    return linearise(machine, steps);
  } catch (error) {
    if (error instanceof TooManyOrders) return 'too many orders';
    throw error;
  }
}

interface StuckPage {
  readonly name: PageName;
  readonly machine: PageMachine;
  readonly found: Stuck;
}

interface Page {
  readonly name: PageName;
  readonly isZero: boolean;
}

function pagesOf({ name, pages, zeros }: RecordedBlock): readonly Page[] {
  const isZero = Array.from({ length: pages }, () => false);
  for (const [first, count] of zeros) isZero.fill(true, first, first + count);
  return isZero.map((one, page) => ({ name: pageName(name, page), isZero: one }));
}

/** Reports the earliest stuck step of all pages, and names the other pages. */
function rejectedAt(stuck: readonly StuckPage[]): Rejected | undefined {
  const [first] = stuck.toSorted((one, other) => one.found.step.to - other.found.step.to);
  if (first === undefined) return undefined;
  const { name, machine, found } = first;
  const { step, refusals } = found;
  const [refusal] = refusals;
  const ways = refusals.map(({ state }) => nearestContinuation(machine, state, step.deed));
  return {
    verdict: 'rejected',
    where: step.where,
    step: describeDeed(step.deed),
    page: name,
    guard: refusal?.guard ?? 'all earlier steps have happened',
    nearest: ways.find((way) => way !== undefined),
    pages: stuck.map((one) => one.name),
  };
}

/** Describes the verdict in a few lines. */
export function describeValidation(validation: Validation): string {
  if (validation.verdict === 'accepted')
    return `accepted: ${validation.steps} steps of ${validation.pages} pages`;
  if (validation.verdict === 'not-understood') return `not validated: ${validation.why}`;
  const { where, step, page, guard, nearest, pages } = validation;
  const others = pages.filter((name) => name !== page);
  return [
    `rejected at ${where}: ${page === undefined ? '' : `${page}: `}${step}`,
    `  allowed only if ${guard}`,
    ...(nearest === undefined ? [] : [`  nearest: ${nearest}`]),
    ...(others.length === 0 ? [] : [`  also rejected: ${shorten(others)}`]),
  ].join('\n');
}

const NAMES_SHOWN = 8;

function shorten(names: readonly string[]): string {
  const rest = names.length - NAMES_SHOWN;
  return `${names.slice(0, NAMES_SHOWN).join(', ')}${rest > 0 ? ` and ${rest} more pages` : ''}`;
}
