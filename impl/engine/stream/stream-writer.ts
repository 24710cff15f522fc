/** Writes the migration stream of one outgoing migration (ram_save_* and savevm_section_*). */
import type { Resettable, Shared } from '../../runtime/shared.ts';
import { StandIn } from '../../runtime/stand-in.ts';
import type { RamBlock } from '../memory/ram-block.ts';
import { TARGET_PAGE_SIZE } from '../../scenario.ts';
import type { ChannelName } from '../../tracepoints.ts';
import type { Channel } from './channel.ts';
import {
  COMMAND_OPEN_RETURN_PATH,
  COMMAND_PACKAGED,
  COMMAND_PING,
  COMMAND_POSTCOPY_ADVISE,
  COMMAND_POSTCOPY_LISTEN,
  COMMAND_POSTCOPY_RAM_DISCARD,
  COMMAND_POSTCOPY_RESUME,
  COMMAND_POSTCOPY_RUN,
  COMMAND_RECV_BITMAP,
  DISCARD_VERSION,
  END_OF_STREAM,
  FLAG_CONTINUE,
  FLAG_EOS,
  FLAG_MEM_SIZE,
  FLAG_PAGE,
  FLAG_ZERO,
  GUEST_SECTION_ID,
  GUEST_SECTION_NAME,
  GUEST_SECTION_VERSION,
  hasPageSize,
  pageSizeSummary,
  PING_AFTER_ADVICE,
  PING_PACKAGE_LOADED,
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
} from './stream-format.ts';

/** In target pages. */
export interface PageRange {
  readonly first: number;
  readonly pages: number;
}

export class StreamWriter implements Resettable {
  private readonly channel: Channel;
  /** The block that the last record named: the next record need not name it again. */
  private lastSentBlock: RamBlock | undefined;
  /** Stands for the stream and its content in footprints: only one thread at a time writes it. */
  private readonly standIn: StandIn;

  constructor(channel: Channel, name: ChannelName, shared: Shared) {
    this.channel = channel;
    this.standIn = new StandIn(`last sent block of the ${name} channel`, shared);
    shared.objects.push(this);
  }

  reset(): void {
    this.lastSentBlock = undefined;
  }

  /** Writes the header of the stream, the postcopy advice, and the RAM section's list of blocks. */
  begin(blocks: readonly RamBlock[], isPostcopy: boolean): void {
    const { channel } = this;
    this.forgetBlock();
    channel.put32(STREAM_MAGIC);
    channel.put32(STREAM_VERSION);
    if (isPostcopy) this.advisePostcopy(blocks);
    this.startSection(SECTION_START, RAM_SECTION_ID, RAM_SECTION_NAME, RAM_SECTION_VERSION);
    const pages = blocks.reduce((sum, block) => sum + block.pagesBefore + block.usedPages, 0);
    channel.put64(pages * TARGET_PAGE_SIZE + FLAG_MEM_SIZE);
    for (const block of blocks) {
      this.channel.putText(block.name);
      channel.put64((block.pagesBefore + block.usedPages) * TARGET_PAGE_SIZE);
      if (isPostcopy && hasPageSize(block)) channel.put64(block.hostPageSize);
    }
    this.endRamSection();
  }

  startPart(): void {
    this.startRamSection(SECTION_PART);
  }

  startEnd(): void {
    this.startRamSection(SECTION_END);
  }

  endRamSection(): void {
    this.channel.put64(FLAG_EOS);
    this.putFooter(RAM_SECTION_ID);
    this.channel.flush();
  }

  /** Ends a connection that carries only records. */
  endRecords(): void {
    this.standIn.noteWrite();
    this.channel.put64(FLAG_EOS);
    this.channel.flush();
  }

  zeroPage(block: RamBlock, page: number): void {
    this.startRecord(block, page, FLAG_ZERO);
    this.channel.put8(0);
    this.channel.flush();
  }

  normalPage(block: RamBlock, page: number, content: Uint8Array): void {
    this.startRecord(block, page, FLAG_PAGE);
    this.channel.putBytes(content);
    this.channel.flush();
  }

  /** Writes the device state (the position of each guest actor in its program) and ends the stream. */
  finish(positions: readonly number[]): void {
    this.deviceState(positions);
    this.end();
  }

