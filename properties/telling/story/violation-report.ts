/** A violation as text: the property, the command that replays it, the story, why, where to look. */
import { properties } from '../../judging/oracles/properties.ts';
import type { Drawn, Lanes } from './lanes.ts';
import { drawLanes } from './lanes.ts';
import type { Look } from './look.ts';
import { LANES_MIN, LINE_MAX, PLAIN, same } from './look.ts';
import { drawOneColumn } from './one-column.ts';
import { tellBreaks, tellChain } from './provenance/why.ts';
import { legendOfBits } from './page-bits.ts';
import { nameOfLine } from './step-name.ts';
import type { RunStep } from './story.ts';
import type { Violation } from './violation.ts';
import { hang } from './wrap.ts';

export interface ReportDetails {
  /** The command line that replays the violation. */
  readonly replay: string;
  /** The option with which the command leaves nothing out. */
  readonly whole: string;
  /** How far the schedule was shrunk, if it was. */
  readonly shrunk?: Shrunk;
  /** Every step of the run: told instead of the story, in as many lines as needed. */
  readonly everyStep?: readonly RunStep[];
}

/** How many lines of the maximal width a reader takes in at a glance. */
export const REPORT_LINES_MAX = 25;

/** The result of shrinking a schedule. */
export interface Shrunk {
  /** Steps before. */
  readonly from: number;
  /** Steps after. */
  readonly to: number;
  readonly decisions: number;
  /** Schedules tried in vain in each smaller scenario; absent if shrinking ended early. */
  readonly minimalUnder?: number;
  /** Why shrinking ended early, if it did. */
  readonly cutShort?: string;
}

/** @returns several lines, the last without a line break */
export function reportViolation(
  violation: Violation,
  details: ReportDetails,
  look: Look = PLAIN,
): string {
  const { kind, claim } = properties[violation.id];
  const { steps, threads, provenance, hint } = violation;
  const { shrunk } = details;
  const { paint, width } = look;
  const say = (name: string, text: string, set = same): string =>
    hang(`  ${name}: ${text}`, width).replace(name, () => set(name));
  const why = tellChain(provenance, steps);
  const breaks = tellBreaks(provenance, steps);
  // The gravest property comes first; the next one may be its cause, so its complaint is told, too.
  const also = violation.also
    .map((name, index) => (index === 0 ? `${name} (${violation.alsoWhat[index]})` : name))
    .join(', ');
  const title = `VIOLATED ${violation.property}: ${kind}:`;
  const before = [
    hang(`${title} ${claim}`, width, 4).replace(title, () => paint.red(title)),
    `  replay: ${details.replay}`,
    ...(shrunk === undefined ? [] : [say('schedule', describeShrunk(shrunk))]),
  ];
  const after = [
    say(`first wrong at ${nameOfFailure(violation)}`, violation.what, paint.bold),
    ...(also === '' ? [] : [say('at the same step', also)]),
    ...(why === undefined ? [] : [say('why', why, paint.bold)]),
    ...breaks.map(({ name, text }) => say(name, text, paint.bold)),
  ];
  const advice = say('hint', hint);
  const draw = width < LANES_MIN ? drawOneColumn : drawLanes;
  const drawnWith = (places: NonNullable<Lanes['places']>): Drawn =>
    draw({ steps: details.everyStep ?? steps, threads, wrong: violation.at, places }, look);
  const beside = asides(violation, '\n', look);
  if (details.everyStep !== undefined) {
    const { head, lines } = drawnWith('functions');
    return [...before, ...head, ...lines, ...beside, ...after, advice].join('\n');
  }
  // If room is short, function names go first, then source places, then the hint, then lines of the story.
  const tight = asides(violation, '; ', look);
  const drawings = PLACES.map(drawnWith);
  const forms = [
    ...drawings.map((drawn) => ({ drawn, rest: [...beside, ...after] })),
    { drawn: drawings.at(-1) as Drawn, rest: [...tight, ...after] },
  ];
  const room = ({ drawn: { head, lines }, rest }: (typeof forms)[number]): number =>
    linesMaxAt(width) - linesIn([...before, ...head, ...rest]) - lines.length;
  const form = forms.find((one) => room(one) >= 0) ?? (forms.at(-1) as (typeof forms)[number]);
  const rest = room(form) >= linesIn([advice]) ? [...form.rest, advice] : form.rest;
  const { head, lines } = form.drawn;
  const kept = shorten(lines, lines.length + room(form), details.whole);
  return [...before, ...head, ...kept, ...rest].join('\n');
}

/** Narrower lines are read faster, but the same text takes more of them. */
function linesMaxAt(width: number): number {
  return Math.round((REPORT_LINES_MAX * (LINE_MAX - BESIDE)) / (width - BESIDE));
}

/** Columns of each line that do not hold text; they do not depend on the width. */
const BESIDE = 20;

/** From the most detailed form to the shortest. */
const PLACES: readonly NonNullable<Lanes['places']>[] = ['functions', 'lines', 'beside'];

function nameOfFailure({ failedStep, at }: Violation): string {
  return nameOfLine({ n: failedStep, at });
}

function linesIn(paragraphs: readonly string[]): number {
  return paragraphs.join('\n').split('\n').length;
}

/** Leaves out lines in the middle: the beginning gives the context, and the end says what went wrong. */
function shorten(lines: readonly string[], room: number, whole: string): readonly string[] {
  if (lines.length <= room) return lines;
  const excess = lines.length - Math.max(room, LINES_KEPT) + 1;
  const note = `    ... ${excess} lines are left out; ${whole} has them`;
  return lines.toSpliced(LINES_AHEAD, excess, note);
}

const LINES_AHEAD = 2;
const LINES_KEPT = 7;

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
 * The legend of the letters beside the steps, and the facts about the page's block.
 *
 * @param separator - a line break, or something shorter
 */
function asides(
  violation: Violation,
  separator: string,
  { paint, width }: Look,
): readonly string[] {
  const legend = legendOf(violation);
  const told = [...(legend === undefined ? [] : [`| ${legend}`]), violation.block ?? ''];
  return told
    .filter((text) => text !== '')
    .join(separator)
    .split('\n')
    .flatMap((text) => (text === '' ? [] : hang(`  ${text}`, width).split('\n')))
    .map(paint.dim);
}

/** The meaning of the letters that occur beside the steps; `undefined` if none does. */
export function legendOf({ steps, provenance }: Violation): string | undefined {
  const beside = steps.flatMap(({ bits }) => bits?.split(' ') ?? []);
  const inBreaks = provenance.breaks.flatMap(({ did }) => did.match(/\b[A-Z]\b/g) ?? []);
  const used = new Set([...beside, ...inBreaks]);
  return legendOfBits(used);
}
