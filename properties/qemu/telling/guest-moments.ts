/** What the guest did, and what memory held in the end, as moments. */
import { host as hostNumber } from '../../../impl/tracepoints.ts';
import type {
  FoundPage,
  GuestOperation,
  PageContent,
  QemuRecording,
} from '../../../traces/recording-file.ts';
import { describeContent } from '../validation/step.ts';
import type { Effect, Moment } from './moment.ts';
import type { Pages } from './pages.ts';
import { namePages } from './pages.ts';

export function guestMoments({ operations }: QemuRecording, pages: Pages): readonly Moment[] {
  return operations.flatMap((operation, index) => {
    const { host, actor, begun, acknowledged } = operation;
    const shared = {
      lane: `${host} ${actor === 'vcpu' ? 'vCPU' : 'device'}`,
      action: operation.kind === 'read' ? 'read' : 'write',
      wheres: [`operation ${index}`],
    } as const;
    const { begins, ends } = wordsOf(operation, pages);
    const told = announcedBy(operation, pages);
    const effects = effectsOf(operation, pages);
    const begin = { ...shared, at: begun, label: begins, ...told };
    if (acknowledged === null)
      return [{ ...begin, text: `${begins}, which is never acknowledged`, effects }];
    const took = ((acknowledged - begun) / 1000).toFixed(1);
    return [
      begin,
      {
        ...shared,
        at: acknowledged,
        label: `${operation.kind}, acknowledged after ${took} ms`,
        text: `${ends}${acknowledged - begun >= SLOW ? ` (${took} ms)` : ''}${doubt(operation)}`,
        ...told,
        effects,
      },
    ];
  });
}

/** In microseconds; the harness itself takes one or two milliseconds. */
const SLOW = 10_000;

function doubt({ ambiguous }: GuestOperation): string {
  return ambiguous === true ? ', perhaps after the guest had stopped' : '';
}

function wordsOf(
  { kind, block, page, pages: count = 1, content }: GuestOperation,
  pages: Pages,
): { readonly begins: string; readonly ends: string } {
  const index = pages.indexOf({ block, page });
  const named = Array.from({ length: count }, (_, at) => (index ?? 0) + at);
  const name = index === undefined ? `${block}:${page}` : namePages(pages, named);
  const what = content === undefined ? '' : describeContent(content);
  if (kind === 'loop')
    return {
      begins: `begins to write ${name} again and again`,
      ends: `writes ${name} again and again`,
    };
  if (kind === 'write')
    return { begins: `begins to store ${what} in ${name}`, ends: `stores ${what} in ${name}` };
  const read = what === '' ? name : `${what} in ${name}`;
  return { begins: `begins to read ${name}`, ends: `reads ${read}` };
}

/** Only a content that is a version can be announced as the project's own engine does it. */
function announcedBy(
  { kind, actor, host, block, page, pages: count = 1, content }: GuestOperation,
  pages: Pages,
): Pick<Moment, 'announced' | 'about'> {
  const index = pages.indexOf({ block, page });
  if (index === undefined) return {};
  if (typeof content !== 'number' || content === 0) return { about: [[index, count]] };
  const name = kind === 'read' ? 'vcpu_load' : actor === 'vcpu' ? 'vcpu_store' : 'device_store';
  return { announced: [{ name, args: [index, content, hostNumber[host]] }] };
}

function effectsOf(
  { kind, host, block, page, content }: GuestOperation,
  pages: Pages,
): readonly Effect[] {
  const index = pages.indexOf({ block, page });
  if (kind !== 'write' || content === undefined || index === undefined) return [];
  return [{ kind: 'content', page: index, cell: host, content }];
}

/** The judge compares both hosts' memory when a migration has completed. */
export function memoryMoments({ memory }: QemuRecording, pages: Pages): readonly Moment[] {
  const found = new Map<string, (FoundPage & { readonly index: number })[]>();
  memory.forEach((one, index) => {
    const key = `${one.acknowledged} ${one.block}:${one.page}`;
    found.set(key, [...(found.get(key) ?? []), { ...one, index }]);
  });
  return [...found.values()].flatMap((both) => {
    const [first] = both;
    const page = first && pages.indexOf(first);
    if (first === undefined || page === undefined) return [];
    const contents = both.map(({ host, content }) => `${describeContent(content)} on the ${host}`);
    const isEqual = new Set(both.map(({ content }): PageContent => content)).size === 1;
    const text = isEqual
      ? `finds ${describeContent(first.content)} in ${pages.names[page]} on both hosts`
      : `finds ${contents.join(' and ')} in ${pages.names[page]}`;
    return [
      {
        at: first.acknowledged,
        lane: 'judge',
        action: 'read',
        label: 'reads memory',
        text,
        wheres: both.map(({ index }) => `memory ${index}`),
        about: [[page, 1]],
        effects: both.map(({ host, content }) => ({ kind: 'content', page, cell: host, content })),
        ...(isEqual ? { bulk: { kind: 'find', of: page } } : {}),
      } satisfies Moment,
    ];
  });
}
