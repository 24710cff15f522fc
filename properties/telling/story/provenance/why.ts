/** Provenance as text: one sentence for the chain, one for the step that broke it. */
import { isInSetup, where } from '../step-name.ts';
import type { StoryStep } from '../story-step.ts';
import type { Break, Provenance } from './causal-chain.ts';
import type { CausalLink } from './link.ts';
import { BEGUN, BESIDE_THE_POINT, MARKED_DIRTY } from './page-chain.ts';

/** The maximal number of links in a sentence; if there are more, those in the middle are left out. */
const LINKS_MAX = 10;
/** The number of links told of a chain that has no definite beginning. */
export const LAST_TOLD = 3;

/** @returns one sentence, or `undefined` if the lanes say it all */
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

function tellLink(link: CausalLink, steps: readonly StoryStep[]): string {
  if (link.actor === 'stream') return link.text;
  return `${where(link.step, steps)} ${link.actor} ${link.text}`;
}

/** Which thread holds what, and what has not been touched; threads that merely wait are told together. */
function tellWaits(links: readonly CausalLink[], steps: readonly StoryStep[]): string {
  const of = (kind: string): readonly CausalLink[] => links.filter((link) => link.kind === kind);
  const told = [...of('status'), ...of('holds'), ...of('unflushed'), ...of('stuck')].map(
    ({ actor, text, step }) => `${actor} ${text} ${where(step, steps)}`,
  );
  // What has not changed since setup is not the cause.
  const sinceThen = (kind: string, nameOf: (link: CausalLink) => string): readonly string[] =>
    of(kind).flatMap((link) => {
      const at = where(link.step, steps);
      return isInSetup(link.step, steps) ? [] : [`${nameOf(link)} ${at.replace(/^at /, '')}`];
    });
  const isAwaited = (actor: string): boolean =>
    of('waits').some(({ object }) => object?.startsWith(`${actor} thread`) === true);
  const idleOnes = sinceThen('idle', ({ actor, text }) =>
    isAwaited(actor) ? `${actor}, which ${text}` : actor,
  );
  // If the holder of what is missing is known, idle threads do not matter.
  const isKnown = ['holds', 'unflushed', 'life'].some((kind) => of(kind).length > 0);
  const idle = idleOnes.filter((one) => !isKnown || one.includes(', which '));
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
    ...list('untouched since:', untouched),
    ...list('idle since:', idle),
  ].join('; ');
}

function tellPage(links: readonly CausalLink[], steps: readonly StoryStep[]): string {
  const isDestinationTold = steps.some(({ action }) => action === 'load' || action === 'read');
  const isTold = ({ kind }: CausalLink): boolean =>
    !BESIDE_THE_POINT.has(kind) &&
    (isDestinationTold || (kind !== 'delivered' && kind !== 'received'));
  return joinLinks(fromLastCopy(links).filter(isTold), steps);
}

/**
 * The links from the last copy that was sent before the last write; all of them if nothing was written.
 * If the write had begun before that copy, the links of the step in which it began come first.
 */
function fromLastCopy(links: readonly CausalLink[]): readonly CausalLink[] {
  const isBegun = ({ kind }: CausalLink): boolean => kind === BEGUN;
  const write = links.findLastIndex(({ kind }) => kind === 'written');
  const copy = links.slice(0, Math.max(0, write)).findLastIndex(({ kind }) => kind === 'sent');
  const from = Math.max(0, copy);
  const told = (write < 0 ? links : links.slice(from)).filter((link) => !isBegun(link));
  const begun = links.findLast((link, index) => isBegun(link) && index < write);
  if (begun === undefined || links.indexOf(begun) > from || hasWriteBetween(links, begun, from))
    return told;
  return [...links.filter(({ step }) => step === begun.step), ...told];
}

/** Whether the write that had begun was completed before the copy. */
function hasWriteBetween(links: readonly CausalLink[], begun: CausalLink, copy: number): boolean {
  return links.slice(links.indexOf(begun), copy).some(({ kind }) => kind === 'written');
}

/**
 * The links of one step are told together: `fetched into L, parked in I at §4 (23)`; and so are those of
 * setup. Setup marks every page dirty, so that alone is not told.
 */
function joinLinks(
  links: readonly CausalLink[],
  steps: readonly StoryStep[],
  separator = '; ',
): string {
  const groups: { readonly at: string; readonly texts: string[] }[] = [];
  const setup = links.filter(({ step }) => isInSetup(step, steps));
  const isWorthTelling = setup.some(({ text }) => text !== MARKED_DIRTY);
  if (isWorthTelling) {
    const last = setup.at(-1) as CausalLink;
    groups.push({ at: where(last.step, steps), texts: setup.map(({ text }) => text) });
  }
  for (const link of links) {
    if (setup.includes(link)) continue;
    const at = where(link.step, steps);
    const last = groups.at(-1);
    if (last?.at === at) last.texts.push(link.text);
    else groups.push({ at, texts: [link.text] });
  }
  const told = groups.map(({ at, texts }) => `${texts.join(', ')} ${at}`);
  const excess = told.length - LINKS_MAX;
  return (excess <= 0 ? told : told.toSpliced(2, excess, '...')).join(separator);
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
  const at = where(first.step, steps);
  const isInLane = at.startsWith('at ');
  const actor = isInLane ? first.actor : `${first.actor}, in its step "${first.label}"`;
  const texts = [
    `${actor}: ${name(first)}${first.did}${alike.length === 0 ? '' : ` (${alike.join(' ')} too)`}`,
    ...told.map((one) => `${name(one)}${one.did}`),
  ];
  return [
    { name: `broken ${at}`, text: texts.join('; ') },
    { name: 'should be', text: first.should },
  ];
}
