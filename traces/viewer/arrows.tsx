/** The picture over the drawn rows: a lane per thread, a dot per step, an arrow per message or passing item. */
import type { JSX } from 'preact';
import type { LanePlaces } from './lane-places.ts';
import type { RowTops } from './rows.ts';
import { ROW_HEIGHT, rowOf } from './rows.ts';
import type { Run } from './run.ts';

export interface ArrowsProps {
  readonly run: Run;
  readonly rows: readonly number[];
  readonly tops: RowTops;
  readonly places: LanePlaces;
  /** Rows `[first, end)` are drawn. */
  readonly first: number;
  readonly end: number;
  readonly step: number;
  readonly followed: number | undefined;
}

/** Pixels between a dot and an arrow. */
const GAP = 6;
/** Pixels by which the arrow of a passing item is longer than the lanes of the channels. */
const PASSING = 26;
/** Pixels from the top of a row to the middle of its first line. */
const DOT = ROW_HEIGHT / 2;

export function Arrows(props: ArrowsProps): JSX.Element {
  const { run, tops, places, first, end } = props;
  const top = tops.topOf(first);
  const height = tops.topOf(end) - top;
  return (
    <svg class="picture" width={places.width} height={height} style={{ top }} aria-hidden="true">
      <defs>
        {run.links.map((_, link) => (
          <marker
            key={link}
            id={`head-${link}`}
            class={`link-${link}`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 0.5 L8 4 L0 7.5 Z" />
          </marker>
        ))}
      </defs>
      {places.threads.map((thread) => {
        const x = places.middleOf.get(thread);
        return <line key={thread} class="lane" x1={x} x2={x} y1={0} y2={height} />;
      })}
      {messagesSeen(props).map((message) => (
        <Message key={message} {...props} message={message} />
      ))}
      {stepsSeen(props).map((seen) => (
        <Passing key={seen.step} {...props} seen={seen} />
      ))}
      {stepsSeen(props).map((seen) => (
        <Dot key={seen.step} {...props} seen={seen} />
      ))}
    </svg>
  );
}

interface SeenStep {
  readonly step: number;
  readonly y: number;
}

function stepsSeen(props: ArrowsProps): readonly SeenStep[] {
  const { rows, first, end } = props;
  return rows.slice(first, end).map((step) => ({ step, y: heightOf(props, step) }));
}

/** Pixels from the first drawn row to the step's dot, or to between two rows if the step is not shown. */
function heightOf({ rows, tops, first }: ArrowsProps, step: number): number {
  const row = rowOf(rows, step);
  const y = Number.isInteger(row) ? tops.topOf(row) + DOT : tops.topOf(Math.ceil(row));
  return y - tops.topOf(first);
}

function Dot(props: ArrowsProps & { readonly seen: SeenStep }): JSX.Element | null {
  const { run, places, step, seen } = props;
  const { thread, action } = run.steps[seen.step - 1] ?? { thread: -1, action: 'other' };
  const x = places.middleOf.get(thread);
  if (x === undefined) return null;
  const isWrong = run.violation?.step === seen.step;
  return (
    <g class={`dot ${action}`} transform={`translate(${x} ${seen.y})`}>
      {seen.step === step && <circle class="here" r={9} />}
      {isWrong ? (
        <path class="wrong" d="M-4.5 -4.5 L4.5 4.5 M-4.5 4.5 L4.5 -4.5" />
      ) : (
        <circle r={action === 'other' ? 2.5 : 4.5} />
      )}
    </g>
  );
}

/** What passes on a channel crosses the whole wire in one step. */
function Passing(props: ArrowsProps & { readonly seen: SeenStep }): JSX.Element | null {
  const { run, places, step, followed, seen } = props;
  const { name, carriesFrom } = run.threads[run.steps[seen.step - 1]?.thread ?? -1] ?? {};
  const span = places.spans.find(({ place }) => place === 'wire');
  if (carriesFrom === undefined || span === undefined) return null;
  const link = run.links.findIndex((one) => one.name === name);
  const ends = [span.from - PASSING, span.to + PASSING];
  const [from, to] = carriesFrom === 'source' ? ends : ends.toReversed();
  const classes = ['message', `link-${link}`];
  if (seen.step === step) classes.push('here');
  if (followed !== undefined && run.pagesOfStep[seen.step]?.has(followed) !== true)
    classes.push('aside');
  return (
    <g class={classes.join(' ')}>
      <path d={`M${from} ${seen.y} H${to}`} marker-end={`url(#head-${link})`} />
    </g>
  );
}

/** The messages that begin or end in a drawn row. Those that only pass by are left out. */
function messagesSeen({ run, rows, first, end }: ArrowsProps): readonly number[] {
  const from = rows[first] ?? Infinity;
  const to = rows[end - 1] ?? -Infinity;
  const isSeen = (step: number | undefined): boolean =>
    step !== undefined && step >= from && step <= to;
  return run.messages.flatMap(({ sent, until }, message) =>
    isSeen(sent) || isSeen(until) ? [message] : [],
  );
}

function Message(props: ArrowsProps & { readonly message: number }): JSX.Element | null {
  const { run, places, step, followed, message } = props;
  const { link, sent, until, isLost } = run.messages[message] ?? { link: 0, sent: 0 };
  const from = places.middleOf.get(run.senderOf[message] as number);
  const receiver = run.receiverOf[message];
  const to = receiver === undefined ? places.wire : places.middleOf.get(receiver);
  if (from === undefined || to === undefined) return null;
  const direction = Math.sign(to - from);
  const start = { x: from + direction * GAP, y: heightOf(props, sent) };
  const stop = { x: to - direction * (GAP + 1), y: heightOf(props, until ?? Infinity) };
  const isHere = sent === step || until === step;
  const isFollowed = followed === undefined || run.pagesOfMessage[message]?.has(followed) === true;
  const classes = ['message', `link-${link}`];
  if (isHere) classes.push('here');
  if (!isFollowed) classes.push('aside');
  if (receiver === undefined) classes.push('lost');
  return (
    <g class={classes.join(' ')}>
      <path
        d={curve(start, stop, places.wire)}
        marker-end={receiver === undefined ? undefined : `url(#head-${link})`}
      />
      {isLost === true && <path d={`M${stop.x - 4} ${stop.y - 4} l8 8 m0 -8 l-8 8`} />}
    </g>
  );
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A curve that is horizontal at both ends and crosses between the hosts in the wire. */
function curve(start: Point, stop: Point, wire: number): string {
  return `M${start.x} ${start.y} C${wire} ${start.y} ${wire} ${stop.y} ${stop.x} ${stop.y}`;
}
