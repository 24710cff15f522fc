/** Records the bytes sent over the main channel, for a film. */
import type { OracleMaker } from '../../judging/lockstep/oracle-context.ts';

/** Keeps the bytes of the current or the latest migration. */
export function recordStream(sent: { stream: number[] }): OracleMaker {
  return (context) => ({
    on: {
      migrate_set_state() {
        if (context.ledger.status === 'setup') sent.stream = [];
      },
    },
    step() {
      const { channel } = context.views;
      if (channel.peekClosed()) return;
      const from = sent.stream.length - channel.base;
      for (let at = from; at < channel.tail; at++) sent.stream.push(channel.bytes[at] as number);
    },
  });
}
