/**
 * Loads a migration stream section by section (qemu_loadvm_state_main in migration/savevm.c). The bytes
 * may be arbitrary: input that does not fit the grammar is refused with its offset, and the loader never
 * writes outside a block.
 */
import {
  END_OF_STREAM,
  GUEST_SECTION_ID,
  GUEST_SECTION_NAME,
  GUEST_SECTION_VERSION,
  RAM_SECTION_ID,
  RAM_SECTION_NAME,
  RAM_SECTION_VERSION,
  SECTION_COMMAND,
  SECTION_END,
  SECTION_FOOTER,
  SECTION_FULL,
  SECTION_PART,
  SECTION_START,
  STREAM_MAGIC,
  STREAM_VERSION,
} from '../stream/stream-format.ts';
import type { StreamReader } from '../stream/stream-reader.ts';
import type { Incoming } from './incoming.ts';
import { loadCommand } from '../mechanisms/postcopy/load-commands.ts';
import { loadBlockList, loadPage, readRecord } from './load-ram.ts';
import type { LoadState } from './load-state.ts';
import { gatherPage } from '../mechanisms/postcopy/place-page.ts';

/** The kind of item that has just been loaded. */
export type Loaded = 'framing' | 'page' | 'package' | 'end';

/** @throws StreamError if the next item is not allowed here */
export function loadItem(incoming: Incoming, reader: StreamReader): Loaded {
  const { load } = incoming;
  switch (load.phase) {
    case 'header':
      loadHeader(reader);
      load.phase = 'start';
      return 'framing';
    case 'ram part':
    case 'ram end':
      return loadRecord(incoming, reader);
    case 'start':
    case 'parts':
    case 'guest':
      loadSection(incoming, reader);
      return load.package !== undefined && !isPlacing(load) ? 'package' : 'framing';
    case 'end':
      if (reader.u8('end of stream') !== END_OF_STREAM) reader.refuse('no end of stream', 1);
      if (reader.hasMore()) reader.refuse('bytes after the end of the stream');
      if (incoming.channels[0].temporary.hostPage !== undefined)
        reader.refuse('the stream ends inside a host page');
      return 'end';
  }
}

/** After the switch-over, pages are placed atomically instead of written. */
export function isPlacing({ postcopy }: LoadState): boolean {
  return postcopy === 'listening' || postcopy === 'running';
}

function loadRecord(incoming: Incoming, reader: StreamReader): Loaded {
  const { load, channels } = incoming;
  const record = readRecord(incoming, channels[0], reader);
  if (record === undefined) {
    loadFooter(reader, RAM_SECTION_ID);
    if (load.phase === 'ram part') load.phase = 'parts';
    else load.phase = isPlacing(load) ? 'end' : 'guest';
    return 'framing';
  }
  if (isPlacing(load)) gatherPage(incoming, channels[0], record, reader);
  else loadPage(incoming, record);
  return 'page';
}

function loadHeader(reader: StreamReader): void {
  if (reader.u32('magic') !== STREAM_MAGIC) reader.refuse('not a migration stream', 4);
  if (reader.u32('version') !== STREAM_VERSION) reader.refuse('unknown stream version', 4);
}

function loadSection(incoming: Incoming, reader: StreamReader): void {
  const type = reader.u8('section type');
  const { load } = incoming;
  if (type === SECTION_START && load.phase === 'start') {
    loadSectionHeader(reader, RAM_SECTION);
    loadBlockList(incoming, reader);
    loadFooter(reader, RAM_SECTION_ID);
    load.phase = 'parts';
  } else if (type === SECTION_COMMAND) {
    loadCommand(incoming, reader);
  } else if ((type === SECTION_PART || type === SECTION_END) && load.phase === 'parts') {
    if (incoming.recovery?.isPaused.get() === 1) reader.refuse('pages before the resume', 1);
    if (load.postcopy === 'discarding')
      reader.refuse('pages between the discards and the package', 1);
    if (reader.u32('section id') !== RAM_SECTION_ID) reader.refuse('unknown section id', 4);
    load.phase = type === SECTION_END ? 'ram end' : 'ram part';
  } else if (type === SECTION_FULL && load.phase === 'guest') {
    loadDeviceState(incoming, reader);
    load.phase = 'end';
  } else {
    reader.refuse(`a section of type ${type} is not allowed here`, 1);
  }
}

/** Loads the position of each guest actor in its program; the section's type has been read. */
export function loadDeviceState({ machine, failures }: Incoming, reader: StreamReader): void {
  const { positions } = machine;
  loadSectionHeader(reader, GUEST_SECTION);
  if (reader.u32('device state') !== positions.length)
    reader.refuse('device state of another guest', 4);
  for (const position of positions) position.set(reader.u32('device state'));
  loadFooter(reader, GUEST_SECTION_ID);
  if (!failures.isLoadable()) reader.refuse('a device cannot load its state');
}

interface SectionHeader {
  readonly id: number;
  readonly name: string;
  readonly version: number;
}

const RAM_SECTION: SectionHeader = {
  id: RAM_SECTION_ID,
  name: RAM_SECTION_NAME,
  version: RAM_SECTION_VERSION,
};
const GUEST_SECTION: SectionHeader = {
  id: GUEST_SECTION_ID,
  name: GUEST_SECTION_NAME,
  version: GUEST_SECTION_VERSION,
};

function loadSectionHeader(reader: StreamReader, expected: SectionHeader): void {
  if (reader.u32('section id') !== expected.id) reader.refuse('unexpected section id', 4);
  if (reader.text('section name') !== expected.name)
    reader.refuse(`section ${expected.name} expected`);
  if (reader.u32('section instance') !== 0) reader.refuse('unknown section instance', 4);
  if (reader.u32('section version') !== expected.version)
    reader.refuse('unknown section version', 4);
}

function loadFooter(reader: StreamReader, id: number): void {
  if (reader.u8('section footer') !== SECTION_FOOTER) reader.refuse('no section footer', 1);
  if (reader.u32('section footer') !== id) reader.refuse('footer of another section', 4);
}
