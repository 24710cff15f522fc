/** One of a recording's migrations: a source may migrate again after a cancelled or completed migration. */
import type { QemuEvent, QemuRecording, RecordedItem } from '../../../traces/recording-file.ts';
import { newMigrationState } from './qemu-log.ts';

export interface Attempt {
  readonly source: readonly QemuEvent[];
  readonly destination: readonly QemuEvent[];
  readonly main: readonly NumberedItem[];
  readonly preempt: readonly NumberedItem[];
  readonly back: readonly NumberedItem[];
  readonly end: 'completed' | 'aborted' | 'open';
}

export interface NumberedItem {
  readonly item: RecordedItem;
  readonly where: string;
}

export function attemptsOf({ events, wires }: QemuRecording): readonly Attempt[] {
  const source = events.filter(({ host }) => host === 'source');
  const destination = events.filter(({ host }) => host === 'destination');
  const starts = source.filter((event) => newMigrationState(event) === 'setup').map(({ at }) => at);
  return starts.map((start, number) => {
    const end = starts[number + 1] ?? Infinity;
    const isIn = ({ at }: QemuEvent): boolean => at >= start && at < end;
    const itemsOf = (channel: string): readonly NumberedItem[] =>
      wires.flatMap((wire, index) =>
        wire.attempt === number && wire.channel === channel
          ? wire.items.map((item, at) => ({ item, where: `wire ${index} item ${at}` }))
          : [],
      );
    const own = source.filter(isIn);
    return {
      source: own,
      destination: destination.filter(isIn),
      main: itemsOf('main'),
      preempt: itemsOf('preempt'),
      back: itemsOf('return'),
      end: endOf(own),
    };
  });
}

const ABORTED: ReadonlySet<string> = new Set(['cancelled', 'failing', 'failed']);

function endOf(source: readonly QemuEvent[]): Attempt['end'] {
  const states = source.map(newMigrationState).filter((state) => state !== undefined);
  if (states.includes('completed')) return 'completed';
  return states.some((state) => ABORTED.has(state)) ? 'aborted' : 'open';
}
