/** Constants of the migration stream (migration/savevm.c, migration/qemu-file.h, migration/ram.h). */

export const STREAM_MAGIC = 0x5145564d;
export const STREAM_VERSION = 3;

export const END_OF_STREAM = 0x00;
export const SECTION_START = 0x01;
export const SECTION_PART = 0x02;
export const SECTION_END = 0x03;
export const SECTION_FULL = 0x04;
export const SECTION_COMMAND = 0x08;
export const SECTION_FOOTER = 0x7e;

/** Section ids are assigned in the order of registration. */
export const RAM_SECTION_ID = 1;
export const RAM_SECTION_NAME = 'ram';
export const RAM_SECTION_VERSION = 4;
export const GUEST_SECTION_ID = 2;
export const GUEST_SECTION_NAME = 'guest';
export const GUEST_SECTION_VERSION = 1;

/** Flags in the low bits of a RAM record's first word (RAM_SAVE_FLAG_*). */
export const FLAG_ZERO = 0x02;
export const FLAG_MEM_SIZE = 0x04;
export const FLAG_PAGE = 0x08;
export const FLAG_EOS = 0x10;
export const FLAG_CONTINUE = 0x20;

/** Commands from the source (MIG_CMD_*); a command has no section footer. */
export const COMMAND_OPEN_RETURN_PATH = 1;
export const COMMAND_PING = 2;
export const COMMAND_POSTCOPY_ADVISE = 3;
export const COMMAND_POSTCOPY_LISTEN = 4;
export const COMMAND_POSTCOPY_RUN = 5;
export const COMMAND_POSTCOPY_RAM_DISCARD = 6;
export const COMMAND_PACKAGED = 7;
export const COMMAND_POSTCOPY_RESUME = 9;
export const COMMAND_RECV_BITMAP = 10;

/** Version of a discard command, and how many ranges fit into one (MAX_DISCARDS_PER_COMMAND). */
export const DISCARD_VERSION = 0;
export const DISCARD_RANGES_MAX = 12;

/** The source's pings: the answer to one confirms the advice, to the other that the package is loaded. */
export const PING_AFTER_ADVICE = 1;
export const PING_PACKAGE_LOADED = 0x42;

/** Messages of the return path (MIG_RP_MSG_*). */
export const REPLY_SHUT = 1;
export const REPLY_PONG = 2;
export const REPLY_REQ_PAGES_ID = 3;
export const REPLY_REQ_PAGES = 4;
export const REPLY_RECV_BITMAP = 5;
export const REPLY_RESUME_ACK = 6;

/** The value of a RESUME_ACK (MIGRATION_RESUME_ACK_VALUE). */
export const RESUME_ACKNOWLEDGED = 1;

/** The two halves of the mark behind a received bitmap (RAMBLOCK_RECV_BITMAP_ENDING). */
export const BITMAP_END = [0x01234567, 0x89abcdef] as const;

/** The bytes of a received bitmap with one bit a page, in whole words of 64 bits: even one page has a bitmap. */
export function receivedBitmapBytes(pages: number): number {
  return Math.ceil(pages / 64) * 8;
}

/** Whether the block list states the block's host page size: only if it is not 4096 bytes. */
export function hasPageSize({ hostPageSize }: { readonly hostPageSize: number }): boolean {
  return hostPageSize !== USUAL_PAGE_SIZE;
}

const USUAL_PAGE_SIZE = 4096;

/** All page sizes in one number, since each is a power of two (ram_pagesize_summary). */
export function pageSizeSummary(blocks: readonly { readonly hostPageSize: number }[]): number {
  return blocks.reduce((summary, { hostPageSize }) => summary | hostPageSize, 0);
}
