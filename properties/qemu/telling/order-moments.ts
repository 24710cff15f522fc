/** Puts the moments of a recording in one order, and tells many equal ones as one step. */
import type { Bulk, Effect, Lane, Moment } from './moment.ts';
import type { Pages } from './pages.ts';
import { namePages } from './pages.ts';

/** One step of the page. */
export interface Observed extends Omit<Moment, 'bulk'> {
  /** Items by kind and number of pages, if the step consists of items of the wire. */
  readonly carried?: Readonly<Record<string, number>>;
}

/** @param isOfInterest - whether a page gets steps of its own */
export function orderMoments(
  moments: readonly Moment[],
  pages: Pages,
  isOfInterest: (page: number) => boolean,
): readonly Observed[] {
  // The sort is stable, so that items and lines of one time keep their order.
  const sorted = moments.toSorted((one, other) => one.at - other.at);
  return joinOperations(gather(sorted, isOfInterest).map((bulk) => tellTogether(bulk, pages)));
}

/**
 * Gathers moments of one lane and kind, even if they alternate with others of that sort, until something
 * else happens that is told. Nothing is moved across what is told.
 */
function gather(
  moments: readonly Moment[],
  isOfInterest: (page: number) => boolean,
): readonly (readonly Moment[])[] {
  const all: Moment[][] = [];
  const open = new Map<Lane, { readonly kind: Bulk['kind']; readonly moments: Moment[] }>();
  for (const moment of moments) {
    const { bulk, lane, text } = moment;
    if (bulk === undefined || (typeof bulk.of === 'number' && isOfInterest(bulk.of))) {
      if (text !== undefined) open.clear();
      all.push([moment]);
      continue;
    }
    const known = open.get(lane);
    if (known?.kind === bulk.kind) {
      known.moments.push(moment);
      continue;
    }
    const fresh = [moment];
    open.set(lane, { kind: bulk.kind, moments: fresh });
    all.push(fresh);
  }
  return all;
}

function tellTogether(moments: readonly Moment[], pages: Pages): Observed {
  const [first, ...others] = moments;
  if (first === undefined) throw new Error('a step consists of at least one moment');
  const { bulk, ...rest } = first;
  const carried = bulk?.kind === 'carry' ? { carried: countCarried(moments) } : {};
  if (bulk === undefined || others.length === 0) return { ...rest, ...carried };
  const last = moments.at(-1) ?? first;
  const until = last.isGuessed === true ? '' : `, until ${(last.at / 1000).toFixed(1)} ms`;
  return {
    ...rest,
    ...carried,
    text: describeBulk(bulk.kind, moments, pages),
    label: `${moments.length} together${until}`,
    announced: moments.flatMap(({ announced = [] }) => announced),
    about: moments.flatMap(({ about = [] }) => about),
    effects: lastEffects(moments),
    wheres: moments.flatMap(({ wheres }) => wheres),
  };
}

function describeBulk(kind: Bulk['kind'], moments: readonly Moment[], pages: Pages): string {
  const numbers = moments.flatMap(({ bulk }) => (typeof bulk?.of === 'number' ? [bulk.of] : []));
  const names = namePages(pages, numbers);
  switch (kind) {
    case 'place':
      return `places ${names}`;
    case 'place as zeros':
      return `places ${names} as zeros`;
    case 'find':
      return `finds ${names} equal on both hosts`;
    case 'carry': {
      const other = moments.flatMap(({ bulk }) => (typeof bulk?.of === 'string' ? [bulk.of] : []));
      const counted = [...countOf(other)].map(([what, count]) =>
        count === 1 ? what : `${what} (${count} times)`,
      );
      const many = numbers.length === 1 ? '' : ` (${numbers.length} pages)`;
      return numbers.length === 0
        ? `carries ${counted.join(', ')}`
        : `carries ${names}${many}${counted.length === 0 ? '' : `, with ${counted.join(' and ')}`}`;
    }
  }
}

function countCarried(moments: readonly Moment[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    countOf(moments.map(({ bulk }) => (typeof bulk?.of === 'string' ? bulk.of : 'page'))),
  );
}

function countOf(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** In order; what a later effect replaces is left out. */
function lastEffects(moments: readonly Moment[]): readonly Effect[] {
  const last = new Map<string, Effect>();
  for (const { effects = [] } of moments)
    for (const effect of effects) {
      const cell = effect.kind === 'content' ? effect.cell : '';
      const key = 'page' in effect ? `${effect.kind} ${cell} ${effect.page}` : effect.fact;
      last.delete(key);
      last.set(key, effect);
    }
  return [...last.values()];
}

/** An operation in which nothing else happened is one step: its beginning is left out. */
function joinOperations(steps: readonly Observed[]): readonly Observed[] {
  return steps.filter(
    ({ text, wheres: [where] }, index) =>
      !(text === undefined && where?.startsWith('operation ') && isSame(steps[index + 1], where)),
  );
}

function isSame(step: Observed | undefined, where: string): boolean {
  return step?.wheres.length === 1 && step.wheres[0] === where;
}
