/**
 * Watches the links of a system and notes in which step each message was sent, and in which it was
 * received or lost. Bytes that are sent in one step and received in several count as several messages.
 */
import type { ChannelView } from '../../../impl/system.ts';
import type { MessageView } from '../../../traces/trace-view.ts';

export interface MessageRecorder {
  /** Call this after each step with the number of the step. */
  readonly observe: (step: number) => void;
  /** The messages sent so far, in the order they were sent. */
  readonly messages: () => readonly MessageView[];
}

/** Bytes of the stream that were sent in one step. */
interface Portion {
  readonly sent: number;
  from: number;
  readonly end: number;
}

export function recordMessages(channels: readonly ChannelView[]): MessageRecorder {
  const recorders = channels.map(recordLink);
  return {
    observe(step) {
      for (const { observe } of recorders) observe(step);
    },
    messages: () =>
      recorders
        .flatMap(({ messages }) => messages())
        .toSorted((one, other) => one.sent - other.sent || one.link - other.link),
  };
}

function recordLink(channel: ChannelView, link: number): MessageRecorder {
  const done: MessageView[] = [];
  /** In the order they were sent. */
  let onTheWay: Portion[] = [];
  let sent = 0;
  let received = 0;

  const close = (portion: Portion, end: number, until: number, isLost: boolean): void => {
    const bytes = end - portion.from;
    done.push({ link, bytes, sent: portion.sent, until, ...(isLost ? { isLost } : {}) });
  };
  const loseAll = (step: number): void => {
    for (const portion of onTheWay) close(portion, portion.end, step, true);
    onTheWay = [];
    sent = 0;
    received = 0;
  };
  const receiveUpTo = (end: number, step: number): void => {
    for (const portion of onTheWay) {
      const upTo = Math.min(portion.end, end);
      if (upTo <= portion.from) break;
      close(portion, upTo, step, false);
      portion.from = upTo;
    }
    onTheWay = onTheWay.filter((portion) => portion.from < portion.end);
  };

  return {
    observe(step) {
      const { base, head, tail } = channel;
      // A closed connection has lost its offsets; a new one starts at 0 again.
      if (channel.peekClosed() || base + tail < sent) loseAll(step);
      if (channel.peekClosed()) return;
      if (base + tail > sent) onTheWay.push({ sent: step, from: sent, end: base + tail });
      if (base + head > received) receiveUpTo(base + head, step);
      sent = base + tail;
      received = base + head;
    },
    messages: () => [
      ...done,
      ...onTheWay.map(({ from, end, ...portion }) => ({ link, bytes: end - from, ...portion })),
    ],
  };
}
