/**
 * Loaded before a command (`node --import`): measures the CPU time of its process, all threads together, from
 * the detection of a violation to the end. The detection is the first message that tells a worker to
 * investigate it.
 */
import { writeFileSync } from 'node:fs';
import { isMainThread, Worker } from 'node:worker_threads';

/** The environment variable that names the file for the milliseconds. */
export const NOTE_IN = 'MIGCHECK_NOTE_DETECTION';

type Post = (this: Worker, message: unknown, ...rest: readonly unknown[]) => void;

const file = process.env[NOTE_IN];
if (isMainThread && file !== undefined) {
  let since: NodeJS.CpuUsage | undefined;
  const post = Reflect.get(Worker.prototype, 'postMessage') as Post;
  const noting: Post = function noting(message, ...rest) {
    const { kind } = message as { readonly kind?: unknown };
    if (kind === 'investigate') since ??= process.cpuUsage();
    post.call(this, message, ...rest);
  };
  Reflect.set(Worker.prototype, 'postMessage', noting);
  process.on('exit', () => {
    if (since === undefined) return;
    const { user, system } = process.cpuUsage(since);
    writeFileSync(file, String((user + system) / 1000));
  });
}
