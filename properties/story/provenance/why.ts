/** Provenance as text: one sentence for the chain, one for the step that broke it. */
import type { StoryStep } from '../story.ts';
import type { Link } from './link.ts';
import type { Provenance } from './provenance.ts';

/** What a reader finds in the lanes anyway, or needs only if he looks at every step. */
const BESIDE_THE_POINT: ReadonlySet<string> = new Set(['armed', 'noted', 'taken', 'read']);
/** Links of a sentence; where there are more, those in the middle are left out. */
const LINKS_MAX = 10;
/** Of what has no beginning, only the end matters. */
const LAST_TOLD = 3;

/** @returns one sentence, or none if the lanes say it all */
export function tellChain({ about, links }: Provenance, steps: readonly StoryStep[]): string[] {
  if (links.length === 0 || about === 'migration') return [];
  if (about === 'threads')
    return [links.map((link) => `${link.actor} ${link.text} (${where(link, steps)})`).join('; ')];
  const isPage = steps.some(({ bits }) => bits !== undefined) && about.includes(':');
  if (!isPage) {
    const told = links.slice(-LAST_TOLD);
    const actor = ({ actor }: Link): string => (actor === about ? '' : `${actor} `);
    return [told.map((link) => `${actor(link)}${link.text} (${where(link, steps)})`).join('; ')];
  }
  const told = fromLastCopy(links).filter(({ kind }) => !BESIDE_THE_POINT.has(kind));
  if (told.length === 0) return [];
  return [`${about}: ${joinLinks(told, steps)}`];
}

/** From the last copy that was sent before the last write; all of it if nothing was written. */
function fromLastCopy(links: readonly Link[]): readonly Link[] {
  const write = links.findLastIndex(({ kind }) => kind === 'written');
  const copy = links.slice(0, Math.max(0, write)).findLastIndex(({ kind }) => kind === 'sent');
  return write < 0 ? links : links.slice(Math.max(0, copy));
}

/** What happened at one line is told together: `version 2 written, logged in H (3)`. */
function joinLinks(links: readonly Link[], steps: readonly StoryStep[]): string {
  const groups: { at: string; texts: string[] }[] = [];
  for (const link of links) {
    const at = where(link, steps);
    const last = groups.at(-1);
    if (last?.at === at) last.texts.push(link.text);
    else groups.push({ at, texts: [link.text] });
  }
  const told = groups.map(({ at, texts }) => `${texts.join(', ')} (${at})`);
  const excess = told.length - LINKS_MAX;
  return (excess <= 0 ? told : told.toSpliced(2, excess, '...')).join('; ');
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
  const tell = ({ page, did }: typeof first): string =>
    page === undefined || page === about ? did : `${page}: ${did}`;
  const all = [`${first.actor} ${tell(first)}`, ...others.map(tell)];
  const place = where(first, steps);
  return [
    { name: `broken ${place === 'setup' ? 'in setup' : `at ${place}`}`, text: all.join('; ') },
    { name: 'should be', text: first.should },
  ];
}
