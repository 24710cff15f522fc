/** Numbers of the migration stream (migration/savevm.c, migration/qemu-file.h, migration/ram.h). */

export const STREAM_MAGIC = 0x5145564d;
export const STREAM_VERSION = 3;

export const END_OF_STREAM = 0x00;
export const SECTION_START = 0x01;
export const SECTION_PART = 0x02;
export const SECTION_END = 0x03;
export const SECTION_FULL = 0x04;
export const SECTION_FOOTER = 0x7e;

/** Section ids are handed out in the order of registration. */
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
