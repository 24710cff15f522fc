/** What a campaign of real QEMU may leave on the host: processes, folders, sockets, host pages of 2 MiB. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { probeHost } from '../../../impl/qemu/host.ts';
import type { Place } from './in-place.ts';

/** Where workspaces are. */
const SHARED_MEMORY = '/dev/shm';

export interface Campaign {
  readonly pid: number;
  /** Every process of the campaign has its folder for temporary files in its environment. */
  readonly place: Place;
  /** Free before the campaign began. */
  readonly hugePagesFree: number;
}

export interface Left {
  /** One line each. */
  readonly what: readonly string[];
  /** Milliseconds until nothing was left, or until the time was over. */
  readonly ms: number;
}

/** Waits until nothing is left, at most `withinMs`. */
export async function whatIsLeft(campaign: Campaign, withinMs: number): Promise<Left> {
  const startedAt = performance.now();
  for (;;) {
    const what = leftNow(campaign);
    const ms = performance.now() - startedAt;
    if (what.length === 0 || ms > withinMs) return { what, ms };
    await sleep(LOOK_MS);
  }
}

const LOOK_MS = 20;

function leftNow({ pid, place, hugePagesFree }: Campaign): readonly string[] {
  const workspace = `migcheck-${pid}-`;
  const folders = existsSync(SHARED_MEMORY) ? readdirSync(SHARED_MEMORY) : [];
  const lost = hugePagesFree - probeHost().hugePagesFree;
  return [
    ...processesIn(place),
    ...folders.filter((name) => name.startsWith(workspace)).map((name) => `folder ${name}`),
    ...readdirSync(place.tmp).map((name) => `temporary file ${name}`),
    ...openSockets().filter((line) => line.includes(workspace)),
    ...(lost > 0 ? [`${lost} huge pages`] : []),
  ];
}

export function processesIn({ tmp }: Place): readonly string[] {
  return readdirSync('/proc').flatMap((id): readonly string[] => {
    if (!/^\d+$/.test(id)) return [];
    try {
      const environment = readFileSync(`/proc/${id}/environ`, 'latin1').split('\0');
      if (!environment.includes(`TMPDIR=${tmp}`)) return [];
      const command = readFileSync(`/proc/${id}/cmdline`, 'latin1').replaceAll('\0', ' ');
      return [`process ${id}: ${command.slice(0, 100)}`];
    } catch {
      // It has ended in the meantime, or belongs to another user.
      return [];
    }
  });
}

function openSockets(): readonly string[] {
  return readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .map((line) => `socket ${line.split(' ').at(-1) ?? ''}`);
}
