/** The destination's messages on the return path (migrate_send_rp_*). Each message is sent in one step. */
import { TARGET_PAGE_SIZE } from '../../../scenario.ts';
import type { Channel } from '../../stream/channel.ts';
import {
  REPLY_PONG,
  REPLY_REQ_PAGES,
  REPLY_REQ_PAGES_ID,
  REPLY_SHUT,
} from '../../stream/stream-format.ts';

/** Tells the source that the destination needs nothing more. */
export function sendShut(returnPath: Channel): void {
  putHead(returnPath, REPLY_SHUT, 4);
  returnPath.put32(0);
  returnPath.flush();
}

export function sendPong(returnPath: Channel, value: number): void {
  putHead(returnPath, REPLY_PONG, 4);
  returnPath.put32(value);
  returnPath.flush();
}

export interface RequestedPages {
  /** The block's name; `undefined` for the block of the last request. */
  readonly block: string | undefined;
  /** In target pages from the beginning of the block. */
  readonly page: number;
  readonly pages: number;
}

export function sendRequest(returnPath: Channel, { block, page, pages }: RequestedPages): void {
  const name = block ?? '';
  if (block === undefined) putHead(returnPath, REPLY_REQ_PAGES, 12);
  else putHead(returnPath, REPLY_REQ_PAGES_ID, 13 + name.length);
  returnPath.put64(page * TARGET_PAGE_SIZE);
  returnPath.put32(pages * TARGET_PAGE_SIZE);
  if (block !== undefined) returnPath.putText(block);
  returnPath.flush();
}

/** Begins a message; `length` is that of the data that follows. */
export function putHead(returnPath: Channel, type: number, length: number): void {
  returnPath.put16(type);
  returnPath.put16(length);
}
