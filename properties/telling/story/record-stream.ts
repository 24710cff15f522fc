/** Records the bytes sent over the main channel, for a film. */
import type { OracleMaker } from '../../judging/lockstep/court.ts';

/** Keeps the bytes of the current or the latest migration. */
export function recordStream(tape: { stream: number[] }): OracleMaker {
  return (court) => ({
    on: {
      migrate_set_state() {
        if (court.ledger.status === 'setup') tape.stream = [];
      },
    },
    step() {
      const { channel } = court.views;
      if (channel.peekClosed()) return;
      const from = tape.stream.length - channel.base;
      for (let at = from; at < channel.tail; at++) tape.stream.push(channel.bytes[at] as number);
    },
  });
}
