/** What the judge itself reads in the stream, up to the place at which it makes no sense. */
import { decodeToText } from '../../../traces/decode-to-text.ts';
import { GrammarError } from '../../../traces/stream-grammar.ts';
import type { Filmed } from '../frames.ts';
import type { Link } from './link.ts';

/** Items before the place that are told. */
const ITEMS_TOLD = 2;

export function streamChain({ stream, scenario, frames }: Filmed): readonly Link[] {
  const items: string[] = [];
  let complaint = 'then it is as it should be';
  try {
    decodeToText(stream, scenario.pageBytes, (line) => items.push(line.trim()));
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    complaint = error.message;
  }
  const link = (text: string): Link => ({
    step: frames.length,
    actor: 'stream',
    kind: 'stream',
    text,
  });
  const told = items.slice(-ITEMS_TOLD).map((item) => item.replace(/^(\d+) +/, 'offset $1: '));
  return [...told, complaint].map(link);
}
