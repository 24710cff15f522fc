/** The data of a trace's page agrees with what the judge saw of the same run. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Scenario } from '../../../impl/scenario.ts';
import type { ChannelView } from '../../../impl/system.ts';
import { printTrace } from '../../../traces/trace-file.ts';
import type { MessageView, Side, TraceView } from '../../../traces/trace-view.ts';
import { readTrace } from '../../running/files/read-trace.ts';
import { engineOfTrace } from '../../running/replay/engine-of-trace.ts';
import { projectRoot } from '../../project-root.ts';
import { loadEngine } from '../../engines/loader/load-engine.ts';
import { recordMessages } from '../../telling/film/record-messages.ts';
import type { Viewed } from '../../running/replay/view-trace.ts';
import { viewTrace } from '../../running/replay/view-trace.ts';
import { longScenario, postcopyScenario, recordTrace } from './view/recorded-traces.ts';

const EXAMPLE = join(projectRoot, 'traces', 'examples', 'stale-shadow.json');

async function viewed(fileOrText: string): Promise<Viewed> {
  const trace = readTrace(fileOrText);
  return viewTrace(trace, { engine: engineOfTrace(trace), replay: '' });
}

/** The cells after each step, computed from the changes alone. */
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

function messagesOn({ messages, links }: TraceView, name: string): readonly MessageView[] {
  return messages.filter(({ link }) => links[link]?.name === name);
}

/** The hosts at which a message was sent and arrived; checks that it has arrived, and later. */
function placesOf({ threads, steps }: TraceView, { sent, until = 0, isLost }: MessageView): Side[] {
  expect({ isLater: until > sent, isLost }).toEqual({ isLater: true, isLost: undefined });
  return [sent, until].map((step) => {
    const thread = threads[steps[step - 1]?.thread ?? -1];
    if (thread === undefined) throw new Error(`no thread took step ${step}`);
    return thread.place;
  });
}

describe('what the page shows', () => {
  let example: Viewed;
  let long: Viewed;
  let postcopy: Viewed;

  beforeAll(async () => {
    const open = await loadEngine();
    const recorded = (scenario: Scenario): Promise<Viewed> =>
      viewed(Buffer.from(printTrace(recordTrace(open, scenario))).toString('base64url'));
    example = await viewed(EXAMPLE);
    long = await recorded(longScenario);
    postcopy = await recorded(postcopyScenario);
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
    const main = messagesOn(view, 'main channel');
    expect(main.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(filmed.stream.length);
    for (const message of main) expect(placesOf(view, message)).toEqual(['source', 'destination']);
  });

  it('has the requests for pages on the return path', () => {
    const { view } = postcopy;
    const back = messagesOn(view, 'return path');
    for (const message of back) expect(placesOf(view, message)).toEqual(['destination', 'source']);
    const asking = view.tracepoints.findIndex(({ name }) => name === 'migrate_send_rp_req_pages');
    const asked = view.steps.flatMap(({ events }, index) =>
      events.some(([tracepoint]) => tracepoint === asking) ? [index + 1] : [],
    );
    expect(asked.length).toBeGreaterThan(0);
    expect(back.map(({ sent }) => sent)).toEqual(expect.arrayContaining(asked));
  });

  it('has columns only for what the mechanisms of the scenario remember', () => {
    const titles = ({ view }: Viewed): readonly string[] => view.columns.map(({ name }) => name);
    expect(titles(example)).toEqual(expect.arrayContaining(['armed', 'dirty', 'parked', 'shadow']));
    for (const title of ['reported free', 'requested', 'present'])
      expect(titles(example)).not.toContain(title);
    expect(titles(postcopy)).toEqual(expect.arrayContaining(['requested', 'present']));
    expect(titles(postcopy)).not.toContain('parked');
  });

  it('tells the story with the steps behind each line', () => {
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
  it('are received in part, lost with the connection, or still in flight', () => {
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
    // The bytes move to the front of the buffer, which is not a message.
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
