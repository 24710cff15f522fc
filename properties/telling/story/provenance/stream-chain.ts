/** What the judge's decoder reads in the stream, up to the offset at which the stream is invalid. */
import { decodeToText } from '../../../../traces/decode-to-text.ts';
import { GrammarError } from '../../../../traces/stream-grammar.ts';
import type { Filmed } from '../../film/frames.ts';
import type { CausalLink } from './link.ts';

/** The number of items told before that offset. */
const ITEMS_TOLD = 2;

/** Bytes that are invalid everywhere: the complaint about them names what should follow. */
const NONSENSE = new Uint8Array(64).fill(0xff);

export function streamChain({ stream, scenario, frames }: Filmed): readonly CausalLink[] {
  const read = (bytes: Uint8Array): { items: readonly string[]; complaint: string | undefined } => {
    const items: string[] = [];
    try {
      decodeToText(bytes, scenario.pageBytes, (line) => items.push(line.trim()));
    } catch (error) {
      if (!(error instanceof GrammarError)) throw error;
      return { items, complaint: error.message };
    }
    return { items, complaint: undefined };
  };
  const { items, complaint } = read(stream);
  const told = items.slice(-ITEMS_TOLD).map((item) => item.replace(/^(\d+) +/, 'offset $1: '));
  const next = read(Uint8Array.from([...stream, ...NONSENSE])).complaint;
  const isCutOff = complaint !== undefined && complaint !== next;
  const texts = [
    ...told,
    ...(isCutOff ? [`${complaint} after ${stream.length} bytes`] : [complaint ?? []].flat()),
    ...(isCutOff ? demandOf(next) : []),
  ];
  return texts.map((text) => ({ step: frames.length, actor: 'stream', kind: 'stream', text }));
}

/** What the grammar expects instead of the invalid bytes, if it expects a single number. */
function demandOf(complaint = ''): readonly string[] {
  const [, what, number] = /^offset \d+: (.+) \d+, not (\d+)$/.exec(complaint) ?? [];
  return what === undefined ? [] : [`the ${what} ${number} has to follow`];
}
