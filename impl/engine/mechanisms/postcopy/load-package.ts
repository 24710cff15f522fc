/**
 * Loads the package that makes the destination take over: it listens, loads the device state and runs.
 * Loading the device state may touch memory that has not arrived, and then waits for the page like any
 * other thread; by then another thread receives and places pages.
 */
import type { Steps, Thread } from '../../../runtime/thread.ts';
import { tracepoint } from '../../../tracepoints.ts';
import { waitForPage } from './wait-for-page.ts';
import {
  COMMAND_PING,
  COMMAND_POSTCOPY_LISTEN,
  COMMAND_POSTCOPY_RUN,
  SECTION_COMMAND,
  SECTION_FULL,
} from '../../stream/stream-format.ts';
import { StreamReader } from '../../stream/stream-reader.ts';
import { sendPong } from './answers.ts';
import type { Incoming } from '../../destination/incoming.ts';
import { readCommandHead } from './load-commands.ts';
import type { Package } from '../../destination/load-state.ts';
import { loadDeviceState } from '../../destination/load-stream.ts';

/**
 * The caller holds the destination's BQL.
 *
 * @throws StreamError at the first item that is not allowed at its position
 */
export function* loadPackage(thread: Thread, incoming: Incoming): Steps {
  const { machine, deviceStateReads, trace } = incoming;
  const { bytes, offset } = incoming.load.package as Package;
  const reader = new StreamReader({ bytes, head: 0, tail: bytes.length, base: offset });
  loadCommandOf(reader, COMMAND_POSTCOPY_LISTEN);
  listen(incoming);

  yield thread.about('load device state');
  if (reader.u8('section type') !== SECTION_FULL) reader.refuse('device state expected', 1);
  loadDeviceState(incoming, reader);
  // Some devices read guest memory while their state is loaded (virtio rings).
  for (const page of deviceStateReads) {
    yield thread.about('read for device state', page);
    if (machine.isMissing(page)) yield* waitForPage(thread, machine, page);
    trace.emit(tracepoint.loadvm_device_state_read, page, machine.memory.load(page));
  }

  yield thread.about('load package');
  loadCommandOf(reader, COMMAND_PING);
  sendPong(incoming.returnPath, reader.u32('ping'));
  loadCommandOf(reader, COMMAND_POSTCOPY_RUN);
  if (reader.hasMore()) reader.refuse('data in the package after the run command');
  incoming.load.postcopy = 'running';
  trace.emit(tracepoint.loadvm_postcopy_handle_run);
  machine.start();
  incoming.packageLoaded.set(true);
}

function loadCommandOf(reader: StreamReader, expected: number): void {
  if (reader.u8('section type') !== SECTION_COMMAND) reader.refuse('a command expected', 1);
  const { command, length } = readCommandHead(reader);
  if (command !== expected) reader.refuse(`command ${expected} expected`, 4);
  if (length !== (expected === COMMAND_PING ? 4 : 0))
    reader.refuse('a command with the wrong length', 2);
}

/** From here on threads wait for missing pages, and the listen thread places the pages that arrive. */
function listen({ load, userFault, listening, trace }: Incoming): void {
  load.postcopy = 'listening';
  userFault.register();
  trace.emit(tracepoint.loadvm_postcopy_handle_listen);
  listening.set(true);
}
