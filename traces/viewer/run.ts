/** A run, indexed once: which pages and which messages each step is about. */
import type { MessageView, StepView, TraceView } from '../trace-view.ts';

export interface Run extends TraceView {
  /** By step: the pages that it names or changes, or that its messages, sent or received, are about. */
  readonly pagesOfStep: readonly ReadonlySet<number>[];
  /** By message: the pages that it is about. */
  readonly pagesOfMessage: readonly ReadonlySet<number>[];
  /** By step: indices of the messages that it sends, and that it receives or loses. */
  readonly sentIn: readonly (readonly number[])[];
  readonly endingIn: readonly (readonly number[])[];
  /** By message: the thread that sends it, and the one that receives it, if any does. */
  readonly senderOf: readonly number[];
  readonly receiverOf: readonly (number | undefined)[];
}

export function indexRun(view: TraceView): Run {
  const { steps, messages } = view;
  const named = [new Set<number>(), ...steps.map((step) => pagesNamed(view, step))];
  const sentIn: number[][] = named.map(() => []);
  const endingIn: number[][] = named.map(() => []);
  messages.forEach(({ sent, until }, index) => {
    sentIn[sent]?.push(index);
    if (until !== undefined) endingIn[until]?.push(index);
  });
  const threadOf = (step: number): number => steps[step - 1]?.thread ?? 0;
  const pagesOfMessage = messages.map((message) => pagesMeant(message, named));
  return {
    ...view,
    pagesOfMessage,
    sentIn,
    endingIn,
    pagesOfStep: named.map((pages, step) => {
      const changed = pagesChanged(view, steps[step - 1]);
      const passing = [...(sentIn[step] ?? []), ...(endingIn[step] ?? [])];
      return new Set([
        ...pages,
        ...changed,
        ...passing.flatMap((message) => [...(pagesOfMessage[message] ?? [])]),
      ]);
    }),
    senderOf: messages.map(({ sent }) => threadOf(sent)),
    receiverOf: messages.map(({ until, isLost }) =>
      until === undefined || isLost === true ? undefined : threadOf(until),
    ),
  };
}

/** The pages that a step's events name: single pages and ranges. */
function pagesNamed({ tracepoints }: TraceView, { events }: StepView): Set<number> {
  const pages = new Set<number>();
  for (const [tracepoint = 0, ...values] of events) {
    const { args = [] } = tracepoints[tracepoint] ?? {};
    const at = (name: string): number | undefined => values[args.indexOf(name)];
    const first = at('page') ?? at('firstPage');
    const count = at('pages') ?? 1;
    if (first !== undefined && first >= 0)
      for (let page = first; page < first + count; page++) pages.add(page);
  }
  return pages;
}

function pagesChanged({ facts, pageCells }: TraceView, step: StepView | undefined): Set<number> {
  const pages = new Set<number>();
  const { changes = [] } = step ?? {};
  for (let at = 0; at < changes.length; at += 2) {
    const cell = (changes[at] as number) - facts.length;
    if (cell >= 0) pages.add(Math.floor(cell / pageCells));
  }
  return pages;
}

/** The pages that both the sender and the receiver name, or the sender alone if it was not received. */
function pagesMeant(
  { sent, until, isLost }: MessageView,
  named: readonly ReadonlySet<number>[],
): ReadonlySet<number> {
  const bySender = named[sent] ?? new Set();
  const byReceiver = until === undefined || isLost === true ? undefined : named[until];
  if (byReceiver === undefined) return bySender;
  return new Set([...bySender].filter((page) => byReceiver.has(page)));
}
