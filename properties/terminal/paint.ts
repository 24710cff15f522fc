/** Colours: used on a terminal, but not in a pipe or if NO_COLOR is set. */
import colours from 'picocolors';
import type { Look, Paint } from '../telling/story/look.ts';
import { textWidth } from './width.ts';

// picocolors alone would also colour the log of a CI job, which is a pipe.
const isWanted = process.stdout.isTTY || Boolean(process.env['FORCE_COLOR']);

export const hasColours: boolean = isWanted && colours.isColorSupported;

const paint: Paint = colours.createColors(hasColours);

/** The look of text printed to this terminal. */
export function lookHere(): Look {
  return { paint, width: textWidth() };
}
