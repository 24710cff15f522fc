/**
 * When the items of a wire passed, for recordings that do not say. Only the order is known for certain: an item
 * that QEMU's log also mentions gets that line's time, and those around it are put close to it.
 */
import type {
  QemuEvent,
  QemuRecording,
  RecordedItem,
  Wire,
} from '../../../traces/recording-file.ts';
import { isOfRam, newMigrationState } from '../validation/qemu-log.ts';

/** By item, in microseconds. */
export function guessTimes({ events, wires }: QemuRecording, wire: Wire): readonly number[] {
  const starts = events.filter(
    (event) => event.host === 'source' && newMigrationState(event) === 'setup',
  );
  const from = starts[wire.attempt]?.at ?? 0;
  const to = starts[wire.attempt + 1]?.at ?? Infinity;
  const own = events.filter(({ at }) => at >= from && at < to);
  const beside = wires.filter(({ attempt }) => attempt === wire.attempt);
  return fitBetween(mentionsOf(wire, own, beside), from, own);
}

type Mention = number | undefined;

/** Keeps the order: an item is not earlier than any item before it, nor later than any after it. */
function fitBetween(
  mentions: readonly Mention[],
  from: number,
  own: readonly QemuEvent[],
): readonly number[] {
  let last = Math.max(from, ...own.map(({ at }) => at));
  const latest = mentions.map(() => 0);
  for (let index = mentions.length - 1; index >= 0; index--)
    latest[index] = last = Math.min(last, mentions[index] ?? last);
  let time = from;
  return mentions.map((mentioned, index) => {
    time = Math.min(Math.max(time, mentioned ?? time), latest[index] ?? time);
    return time;
  });
}

/** By item: the time of the line of the log that is about it, if one is. */
function mentionsOf(
  wire: Wire,
  events: readonly QemuEvent[],
  beside: readonly Wire[],
): readonly Mention[] {
  const timesOf = (isMeant: (event: QemuEvent) => boolean): number[] =>
    events
      .filter((event) => isMeant(event))
      .map(({ at }) => at)
      .toSorted((one, other) => one - other);
  const named = (...names: readonly string[]): number[] =>
    timesOf(({ name }) => names.includes(name));
  const sections = timesOf((event) => event.name === 'savevm_section_start' && isOfRam(event));
  const ends = timesOf((event) => event.name === 'savevm_section_end' && isOfRam(event));
  const listening = named('loadvm_postcopy_handle_listen');
  // A request follows the line of the log that tells of its fault, and an answer follows the request.
  const requests = named('postcopy_ram_fault_thread_request').map((at) => at + 1);
  const answers = requests.map((at) => at + 1);
  const shut = named('source_return_path_thread_shut', 'postcopy_ram_listen_thread_exit').at(-1);
  const heard = named('source_return_path_thread_pong');
  const pongs = wire.channel !== 'return' || heard.length > 0 ? heard : pingsOf(beside, events);
  const nextOf = ({ kind }: RecordedItem): Mention => {
    if (wire.channel === 'preempt') return kind === 'record' ? answers.shift() : shut;
    switch (kind) {
      case 'section':
        return sections.shift();
      case 'end-of-section':
        return ends.shift();
      case 'package':
        return listening.shift();
      case 'pong':
        return pongs.shift();
      case 'request':
        return requests.shift();
      case 'shut':
        return shut;
      default:
        return undefined;
    }
  };
  return wire.items.map(nextOf);
}

/** Where the log does not tell of answers to pings: the times of the pings; the package contains others. */
function pingsOf(beside: readonly Wire[], events: readonly QemuEvent[]): number[] {
  const main = beside.find(({ channel }) => channel === 'main');
  if (main === undefined) return [];
  const times = fitBetween(mentionsOf(main, events, beside), events[0]?.at ?? 0, events);
  return main.items.flatMap((item, index) =>
    item.kind === 'command' && item.name === 'ping' ? [times[index] ?? 0] : [],
  );
}
