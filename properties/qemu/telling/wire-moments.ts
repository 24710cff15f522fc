/** What passed between the hosts, item by item, as moments. */
import { channel as channelNumber } from '../../../impl/tracepoints.ts';
import type { QemuRecording, RecordedItem, Wire } from '../../../traces/recording-file.ts';
import { describeContent } from '../validation/step.ts';
import { guessTimes } from './guess-times.ts';
import type { Announced, Effect, Lane, Moment, Say } from './moment.ts';
import type { Pages } from './pages.ts';
import { namePages } from './pages.ts';

type Passing = Pick<Moment, 'action'> &
  Partial<Pick<Moment, 'text' | 'announced' | 'effects' | 'bulk'>>;

const laneOf: Readonly<Record<Wire['channel'], Lane>> = {
  main: 'main channel',
  preempt: 'preempt channel',
  return: 'return path',
};

export function wireMoments(recording: QemuRecording, pages: Pages, say: Say): readonly Moment[] {
  return recording.wires.flatMap((wire, number) => {
    const { channel, items, times } = wire;
    const at = times ?? guessTimes(recording, wire);
    // After the package, records wait in a buffer until their page is placed.
    let isPlaced = channel === 'preempt';
    return items.map((item, index): Moment => {
      if (item.kind === 'package') isPlaced = true;
      return {
        at: at[index] ?? 0,
        ...(times === undefined ? { isGuessed: true } : {}),
        lane: laneOf[channel],
        label: labelOf(item),
        wheres: [`wire ${number} item ${index}`],
        ...passingOf(item, { pages, say, isPlaced, isUrgent: channel === 'preempt' }),
      };
    });
  });
}

function labelOf(item: RecordedItem): string {
  switch (item.kind) {
    case 'record':
      return `record ${item.block}:${item.page}`;
    case 'section':
      return `section (${item.type})`;
    case 'command':
      return `command ${item.name} ${item.argument}`.trim();
    default:
      return item.kind;
  }
}

interface Around {
  readonly pages: Pages;
  readonly say: Say;
  readonly isPlaced: boolean;
  readonly isUrgent: boolean;
}

function passingOf(item: RecordedItem, around: Around): Passing {
  switch (item.kind) {
    case 'record':
      return ofRecord(item, around);
    case 'discard':
      return ofDiscard(item, around);
    case 'request':
      return ofRequest(item, around);
    case 'command':
      return { action: 'control', text: `carries the command ${labelOf(item).slice(8)}` };
    case 'package':
      return spoken({ name: 'savevm_send_packaged', args: [] }, around.say, 'carries the package');
    case 'header':
    case 'configuration':
    case 'blocks':
    case 'section':
    case 'end-of-section':
    case 'opaque':
      return {
        action: 'send',
        bulk: { kind: 'carry', of: words[item.kind] },
        text: `carries ${words[item.kind]}`,
      };
    default:
      return { action: 'control', text: `carries ${words[item.kind]}` };
  }
}

/** What a reader calls an item that is not about pages. */
const words: Readonly<
  Record<Exclude<RecordedItem['kind'], 'record' | 'discard' | 'request' | 'command'>, string>
> = {
  header: 'the header',
  configuration: 'the configuration',
  blocks: 'the list of blocks',
  section: 'the head of a section',
  'end-of-section': 'the end of a section',
  opaque: 'device state',
  advise: 'advice of postcopy',
  package: 'the package',
  end: 'the end of the stream',
  shut: 'the end: the destination needs nothing more',
  pong: 'the answer to a ping',
  'received-bitmap': 'the bitmap of received pages',
  'resume-ack': 'consent to resume',
  'switchover-ack': 'consent to the switch-over',
};

function spoken(announced: Announced, say: Say, otherwise: string): Passing {
  return { action: 'control', announced: [announced], text: say(announced) ?? otherwise };
}

function ofRecord(
  { block, page, content }: RecordedItem & { readonly kind: 'record' },
  { pages, isPlaced, isUrgent }: Around,
): Passing {
  const index = pages.indexOf({ block, page });
  if (index === undefined) return { action: 'send', text: `carries ${block}:${page}` };
  const channel = isUrgent ? channelNumber.preempt : 0;
  const cells = isPlaced ? (['newest'] as const) : (['newest', 'destination'] as const);
  return {
    action: 'send',
    text: `carries ${pages.names[index]}: ${describeContent(content)}`,
    announced: [{ name: 'ram_save_page', args: [index, content === 'zero' ? 1 : 0, channel] }],
    effects: cells.map((cell): Effect => ({ kind: 'content', page: index, cell, content })),
    bulk: { kind: 'carry', of: index },
  };
}

function ofDiscard(
  { block, ranges }: RecordedItem & { readonly kind: 'discard' },
  { pages }: Around,
): Passing {
  const announced: Announced[] = [];
  const gone: number[] = [];
  for (const [first, count] of ranges) {
    const index = pages.indexOf({ block, page: first });
    if (index === undefined) continue;
    announced.push({ name: 'postcopy_send_discard_bm_ram', args: [index, count] });
    for (let page = index; page < index + count; page++) gone.push(page);
  }
  return {
    action: 'control',
    text: `tells the destination to forget ${namePages(pages, gone)}`,
    announced,
    effects: gone.map((page) => ({
      kind: 'content',
      page,
      cell: 'destination',
      content: 'missing',
    })),
  };
}

function ofRequest(
  { block, page, pages: count }: RecordedItem & { readonly kind: 'request' },
  { pages, say }: Around,
): Passing {
  const index = pages.indexOf({ block, page });
  if (index === undefined) return { action: 'load', text: `asks for ${block}:${page}` };
  const asked = Array.from({ length: count }, (_, at) => index + at);
  const announced: Announced = { name: 'migrate_send_rp_req_pages', args: [index, 1] };
  const text = count === 1 ? say(announced) : undefined;
  return {
    action: 'load',
    announced: [announced],
    text: text ?? `asks for ${namePages(pages, asked)}`,
    effects: asked.map((one) => ({ kind: 'requested', page: one })),
  };
}
