/** Colours on a terminal, none in a pipe, and none where NO_COLOR is set. */
import colours from 'picocolors';
import type { Look, Paint } from '../telling/story/look.ts';
import { textWidth } from './width.ts';

// picocolors would paint in a CI's log as well, which is a pipe to whoever reads it later.
const isWanted = process.stdout.isTTY || Boolean(process.env['FORCE_COLOR']);

export const hasColours: boolean = isWanted && colours.isColorSupported;

export const paint: Paint = colours.createColors(hasColours);

/** How what is printed now looks. */
export function lookHere(): Look {
  return { paint, width: textWidth() };
}
