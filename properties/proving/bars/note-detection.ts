/**
 * Loaded before a command (`node --import`): notes the CPU time that its process takes, all threads
 * together, from the moment at which a violation is detected to its end. That moment is when a worker
 * is told to make something of the violation, or else when one first says that it has.
 */
import { writeFileSync } from 'node:fs';
import { isMainThread, Worker } from 'node:worker_threads';

/** Names the file that is to hold the milliseconds. */
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
