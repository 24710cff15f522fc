/** What the page of a trace is given agrees with what the judge saw of the same run. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ChannelView } from '../../impl/system.ts';
import { printTrace } from '../../traces/trace-file.ts';
import type { TraceView } from '../../traces/trace-view.ts';
import { replayTrace } from '../cli/replay-trace.ts';
import { projectRoot } from '../project-root.ts';
import { loadEngine } from '../loader/load-engine.ts';
import type { Filmed } from '../story/frames.ts';
import { recordMessages } from '../view/record-messages.ts';
import { viewOf } from '../view/trace-view.ts';
import { recordLongTrace } from './view/long-trace.ts';

const EXAMPLE = join(projectRoot, 'traces', 'examples', 'stale-shadow.json');

interface Viewed {
  readonly filmed: Filmed;
  readonly view: TraceView;
}

async function viewed(fileOrText: string): Promise<Viewed> {
  const replayed = await replayTrace(fileOrText, { withStates: true });
  return { filmed: replayed.filmed, view: viewOf({ ...replayed, replay: '', outcome: '' }) };
}

/** Cells after each step, from the changes alone. */
function* statesOf({ firstCells, steps }: TraceView): Generator<readonly number[]> {
  const cells = [...firstCells];
  for (const { changes } of steps) {
    for (let at = 0; at < changes.length; at += 2)
      cells[changes[at] as number] = changes[at + 1] as number;
    yield cells;
  }
}

function cellsOf(view: TraceView, name: string, place: string, cells: readonly number[]): number[] {
  const column = view.columns.find((one) => one.name === name && one.place === place);
  if (column === undefined) throw new Error(`there is no column ${name}`);
  return view.pages.map(
    (_, page) => cells[view.facts.length + page * view.pageCells + column.cell] as number,
  );
}

describe('what the page shows', () => {
  let example: Viewed;
  let long: Viewed;

  beforeAll(async () => {
    const { trace } = recordLongTrace(await loadEngine());
    const text = Buffer.from(printTrace(trace)).toString('base64url');
    [example, long] = await Promise.all([viewed(EXAMPLE), viewed(text)]);
  });

  it.each(['example', 'long'])('has the bits of every page after every step (%s)', (which) => {
    const { filmed, view } = which === 'long' ? long : example;
    expect(view.steps).toHaveLength(filmed.frames.length);
    let step = 0;
    for (const cells of statesOf(view))
      expect(cellsOf(view, 'dirty', 'source', cells)).toEqual([
        ...(filmed.frames[step++] as { bits: Uint16Array }).bits,
      ]);
    expect(step).toBe(filmed.frames.length);
  });

  it('ends, after a migration, with the same memory on both hosts', () => {
    const { view } = long;
    const last = [...statesOf(view)].at(-1) ?? [];
    const source = cellsOf(view, 'content', 'source', last);
    expect(new Set(source).size).toBeGreaterThan(10);
    expect(cellsOf(view, 'content', 'destination', last)).toEqual(source);
    expect(cellsOf(view, 'newest copy', 'wire', last)).toEqual(source);
  });

  it('has every byte of the stream in a message, sent and received by the right host', () => {
    const { filmed, view } = long;
    const main = view.messages.filter(({ link }) => view.links[link]?.name === 'main channel');
    expect(main.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(filmed.stream.length);
    const placeOf = (step: number): string | undefined =>
      view.threads[view.steps[step - 1]?.thread ?? -1]?.place;
    for (const { sent, until = 0, isLost } of main) {
      expect(isLost).toBeUndefined();
      expect(until).toBeGreaterThan(sent);
      expect([placeOf(sent), placeOf(until)]).toEqual(['source', 'destination']);
    }
  });

  it('tells the story with the steps that it comes from', () => {
    const { view } = example;
    const [story] = view.accounts;
    expect(story?.lines.map(({ steps }) => steps)).toEqual([
      [7, 8],
      [11, 12],
      [14, 15],
      [16, 23],
      [24, 25],
    ]);
    for (const { actor, steps } of story?.lines ?? [])
      for (const step of steps)
        expect(view.threads[view.steps[step - 1]?.thread ?? -1]?.name).toBe(actor);
    expect(view.violation).toMatchObject({ property: 'P1 coverage', page: 0, step: 25 });
  });
});

describe('messages', () => {
  it('are received in part, lost with the connection, or still on their way', () => {
    const now = { base: 0, head: 0, tail: 0, isClosed: false };
    const channel: ChannelView = {
      bytes: new Uint8Array(),
      get base() {
        return now.base;
      },
      get head() {
        return now.head;
      },
      get tail() {
        return now.tail;
      },
      peekClosed: () => now.isClosed,
    };
    const recorder = recordMessages([channel]);
    const after = (step: number, change: Partial<typeof now>): void => {
      Object.assign(now, change);
      recorder.observe(step);
    };
    after(1, { tail: 10 });
    after(2, { tail: 14 });
    after(3, { head: 4 });
    // The bytes move to the front: that is no message.
    after(4, { base: 4, head: 0, tail: 10 });
    after(5, { head: 8 });
    after(6, { isClosed: true, head: 10 });
    after(7, { isClosed: false, base: 0, head: 0, tail: 0 });
    after(8, { tail: 3 });
    const link = 0;
    expect(recorder.messages()).toEqual([
      { link, bytes: 4, sent: 1, until: 3 },
      { link, bytes: 6, sent: 1, until: 5 },
      { link, bytes: 2, sent: 2, until: 5 },
      { link, bytes: 2, sent: 2, until: 6, isLost: true },
      { link, bytes: 3, sent: 8 },
    ]);
  });
});
