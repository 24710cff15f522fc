/** Checks that an external engine keeps the contract, as far as that can be seen from outside. */
import type { OwnSystem } from '../../../impl/own-system.ts';
import type { Scenario } from '../../../impl/scenario.ts';
import type { Lacks, Layout } from '../../../impl/system.ts';
import { THREADS_MAX, TooManyThreads } from '../../../impl/thread-set.ts';
import {
  hosts,
  migrationStatuses,
  syncKinds,
  TRACEPOINT_STRIDE,
  tracepoint,
  tracepoints,
} from '../../../impl/tracepoints.ts';

/** The members that every system must have, and their types. */
const REQUIRED: readonly (readonly [path: string, type: string])[] = [
  ['driver.threads', 'object'],
  ['driver.reset', 'function'],
  ['driver.choices', 'function'],
  ['driver.take', 'function'],
  ['driver.comingStep', 'function'],
  ['driver.isDone', 'function'],
  ['driver.drain', 'function'],
  ['layout.blocks', 'object'],
  ['layout.pages', 'number'],
  ['layout.pageWords', 'number'],
  ['layout.actors', 'number'],
  ['layout.operationsOf', 'object'],
  ['layout.initialVersions', 'object'],
  ['views.memoryWord', 'function'],
  ['views.isRunning', 'function'],
  ['trace.events', 'object'],
  ['trace.length', 'number'],
];

/** @throws Error that names the first thing that is missing or wrong */
export function checkShape(system: unknown): void {
  for (const [path, type] of REQUIRED) {
    const found = path.split('.').reduce(memberOf, system);
    if (typeof found !== type) throw new Error(`its ${path} is not of type ${type}`);
  }
  const { length } = (system as OwnSystem).driver.threads;
  if (length > THREADS_MAX) throw new TooManyThreads(length);
  for (const name of (system as OwnSystem).announces ?? [])
    if (!(name in tracepoint)) throw new Error(`there is no tracepoint ${JSON.stringify(name)}`);
}

function memberOf(whole: unknown, name: string): unknown {
  return (whole as Readonly<Record<string, unknown>> | null | undefined)?.[name];
}

/** @throws Error if the pages are not those of the scenario */
export function checkLayout({ blocks, pages }: Layout, scenario: Scenario): void {
  let firstPage = 0;
  for (const [at, { name, usedPages }] of scenario.blocks.entries()) {
    const block = blocks[at];
    if (block?.name !== name || block.usedPages !== usedPages || block.firstPage !== firstPage)
      throw new Error(`its layout lacks ${usedPages} pages of ${name} from page ${firstPage} on`);
    firstPage += usedPages;
  }
  if (pages !== firstPage) throw new Error(`its layout has ${pages} pages, not ${firstPage}`);
}

/** @returns a check of the events that the last step has announced, which throws if one is invalid */
export function eventChecker({ trace, layout }: OwnSystem, lacks: Lacks): () => void {
  const below: Readonly<Record<string, number>> = {
    page: layout.pages,
    firstPage: layout.pages,
    block: layout.blocks.length,
    host: hosts.length,
    actor: layout.actors,
    status: migrationStatuses.length,
    kind: syncKinds.length,
  };
  const limits = tracepoints.map(({ args }) => args.map((name) => below[name] ?? Infinity));
  return () => {
    const { events, length } = trace;
    for (let at = 0; at < length; at += TRACEPOINT_STRIDE) {
      const number = events[at] as number;
      const said = tracepoints[number];
      if (said === undefined)
        throw new Error(`it announces tracepoint ${number}, which does not exist`);
      if (lacks.tracepoints.has(said.name))
        throw new Error(`it announces ${said.name}, which is not in its "announces" list`);
      // Cells beyond the arguments may hold values of earlier events, and mean nothing.
      events.fill(0, at + 1 + said.args.length, at + TRACEPOINT_STRIDE);
      limits[number]?.forEach((limit, argument) => {
        const value = events[at + 1 + argument] as number;
        if (limit !== Infinity && (value < 0 || value >= limit))
          throw new Error(`it announces ${said.name} with ${said.args[argument]} ${value}`);
      });
    }
  };
}
