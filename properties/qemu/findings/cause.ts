/** What distinguishes the causes of problems. */
import type { JudgedMigration } from '../campaign.ts';
import type { Problem } from '../judging/problem.ts';
import type { KnownFinding } from './known-findings.ts';
import { knownAs } from './known-findings.ts';

/** Where a problem was met. */
export type Met = Pick<JudgedMigration, 'scenario' | 'binary'>;

/** @returns the known finding that the problem is, if it is one */
export function knownIn(
  problem: Problem,
  { scenario: { name, capabilities }, binary }: Met,
  known: readonly KnownFinding[],
): KnownFinding | undefined {
  return knownAs(problem, { scenario: name, capabilities, binary }, known);
}

/** The id of the known finding, or the cause of a new one. */
export function nameOfCause(problem: Problem, met: Met, known: readonly KnownFinding[]): string {
  return knownIn(problem, met, known)?.id ?? causeOf(problem);
}

/**
 * What distinguishes the causes of new findings: the property, and what was found in which statuses, without
 * numbers, times and names of pages. Where pages are wrong, who wrote them.
 */
export function causeOf({ property, text, pages, writer }: Problem): string {
  if (pages.length > 0 && property !== 'R') return `${property} ${writer}`;
  return `${property} ${wordsOf(text)}${pages.length > 0 ? ` ${writer}` : ''}`;
}

/**
 * What is complained of, without its details: which threads of the harness wait for a host that hangs differs from
 * run to run.
 */
export function complaintOf({ property, text }: Problem): string {
  const [complaint = ''] = text.split(': ');
  return `${property} ${wordsOf(complaint)}`;
}

function wordsOf(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\S+/g, '')
    .replaceAll(/\b[\w.]+:\d+|\b0x[\da-f]+|\d+/g, '')
    .replaceAll(/[^a-zA-Z-]+/g, ' ')
    .trim();
}
