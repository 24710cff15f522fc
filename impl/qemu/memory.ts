/** Guest memory as the file that it is: looking at it asks nobody and faults nothing. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { QemuProcess } from './process.ts';

/** All of the guest's memory, as it is now. */
export function readMemory({ pid, memoryFile }: QemuProcess, hugePages: boolean): Uint8Array {
  return readFileSync(hugePages ? hugeFileOf(pid) : memoryFile);
}

/** Memory in huge pages is a file without a name, which its process has open. */
function hugeFileOf(pid: number): string {
  const folder = `/proc/${pid}/fd`;
  const descriptor = readdirSync(folder).find((name) => {
    try {
      return readlinkSync(`${folder}/${name}`).startsWith('/memfd:');
    } catch {
      // It was closed meanwhile.
      return false;
    }
  });
  if (descriptor === undefined) throw new Error(`process ${pid} has no memory in huge pages`);
  return `${folder}/${descriptor}`;
}
