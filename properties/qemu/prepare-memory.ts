/** Fills the guest's memory before it is migrated. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { QemuProcess } from '../../impl/qemu/process.ts';
import type { QemuScenario } from '../../impl/qemu/scenario.ts';
import { TARGET_PAGE_BYTES } from '../../impl/qemu/scenario.ts';
import type { PageVersions } from './page-versions.ts';

/** The pages below are the holes and firmware of a PC. */
const FIRST_PAGE = 0x100;

/**
 * A filled memory is filled completely: if most pages were zeros, a whole pass would fit into the source's
 * socket, and the source would never wait while its records are held. Otherwise only the guest program's
 * pages are written.
 */
export async function prepareMemory(
  { memoryFile, qtest }: QemuProcess,
  { memoryMiB, hugePages, isFilled, pages }: QemuScenario,
  versions: PageVersions,
): Promise<void> {
  const end = (memoryMiB << 20) / TARGET_PAGE_BYTES;
  if (hugePages) {
    // Huge pages cannot be written through the file. Pages that are not written stay zero.
    const [first = FIRST_PAGE] = pages;
    for (let page = first; page < Math.min(end, first + PAGES_BY_DEVICE); page++)
      await qtest.write(page * TARGET_PAGE_BYTES, versions.initialBytes(page));
    return;
  }
  const file = openSync(memoryFile, 'r+');
  const all = Array.from({ length: end - FIRST_PAGE }, (_, index) => FIRST_PAGE + index);
  for (const page of isFilled ? all : pages)
    writeSync(file, versions.initialBytes(page), 0, TARGET_PAGE_BYTES, page * TARGET_PAGE_BYTES);
  closeSync(file);
}

/** Number of pages to write through the device, which is slow. */
const PAGES_BY_DEVICE = 64;
