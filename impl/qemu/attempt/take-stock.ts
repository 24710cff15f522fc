/** Reads the memory of both hosts after a migration has completed. */
import { readMemory } from '../memory.ts';
import type { QemuProcess } from '../process.ts';
import { TARGET_PAGE_BYTES } from '../scenario.ts';
import type { Session } from '../session.ts';

/**
 * Reads the memory of a completed migration from the files, and the program's pages through QEMU as well, as
 * the guest would see them.
 *
 * @throws Error if the two disagree
 */
export async function takeStock(session: Session): Promise<void> {
  const { source, scenario, attempt, surroundings } = session;
  if (attempt === undefined || attempt.arrival !== undefined) return;
  const { status, destination } = attempt;
  if (status.source !== 'completed' || status.destination !== 'completed') return;
  if (source.isGone() || destination.isGone()) return;
  const look = (qemu: QemuProcess): Uint8Array => readMemory(qemu, scenario.hugePages);
  const begun = surroundings.now();
  const memory = { source: look(source), destination: look(destination) };
  attempt.arrival = { begun, us: surroundings.now(), memory };
  // A guest that still runs on the source writes between two looks.
  const still = session.isSourceRunning ? [destination] : [source, destination];
  for (const page of scenario.pages)
    for (const qemu of still) {
      const from = page * TARGET_PAGE_BYTES;
      const seen = await qemu.qtest.read(from, TARGET_PAGE_BYTES);
      const inFile = memory[qemu.name === 'source' ? 'source' : 'destination'];
      if (Buffer.compare(seen, inFile.subarray(from, from + TARGET_PAGE_BYTES)) !== 0)
        throw new Error(`page ${page} of the ${qemu.name}: QEMU and the memory file disagree`);
    }
}
