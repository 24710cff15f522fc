/** Lays out the list of steps in the available width: lanes beside the words, or above them. */
import type { LanePlaces } from './lane-places.ts';
import { placeLanes } from './lane-places.ts';
import type { Piece } from './count-lines.ts';
import { countLines } from './count-lines.ts';
import type { RowTops } from './rows.ts';
import { evenRows, ROW_HEIGHT, unevenRows } from './rows.ts';
import type { Run } from './run.ts';
import { nameOfStep, timeOf } from './words.ts';

export interface LaneLayout {
  readonly places: LanePlaces;
  readonly tops: RowTops;
  /** The words of a step stand below its dot, and use the full width. */
  readonly isStacked: boolean;
}

/** These are in pixels, as in the style sheet. */
const NUMBER_WIDTH = 78;
const MARGIN = 12;
const GAP = 10;
const LINE_HEIGHT = 18;
const PADDING = 8;
/** If there is less room than this beside the lanes, the words go below them. */
const WORDS_MIN = 210;

/** @param width - the width of the list, in pixels; 0 if not known yet */
export function layOutLanes(
  run: Run,
  rows: readonly number[],
  { width, style }: { readonly width: number; readonly style: CSSStyleDeclaration | undefined },
): LaneLayout {
  const beside = placeLanes(run);
  const room = width - NUMBER_WIDTH - beside.width - GAP - MARGIN;
  const isStacked = width > 0 && room < WORDS_MIN;
  const places = isStacked ? placeLanes(run, width - 2 * MARGIN) : beside;
  if (style === undefined || width === 0)
    return { places, tops: evenRows(rows.length, ROW_HEIGHT), isStacked };
  const heightOf = (step: number): number => {
    const pieces = piecesOf(run, step, style);
    if (!isStacked) return PADDING + LINE_HEIGHT * countLines(pieces, room);
    const number = { text: nameOfStep(run, step), font: fontOf(style, 400), gap: 6 };
    return ROW_HEIGHT + PADDING + LINE_HEIGHT * countLines([number, ...pieces], width - 2 * MARGIN);
  };
  return { places, tops: unevenRows(rows.map(heightOf)), isStacked };
}

/** The pieces of text that describe a step. */
function piecesOf(run: Run, step: number, style: CSSStyleDeclaration): readonly Piece[] {
  const { thread = 0, text, label = '' } = run.steps[step - 1] ?? {};
  const { violation } = run;
  const time = timeOf(run, step);
  return [
    ...(time === undefined ? [] : [{ text: time, font: fontOf(style, 400), gap: 6 }]),
    ...(violation?.step === step
      ? [{ text: violation.property, font: fontOf(style, 600), gap: 6 }]
      : []),
    { text: run.threads[thread]?.name ?? '', font: fontOf(style, 500), gap: 4 },
    text === undefined
      ? { text: label, font: `12px ${style.getPropertyValue('--code')}` }
      : { text, font: fontOf(style, 400) },
  ];
}

function fontOf({ fontSize, fontFamily }: CSSStyleDeclaration, weight: number): string {
  return `${weight} ${fontSize} ${fontFamily}`;
}