  /** Ends the stream. */
  end(): void {
    this.channel.put8(END_OF_STREAM);
    this.channel.flush();
  }

  /** Writes a command that makes the destination discard ranges of a block. */
  discard(block: RamBlock, ranges: readonly PageRange[]): void {
    const { channel } = this;
    this.startCommand(COMMAND_POSTCOPY_RAM_DISCARD, 3 + block.name.length + 16 * ranges.length);
    channel.put8(DISCARD_VERSION);
    this.channel.putText(block.name);
    channel.put8(0);
    for (const { first, pages } of ranges) {
      channel.put64((block.pagesBefore + first) * TARGET_PAGE_SIZE);
      channel.put64(pages * TARGET_PAGE_SIZE);
    }
    channel.flush();
  }

  /** Writes everything that the destination needs to take over, as one command. */
  package(positions: readonly number[]): void {
    const name = GUEST_SECTION_NAME;
    const deviceState = 1 + 4 + 1 + name.length + 4 + 4 + 4 + 4 * positions.length + 5;
    const empty = 1 + 2 + 2;
    const length = empty + deviceState + (empty + 4) + empty;
    this.startCommand(COMMAND_PACKAGED, 4 + length);
    this.channel.put32(length);
    this.startCommand(COMMAND_POSTCOPY_LISTEN, 0);
    this.deviceState(positions);
    this.startCommand(COMMAND_PING, 4);
    this.channel.put32(PING_PACKAGE_LOADED);
    this.startCommand(COMMAND_POSTCOPY_RUN, 0);
    this.channel.flush();
  }

  /** Asks which pages of a block have been received. */
  askForReceived({ name }: RamBlock): void {
    this.startCommand(COMMAND_RECV_BITMAP, 1 + name.length);
    this.channel.putText(name);
    this.channel.flush();
  }

  /** Makes the destination go on with a migration that was paused. */
  resume(): void {
    this.startCommand(COMMAND_POSTCOPY_RESUME, 0);
    this.channel.flush();
  }

  /** Makes the next record name its block, even if the last record was of the same block. */
  forgetBlock(): void {
    this.standIn.noteWrite();
    this.lastSentBlock = undefined;
  }

  private advisePostcopy(blocks: readonly RamBlock[]): void {
    this.startCommand(COMMAND_OPEN_RETURN_PATH, 0);
    this.startCommand(COMMAND_POSTCOPY_ADVISE, 16);
    this.channel.put64(pageSizeSummary(blocks));
    this.channel.put64(TARGET_PAGE_SIZE);
    this.startCommand(COMMAND_PING, 4);
    this.channel.put32(PING_AFTER_ADVICE);
  }

  private deviceState(positions: readonly number[]): void {
    this.startSection(SECTION_FULL, GUEST_SECTION_ID, GUEST_SECTION_NAME, GUEST_SECTION_VERSION);
    this.channel.put32(positions.length);
    for (const position of positions) this.channel.put32(position);
    this.putFooter(GUEST_SECTION_ID);
  }

  private startCommand(command: number, length: number): void {
    this.channel.put8(SECTION_COMMAND);
    this.channel.put16(command);
    this.channel.put16(length);
  }

  private startSection(type: number, id: number, name: string, version: number): void {
    this.channel.put8(type);
    this.channel.put32(id);
    this.channel.putText(name);
    this.channel.put32(0);
    this.channel.put32(version);
  }

  private startRamSection(type: number): void {
    this.channel.put8(type);
    this.channel.put32(RAM_SECTION_ID);
  }

  private putFooter(id: number): void {
    this.channel.put8(SECTION_FOOTER);
    this.channel.put32(id);
  }

  private startRecord(block: RamBlock, page: number, flag: number): void {
    this.standIn.noteWrite();
    const isSameBlock = block === this.lastSentBlock;
    const offset = (block.pagesBefore + page) * TARGET_PAGE_SIZE;
    this.channel.put64(offset + flag + (isSameBlock ? FLAG_CONTINUE : 0));
    if (!isSameBlock) this.channel.putText(block.name);
    this.lastSentBlock = block;
  }
}
