/** Reads guest memory from its file: this needs no answer from QEMU and causes no page faults. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { QemuProcess } from './process.ts';

/** The present content of all guest memory. */
export function readMemory({ pid, memoryFile }: QemuProcess, hugePages: boolean): Uint8Array {
  return readFileSync(hugePages ? hugeFileOf(pid) : memoryFile);
}

/** Memory in huge pages is an anonymous file that its process has open. */
function hugeFileOf(pid: number): string {
  const folder = `/proc/${pid}/fd`;
  const descriptor = readdirSync(folder).find((name) => {
    try {
      return readlinkSync(`${folder}/${name}`).startsWith('/memfd:');
    } catch {
      // The descriptor was closed in the meantime.
      return false;
    }
  });
  if (descriptor === undefined) throw new Error(`process ${pid} has no memory in huge pages`);
  return `${folder}/${descriptor}`;
}
