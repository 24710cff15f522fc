/** The current step in full: its tracepoints, and the messages it sends, receives or loses. */
import type { JSX } from 'preact';
import type { Run } from './run.ts';
import { StepLink } from './step-link.tsx';
import { callStep, countOf, describeEvent, hasWireLanes } from './words.ts';

export interface StepDetailProps {
  readonly run: Run;
  readonly step: number;
  readonly goTo: (step: number) => void;
}

export function StepDetail({ run, step, goTo }: StepDetailProps): JSX.Element | null {
  const shown = run.steps[step - 1];
  if (shown === undefined) return null;
  const messages = [
    ...(run.sentIn[step] ?? []).map((index) => ({ index, isSent: true })),
    ...(run.endingIn[step] ?? []).map((index) => ({ index, isSent: false })),
  ];
  return (
    <section class="detail" aria-label="The step">
      <h2>
        {run.threads[shown.thread]?.name} <small>{shown.label}</small>
      </h2>
      {shown.place !== undefined && <p class="legend">{shown.place}</p>}
      {shown.events.length > 0 && (
        <ul class="events" aria-label="Tracepoints">
          {shown.events.map((event, index) => (
            <li key={index}>
              <code>{describeEvent(run, event)}</code>
            </li>
          ))}
        </ul>
      )}
      {messages.length > 0 && (
        <ul aria-label="Messages">
          {messages.map(({ index, isSent }) => (
            <Message key={`${index} ${isSent}`} {...{ run, index, isSent, goTo }} />
          ))}
        </ul>
      )}
      {shown.events.length + messages.length === 0 && (
        <p class="legend">
          {hasWireLanes(run) ? 'No page is named.' : 'No tracepoints and no messages.'}
        </p>
      )}
    </section>
  );
}

interface MessageProps {
  readonly run: Run;
  readonly index: number;
  /** The step sends the message; otherwise it receives or loses it. */
  readonly isSent: boolean;
  readonly goTo: (step: number) => void;
}

function Message({ run, index, isSent, goTo }: MessageProps): JSX.Element | null {
  const message = run.messages[index];
  if (message === undefined) return null;
  const { link, bytes, sent, until, isLost = false } = message;
  const other = isSent ? until : sent;
  const verb = isSent ? 'sends' : isLost ? 'loses' : 'receives';
  const otherVerb = isSent ? (isLost ? 'lost in' : 'received in') : 'sent in';
  const name = run.links[link]?.name ?? '';
  return (
    <li>
      {verb} {countOf(bytes, 'byte')} on the {name}
      {other === undefined ? (
        ', never received'
      ) : (
        <>
          , {otherVerb}{' '}
          <StepLink step={other} goTo={goTo}>
            {callStep(run, other)}
          </StepLink>
        </>
      )}
    </li>
  );
}
