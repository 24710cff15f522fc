/** The clauses that stories consist of, and the context of an event. */
import type { Scenario } from '../../../impl/scenario.ts';
import type { Layout } from '../../../impl/system.ts';
import { channel, host } from '../../../impl/tracepoints.ts';
import { nameOfPage } from '../../judging/execution/coming-events.ts';
import type { Filmed, Frame } from '../film/frames.ts';
import { standingBefore } from '../film/frames.ts';

export interface Clause {
  /** The kind of action: clauses of one kind by one thread may share a line. */
  readonly action: 'sync' | 'send' | 'write' | 'read' | 'load' | 'control' | 'count';
  readonly page?: number;
  readonly text: string;
}

/** The clause of a sync that finds nothing; it is left out if the sync does anything else. */
export const EMPTY_FETCH = 'fetches an empty log';

/** The state of the run around an event. */
export interface Scene {
  readonly filmed: Filmed;
  /** Index of the frame. */
  readonly at: number;
  readonly scenario: Scenario;
  readonly layout: Layout;
  readonly frame: Frame;
  /** Bits of each page before the step. */
  readonly bitsBefore: Uint16Array;
}

export function sceneAt(filmed: Filmed, at: number): Scene {
  const { scenario, layout, frames } = filmed;
  const { bits: bitsBefore } = standingBefore(filmed, at);
  return { filmed, at, scenario, layout, frame: frames[at] as Frame, bitsBefore };
}

/**
 * An action on several pages is told once: `forgets ram0:0 ram0:1`. A clause that ends in a colon
 * introduces the others.
 */
export function joinClauses(clauses: readonly Clause[], layout: Layout): string {
  let lastVerb: string | undefined;
  let text = '';
  for (const clause of clauses) {
    const name = clause.page === undefined ? undefined : nameOfPage(layout, clause.page);
    const isVerbAndPage = name !== undefined && clause.text.endsWith(` ${name}`);
    const verb = isVerbAndPage ? clause.text.slice(0, -name.length) : undefined;
    if (verb !== undefined && verb === lastVerb) text += ` ${name}`;
    else text += text === '' ? clause.text : `, ${clause.text}`;
    lastVerb = verb;
  }
  return text.replace(':,', ':');
}

export function has(bits: Uint16Array, page: number, bit: number): boolean {
  return ((bits[page] as number) & bit) !== 0;
}

export function pagesWhere(layout: Layout, holds: (page: number) => boolean): string {
  const names: string[] = [];
  for (const { firstPage, usedPages } of layout.blocks) {
    const end = firstPage + usedPages;
    for (let first = firstPage; first < end; first++) {
      if (!holds(first)) continue;
      let last = first;
      while (last + 1 < end && holds(last + 1)) last++;
      if (last - first >= RANGE_PAGES_MIN) names.push(nameOfRange(layout, first, last - first + 1));
      else for (let page = first; page <= last; page++) names.push(nameOfPage(layout, page));
      first = last;
    }
  }
  return names.join(' ');
}

/** If a run of adjacent pages is longer than this, it is named as a range. */
const RANGE_PAGES_MIN = 4;

export function nameOfRange(layout: Layout, first: number, pages: number): string {
  const name = nameOfPage(layout, first);
  if (pages === 1) return name;
  const last = nameOfPage(layout, first + pages - 1);
  return `${name} to ${last.slice(last.indexOf(':') + 1)}`;
}

export function nameOfVersion(version: number): string {
  return version === 0 ? 'zeros' : `version ${version}`;
}

export function on(number: number): string {
  return number === host.destination ? ' on destination' : '';
}

/** The channel, unless it is the main one. */
export function over(number: number): string {
  return number === channel.preempt ? ' (preempt channel)' : '';
}
