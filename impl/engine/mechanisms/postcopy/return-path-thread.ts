/**
 * Reads the return path (source_return_path_thread): queues requested pages or sends them itself, and tells
 * the migration thread when the destination needs nothing more, or can send nothing more.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { TARGET_PAGE_SIZE } from '../../../scenario.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { RamBlock } from '../../memory/ram-block.ts';
import {
  PING_AFTER_ADVICE,
  PING_PACKAGE_LOADED,
  REPLY_PONG,
  REPLY_RECV_BITMAP,
  REPLY_REQ_PAGES,
  REPLY_REQ_PAGES_ID,
  REPLY_RESUME_ACK,
  REPLY_SHUT,
} from '../../stream/stream-format.ts';
import { StreamError, StreamReader } from '../../stream/stream-reader.ts';
import type { PageRequest } from './request-queue.ts';
import { saveUrgent } from '../preempt/save-urgent.ts';
import type { ReceivedPages } from '../recovery/reload-bitmap.ts';
import { loadReceived, loadResumeAck, reloadBitmap } from '../recovery/reload-bitmap.ts';
import type { Source } from '../../source/source.ts';

export function* returnPathThread(thread: Thread, source: Source): Steps {
  const { returnPath, connection, shut } = source;
  const reader = new StreamReader(returnPath);
  for (;;) {
    yield thread.wait(connection, 'await connection');
    connection.take();
    const conversation: Conversation = { lastBlock: undefined };
    while (!shut.isOpen) {
      yield thread.wait(returnPath.readable, 'listen to destination');
      // The next migration may have begun before this thread has seen the end of the last one.
      if (connection.test()) break;
      const reply = listen(source, reader, conversation);
      if (reply !== undefined) yield* serve(thread, source, reply);
    }
  }
}

/** State that is kept from one message to the next. */
interface Conversation {
  /** The block that the last request named (last_req_rb). */
  lastBlock: RamBlock | undefined;
}

/** What the destination asks for, or tells, and takes more than one step to serve. */
type Reply = PageRequest | ReceivedPages;

function* serve(thread: Thread, source: Source, request: Reply): Steps {
  const { preempt, requests } = source;
  if ('isReceived' in request) yield* reloadBitmap(thread, source, request);
  else if (preempt?.hasTwoSenders === true) yield* saveUrgent(thread, source, preempt, request);
  else requests.add(request);
}

/** @returns the message, if it is one that `serve` has to serve */
function listen(
  source: Source,
  reader: StreamReader,
  conversation: Conversation,
): Reply | undefined {
  const { returnPath, channel } = source;
  let reply: Reply | undefined;
  reader.begin();
  try {
    if (returnPath.isClosed) endConversation(source);
    else reply = loadReply(source, reader, conversation);
    returnPath.consume(reader.position);
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    source.complaint.set(error.reason);
    channel.close();
    source.trace.emit(tracepoint.source_return_path_thread_bad_end);
    source.trace.emit(tracepoint.channel_cut);
    endConversation(source);
  }
  return reply;
}

/** No more messages will come: releases the threads that wait for one. */
function endConversation({ answered, packageAnswered, recovery, shut }: Source): void {
  answered.set(true);
  packageAnswered.set(true);
  recovery?.abandon();
  shut.set(true);
}

function loadReply(
  source: Source,
  reader: StreamReader,
  conversation: Conversation,
): Reply | undefined {
  let reply: Reply | undefined;
  const type = reader.u16('type of reply');
  const end = reader.u16('length of reply') + reader.position;
  switch (type) {
    case REPLY_SHUT:
      reader.u32('shut');
      source.isSatisfied.set(1);
      // Whoever needs nothing more has loaded the package too.
      source.isPackageLoaded.set(1);
      source.packageAnswered.set(true);
      source.shut.set(true);
      source.trace.emit(tracepoint.source_return_path_thread_shut);
      break;
    case REPLY_PONG:
      hearPong(source, reader.u32('pong'));
      break;
    case REPLY_REQ_PAGES:
    case REPLY_REQ_PAGES_ID:
      reply = loadRequest(source, reader, { conversation, isNamed: type === REPLY_REQ_PAGES_ID });
      break;
    case REPLY_RECV_BITMAP:
      return loadReceived(source, reader, end);
    case REPLY_RESUME_ACK:
      loadResumeAck(source, reader);
      break;
    default:
      reader.refuse(`unknown reply ${type}`, 4);
  }
  if (reader.position !== end) reader.refuse(`reply ${type} with the wrong length`);
  return reply;
}

/** Takes an answer for that to the ping of the same value. */
function hearPong(source: Source, value: number): void {
  const { answered, isPackageLoaded, packageAnswered, trace } = source;
  if (value === PING_AFTER_ADVICE) answered.set(true);
  if (value !== PING_PACKAGE_LOADED) return;
  isPackageLoaded.set(1);
  packageAnswered.set(true);
  trace.emit(tracepoint.source_return_path_thread_postcopy_package_loaded);
}

/** Loads a request for whole pages of one block (migrate_handle_rp_req_pages, ram_save_queue_pages). */
function loadRequest(
  { ram, trace }: Source,
  reader: StreamReader,
  { conversation, isNamed }: { readonly conversation: Conversation; readonly isNamed: boolean },
): PageRequest {
  const number = reader.u64('requested pages') / TARGET_PAGE_SIZE;
  const pages = reader.u32('requested pages') / TARGET_PAGE_SIZE;
  if (isNamed) {
    const name = reader.text('block name');
    conversation.lastBlock = ram.blocks.find((block) => block.name === name);
  }
  const block = conversation.lastBlock ?? reader.refuse('a request that names no known block');
  const page = number - block.pagesBefore;
  const isWhole = Number.isInteger(page) && Number.isInteger(pages) && pages > 0;
  if (!isWhole || page < 0 || page + pages > block.usedPages)
    reader.refuse(`a request for pages outside block ${block.name}`);
  trace.emit(tracepoint.source_return_path_thread_req, block.firstPage + page, pages);
  return { block, page, pages };
}
