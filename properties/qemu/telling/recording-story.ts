/** The story of a recorded run: what operator, monitors and guest did; what passed in between is counted. */
import type { AccountLine } from '../../../traces/trace-view.ts';
import type { Observed } from './order-moments.ts';

export interface RecordingStory {
  readonly lines: readonly AccountLine[];
  /** The line about a step, counted from 1. */
  readonly lineOf: (step: number) => number | undefined;
}

export function storyOf(steps: readonly Observed[]): RecordingStory {
  const lines: AccountLine[] = [];
  let traffic: number[] = [];
  const tellTraffic = (): void => {
    if (traffic.length > 0)
      lines.push({ actor: 'wire', text: countTraffic(traffic, steps), steps: traffic });
    traffic = [];
  };
  steps.forEach((step, index) => {
    const { lane, text } = step;
    if (text === undefined || lane.endsWith(' log')) return;
    if (isOnWire(step)) {
      traffic.push(index + 1);
      return;
    }
    tellTraffic();
    lines.push({ actor: lane, text, steps: [index + 1] });
  });
  tellTraffic();
  const numbers = new Map(
    lines.flatMap((line, index) => line.steps.map((step) => [step, index + 1] as const)),
  );
  return { lines, lineOf: (step) => numbers.get(step) };
}

function isOnWire({ lane }: Observed): boolean {
  return lane === 'main channel' || lane === 'preempt channel' || lane === 'return path';
}

/** Like `main channel: 45 pages, 2 other items; return path: 1 item`. */
function countTraffic(traffic: readonly number[], steps: readonly Observed[]): string {
  const byLane = new Map<string, { pages: number; others: number }>();
  for (const number of traffic) {
    const { lane, carried = {} } = steps[number - 1] as Observed;
    const counts = byLane.get(lane) ?? { pages: 0, others: 0 };
    byLane.set(lane, counts);
    const all = Object.values(carried).reduce((sum, count) => sum + count, 0);
    counts.pages += carried['page'] ?? 0;
    counts.others += all === 0 ? 1 : all - (carried['page'] ?? 0);
  }
  return [...byLane]
    .map(([lane, { pages, others }]) => {
      const counted = [
        ...(pages === 0 ? [] : [`${pages} page${pages === 1 ? '' : 's'}`]),
        ...(others === 0
          ? []
          : [`${others} ${pages > 0 ? 'other ' : ''}item${others === 1 ? '' : 's'}`]),
      ];
      return `${lane}: ${counted.join(', ')}`;
    })
    .join('; ');
}
