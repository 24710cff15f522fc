/** Provenance as text: one sentence for the chain, one for the step that broke it. */
import type { StoryStep } from '../story.ts';
import type { Link } from './link.ts';
import { BESIDE_THE_POINT } from './page-chain.ts';
import type { Break, Provenance } from './provenance.ts';

/** Links of a sentence; where there are more, those in the middle are left out. */
const LINKS_MAX = 10;
/** Of what has no beginning, only the end matters. */
const LAST_TOLD = 3;

/** @returns one sentence, or nothing if the lanes say it all */
export function tellChain(
  { about, kind, links }: Provenance,
  steps: readonly StoryStep[],
): string | undefined {
  if (links.length === 0) return undefined;
  switch (kind) {
    case 'migration':
      return undefined;
    case 'threads':
      return tellWaits(links, steps);
    case 'page':
      return `${about}: ${tellPage(links, steps)}`;
    case 'shared':
    case 'stream':
      return links
        .slice(-LAST_TOLD)
        .map((link) => tellLink(link, steps))
        .join('; ');
  }
}

function tellLink(link: Link, steps: readonly StoryStep[]): string {
  const what = link.actor === 'stream' ? link.text : `${link.actor} ${link.text}`;
  return link.actor === 'stream' ? what : `${what} (${where(link, steps)})`;
}

/** Who holds what and who has not opened what; those who merely wait are told together. */
function tellWaits(links: readonly Link[], steps: readonly StoryStep[]): string {
  const of = (kind: string): readonly Link[] => links.filter((link) => link.kind === kind);
  const since = ({ actor, text }: Link, at: string): string => `${actor} ${text} (${at})`;
  const told = [...of('status'), ...of('holds'), ...of('stuck')].map((link) =>
    since(link, where(link, steps)),
  );
  // What has been so since setup has nothing to do with it.
  const sinceThen = (kind: string, nameOf: (link: Link) => string): readonly string[] =>
    of(kind).flatMap((link) => {
      const at = where(link, steps);
      return at === 'setup' ? [] : [`${nameOf(link)} (${at})`];
    });
  const isAwaited = (actor: string): boolean =>
    of('waits').some(({ object }) => object?.startsWith(`${actor} thread`) === true);
  const idle = sinceThen('idle', ({ actor, text }) =>
    isAwaited(actor) ? `${actor}, which ${text}` : actor,
  );
  const waiting = sinceThen('waits', ({ actor }) => actor);
  const untouched = sinceThen('gate', ({ object }) => `"${object}"`);
  const list = (name: string, some: readonly string[]): readonly string[] =>
    some.length === 0 ? [] : [`${name} ${some.join(', ')}`];
  const lives = [...new Set(of('life').map(({ object }) => object))].map((page) => {
    const life = of('life').filter(({ object }) => object === page);
    return `${page}: ${joinLinks(life, steps, ', ')}`;
  });
  return [
    ...told,
    ...lives,
    ...list('waiting since:', waiting),
    ...list('nobody has touched since:', untouched),
    ...list('with nothing to do since:', idle),
  ].join('; ');
}

function tellPage(links: readonly Link[], steps: readonly StoryStep[]): string {
  const isDestinationTold = steps.some(({ action }) => action === 'load' || action === 'read');
  const isTold = ({ kind }: Link): boolean =>
    !BESIDE_THE_POINT.has(kind) &&
    (isDestinationTold || (kind !== 'delivered' && kind !== 'received'));
  return joinLinks(fromLastCopy(links).filter(isTold), steps);
}

/** From the last copy that was sent before the last write; all of it if nothing was written. */
function fromLastCopy(links: readonly Link[]): readonly Link[] {
  const write = links.findLastIndex(({ kind }) => kind === 'written');
  const copy = links.slice(0, Math.max(0, write)).findLastIndex(({ kind }) => kind === 'sent');
  return write < 0 ? links : links.slice(Math.max(0, copy));
}

/** What happened at one line is told together: `version 2 written, logged in H (3)`. */
function joinLinks(links: readonly Link[], steps: readonly StoryStep[], separator = '; '): string {
  const groups: { at: string; texts: string[] }[] = [];
  for (const link of links) {
    const at = where(link, steps);
    const last = groups.at(-1);
    if (last?.at === at) last.texts.push(link.text);
    else groups.push({ at, texts: [link.text] });
  }
  const told = groups.map(({ at, texts }) => `${texts.join(', ')} (${at})`);
  const excess = told.length - LINKS_MAX;
  return (excess <= 0 ? told : told.toSpliced(2, excess, '...')).join(separator);
}

/** The line of the story at which a step of the run is told. */
function where({ step }: Pick<Link, 'step'>, steps: readonly StoryStep[]): string {
  const line = steps.find(({ runSteps }) => runSteps.includes(step));
  if (line !== undefined) return String(line.n);
  const before = steps.findLast(({ runSteps }) => (runSteps[0] as number) < step);
  return before === undefined ? 'setup' : `after ${before.n}`;
}

/** Which step broke the chain, and what should have followed. */
export function tellBreaks(
  { breaks, about }: Provenance,
  steps: readonly StoryStep[],
): readonly { readonly name: string; readonly text: string }[] {
  const [first, ...others] = breaks;
  if (first === undefined) return [];
  const told = others.filter(({ page, did }) => page !== first.page && did !== first.did);
  const alike = others.flatMap(({ page, did }) =>
    page !== undefined && page !== first.page && did === first.did ? [page] : [],
  );
  const name = ({ page }: Break): string =>
    page === undefined || page === about ? '' : `of ${page}: `;
  const place = where(first, steps);
  const isInLane = /^\d/.test(place);
  const actor = isInLane ? first.actor : `${first.actor}, in its step "${first.label}"`;
  const texts = [
    `${actor}: ${name(first)}${first.did}${alike.length === 0 ? '' : ` (${alike.join(' ')} too)`}`,
    ...told.map((one) => `${name(one)}${one.did}`),
  ];
  const at = isInLane ? `at ${place}` : place.replace(/^setup$/, 'in setup');
  return [
    { name: `broken ${at}`, text: texts.join('; ') },
    { name: 'should be', text: first.should },
  ];
}
