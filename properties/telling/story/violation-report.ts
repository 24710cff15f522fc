/** A violation as text: the property, the line that replays it, the story, why, where to look. */
import { properties } from '../../judging/oracles/properties.ts';
import type { Lanes, Paint } from './lanes.ts';
import { drawLanes, LINE_MAX, plain, wrap } from './lanes.ts';
import { tellBreaks, tellChain } from './provenance/why.ts';
import { legendOfBits } from './page-bits.ts';
import { nameOfLine } from './step-name.ts';
import type { RunStep } from './story.ts';
import type { Violation } from './violation.ts';

export interface ReportDetails {
  /** The command that replays it, as one line to paste. */
  readonly replay: string;
  /** What is to be said with it so that nothing is left out. */
  readonly whole: string;
  /** What the schedule was before and after it was shrunk, if it was. */
  readonly shrunk?: Shrunk;
  /** Every step of the run, to be told instead of the story, however many lines it takes. */
  readonly everyStep?: readonly RunStep[];
}

/** Lines that a reader takes in at a glance; of a longer story, the middle is left out. */
export const REPORT_LINES_MAX = 25;

/** What shrinking has made of a schedule. */
export interface Shrunk {
  /** Steps before. */
  readonly from: number;
  /** Steps after. */
  readonly to: number;
  readonly decisions: number;
  /** Schedules tried in vain in each smaller scenario; absent if shrinking ended early. */
  readonly minimalUnder?: number;
  /** Why it ended early, if it did. */
  readonly cutShort?: string;
}

/** @returns several lines, the last without a line break */
export function reportViolation(
  violation: Violation,
  details: ReportDetails,
  paint: Paint = plain,
): string {
  const { kind, claim } = properties[violation.id];
  const { steps, threads, provenance, hint } = violation;
  const { shrunk } = details;
  const why = tellChain(provenance, steps);
  const breaks = tellBreaks(provenance, steps);
  // What is graver is told first; the next may be what it comes from.
  const also = violation.also
    .map((name, index) => (index === 0 ? `${name} (${violation.alsoWhat[index]})` : name))
    .join(', ');
  const before = [
    paint.red(`VIOLATED ${violation.property}: ${kind}:`) +
      paragraph('', claim, `VIOLATED ${violation.property}: ${kind}: `.length),
    `  replay: ${details.replay}`,
    ...(shrunk === undefined ? [] : [paragraph('schedule', describeShrunk(shrunk))]),
  ];
  const after = [
    paragraph(paint.bold(`first wrong at ${nameOfFailure(violation)}`), violation.what),
    ...(also === '' ? [] : [paragraph('at the same step', also)]),
    ...(why === undefined ? [] : [paragraph(paint.bold('why'), why)]),
    ...breaks.map(({ name, text }) => paragraph(paint.bold(name), text)),
  ];
  const advice = paragraph('hint', hint);
  const lanesWith = (places: NonNullable<Lanes['places']>): readonly string[] =>
    drawLanes({ steps: details.everyStep ?? steps, threads, wrong: violation.at, places }, paint);
  const beside = asides(violation, '\n').map((line) => paint.dim(`  ${line}`));
  if (details.everyStep !== undefined)
    return [...before, ...lanesWith('functions'), ...beside, ...after, advice].join('\n');
  // What was done says more than in which function, and that more than where to look.
  const tight = asides(violation, '; ').map((line) => paint.dim(`  ${line}`));
  const forms = [
    ...PLACES.map((places) => ({ lanes: lanesWith(places), rest: [...beside, ...after] })),
    { lanes: lanesWith('beside'), rest: [...tight, ...after] },
  ];
  const room = ({ rest }: (typeof forms)[number]): number =>
    REPORT_LINES_MAX - linesIn([...before, ...rest]);
  const form =
    forms.find((one) => one.lanes.length <= room(one)) ?? (forms.at(-1) as (typeof forms)[number]);
  const hasRoom = form.lanes.length + linesIn([advice]) <= room(form);
  const rest = hasRoom ? [...form.rest, advice] : form.rest;
  return [...before, ...shorten(form.lanes, room(form), details.whole), ...rest].join('\n');
}

/** From what says most to what takes least. */
const PLACES: readonly NonNullable<Lanes['places']>[] = ['functions', 'lines', 'beside'];

function nameOfFailure({ failedStep, at }: Violation): string {
  return nameOfLine({ n: failedStep, at });
}

function linesIn(paragraphs: readonly string[]): number {
  return paragraphs.join('\n').split('\n').length;
}

/** The beginning says where one is, the end what went wrong. */
function shorten(lines: readonly string[], room: number, whole: string): readonly string[] {
  if (lines.length <= room) return lines;
  const excess = lines.length - Math.max(room, LINES_KEPT) + 1;
  const note = `    ... ${excess} lines are left out; ${whole} has them`;
  return lines.toSpliced(HEAD_KEPT, excess, note);
}

/** The names of the threads, and the first two lines. */
const HEAD_KEPT = 3;
const LINES_KEPT = 8;

/** `  name: text`, on as many lines as it takes. */
function paragraph(name: string, text: string, indent = name.length + 4): string {
  const [first = '', ...rest] = wrap(`${'x'.repeat(indent - 1)} ${text}`, LINE_MAX, 4);
  const head = name === '' ? ' ' : `  ${name}: `;
  return [head + first.slice(indent), ...rest.map((line) => `    ${line}`)].join('\n');
}

function describeShrunk({ from, to, decisions, minimalUnder, cutShort }: Shrunk): string {
  const decided = `${decisions} decision${decisions === 1 ? '' : 's'}`;
  const was = from === to ? '' : `, shrunk from ${from}`;
  const howFar = [
    ...(minimalUnder === undefined ? [] : [`each smaller scenario searched ${minimalUnder} times`]),
    ...(cutShort === undefined ? [] : [`not shrunk${was === '' ? '' : ' further'}: ${cutShort}`]),
  ];
  return [`${to} steps, ${decided}${was}`, ...howFar].join('; ');
}

/**
 * What the words beside the steps mean, and what is to be known of the page's block.
 *
 * @param separator - a line break, or what takes less room
 */
function asides(violation: Violation, separator: string): readonly string[] {
  const legend = legendOf(violation);
  const told = [...(legend === undefined ? [] : [`| ${legend}`]), violation.block ?? ''];
  return told
    .filter((text) => text !== '')
    .join(separator)
    .split('\n')
    .flatMap((text) => (text === '' ? [] : wrap(text, LINE_MAX - 2)));
}

/** What the words beside the steps mean, as far as they occur; `undefined` if none does. */
export function legendOf({ steps, provenance }: Violation): string | undefined {
  const beside = steps.flatMap(({ bits }) => bits?.split(' ') ?? []);
  const inBreaks = provenance.breaks.flatMap(({ did }) => did.match(/\b[A-Z]\b/g) ?? []);
  const used = new Set([...beside, ...inBreaks]);
  return legendOfBits(used);
}
