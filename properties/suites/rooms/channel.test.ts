/** What is in flight on a channel, and what of it a hostile peer can read and change. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Channel } from '../../../impl/engine/stream/channel.ts';
import { makeShared } from '../../../impl/runtime/shared.ts';

const FIELD = { at: 0, bytes: 4 };

let channel: Channel;

beforeEach(() => {
  const shared = makeShared();
  channel = new Channel({ name: 'channel', room: 1000, isIdle: false }, shared);
  for (const object of shared.objects) object.reset();
  channel.open();
});

function send(...bytes: readonly number[]): void {
  channel.putBytes(Uint8Array.from(bytes));
  channel.flush();
}

describe('a field of the next unit', () => {
  it('is read and overwritten as one number', () => {
    send(1, 2, 3, 4, 5);
    expect(channel.fieldAt(FIELD)).toBe(0x01020304n);
    channel.overwrite(FIELD, 0xfffefdfcn);
    expect([...channel.bytes.subarray(0, channel.tail)]).toEqual([0xff, 0xfe, 0xfd, 0xfc, 5]);
  });

  it('ends with the unit, whatever is sent after it', () => {
    send(1, 2);
    send(3, 4);
    expect(channel.fieldAt(FIELD)).toBe(0x01020000n);
    channel.overwrite(FIELD, 0xfffefdfcn);
    expect([...channel.bytes.subarray(0, channel.tail)]).toEqual([0xff, 0xfe, 3, 4]);
  });

  // Otherwise a run would depend on the runs before it.
  it('ends with the unit, whatever an earlier connection has left behind', () => {
    send(9, 9, 9, 9);
    channel.close();
    channel.open();
    send(1);
    expect(channel.fieldAt(FIELD)).toBe(0x01000000n);
  });
});
