/**
 * Loaded into a command before its own modules (`node --import`): notes the CPU time of the whole process,
 * with its worker threads and the compiler's, when it ends.
 */
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const { MIGCHECK_CPU_FILE: file } = process.env;
if (isMainThread && file !== undefined)
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    appendFileSync(file, `${user + system}\n`);
  });
