/**
 * What each kind of step has to do to the records of a page: to H, L, I, S and D, to whether it is
 * armed, and to whether the log of its chunk is yet to be cleared. It judges nothing. When something
 * is wrong, it tells at which step the records last became other than the rules say: nearly always
 * that is the cause, and the violation, which may come much later, the symptom.
 */
import type { BlockSpec, Scenario } from '../../../../impl/scenario.ts';
import type { Layout } from '../../../../impl/system.ts';
import { pageBit } from '../../../../impl/system.ts';
import { host, migrationStatus, syncKinds } from '../../../../impl/tracepoints.ts';
import type { TracepointName } from '../../../../impl/tracepoints.ts';
import { hostPagesOf } from '../../../judging/lockstep/host-pages.ts';
import type { FrameEvent } from '../../film/frames.ts';

/** What the step's events make of the bits of every page, if all is well. */
export interface ExpectedBits {
  readonly bits: Uint16Array;
  /** The rule that spoke last of a bit of a page, if one has. */
  readonly ruleOf: (page: number, bit: number) => string | undefined;
  /** What is wrong with the order of events inside the step: a page, and what is wrong with it. */
  readonly disorder: { readonly page: number; readonly did: string; readonly should: string }[];
}

export interface PageRules {
  /** To be called for each step of a run in turn. */
  readonly expect: (bitsBefore: Uint16Array, events: readonly FrameEvent[]) => ExpectedBits;
}

const { dirty, parked, logged, hypervisorLogged, armed, clearPending, shadow } = pageBit;
/** The bits of which the rules know everything. */
export const RULED: number =
  dirty | parked | logged | hypervisorLogged | armed | clearPending | shadow;

type Handler = (first: number, second: number, third: number) => void;

export function pageRules(scenario: Scenario, layout: Layout): PageRules {
  const memory: Memory = {
    fetched: new Uint8Array(layout.pages),
    isLogging: false,
    isStopped: false,
    isLastStage: false,
  };
  return {
    expect(bitsBefore, events) {
      const rules = new Map<string, string>();
      const expected: ExpectedBits = {
        bits: bitsBefore.slice(),
        ruleOf: (page, bit) => rules.get(`${page}/${bit}`),
        disorder: [],
      };
      const page: Page = {
        has: (number, bit) => ((expected.bits[number] as number) & bit) !== 0,
        set(number, bit, isSet, rule) {
          const bits = expected.bits[number] as number;
          expected.bits[number] = isSet ? bits | bit : bits & ~bit;
          rules.set(`${number}/${bit}`, rule);
        },
      };
      const desk: Desk = { scenario, layout, memory, page, disorder: expected.disorder };
      const handlers = { ...logHandlers(desk), ...sendHandlers(desk), ...lifeHandlers(desk) };
      for (const { name, args } of events) handlers[name]?.(...args);
      return expected;
    },
  };
}

/** What the rules have to remember from step to step. */
interface Memory {
  /** Pages that the last fetch found logged, and whose log was not cleared since (manual protect). */
  readonly fetched: Uint8Array;
  isLogging: boolean;
  /** The guest was stopped for good, even if the migration is cancelled since. */
  isStopped: boolean;
  /** The last sync has merged: nobody will look at the hypervisor's log again. */
  isLastStage: boolean;
}

interface Page {
  readonly has: (page: number, bit: number) => boolean;
  readonly set: (page: number, bit: number, isSet: boolean, rule: string) => void;
}

interface Desk {
  readonly scenario: Scenario;
  readonly layout: Layout;
  readonly memory: Memory;
  readonly page: Page;
  readonly disorder: ExpectedBits['disorder'];
}

type Handlers = Partial<Record<TracepointName, Handler>>;

function lifeHandlers({ layout, memory, page }: Desk): Handlers {
  const hostPageOf = hostPagesOf(layout);
  const all = (bit: number, isSet: boolean, rule: string): void => {
    for (let number = 0; number < layout.pages; number++) page.set(number, bit, isSet, rule);
  };
  return {
    migrate_set_state(status) {
      if (status === migrationStatus.device) memory.isStopped = true;
    },
    global_dirty_changed(isOn) {
      memory.isLogging = isOn === 1;
      memory.isStopped = false;
      memory.isLastStage = false;
      memory.fetched.fill(0);
      for (const bit of [parked, shadow, clearPending])
        all(bit, false, 'a migration starts and ends with I, S and C empty');
      all(
        dirty,
        isOn === 1,
        'a migration starts with D set for every page (bitmaps of all ones), and ends with none',
      );
      if (isOn === 0) return;
      all(hypervisorLogged, false, 'logging starts with an empty log');
      all(armed, true, 'logging starts with every page armed');
    },
    postcopy_chunk_hostpages(block) {
      for (const number of pagesOfBlock(layout, block)) {
        const { first, end } = hostPageOf(number);
        const parts = Array.from({ length: end - first }, (_, part) => first + part);
        const isAny = parts.some((part) => page.has(part, dirty));
        page.set(
          number,
          dirty,
          isAny,
          'a host page that is dirty in part becomes dirty as a whole',
        );
      }
    },
  };
}

function logHandlers({ scenario, layout, memory, page }: Desk): Handlers {
  const isTlb = scenario.log === 'tlb';
  const pagesOf = (block: number): readonly number[] => pagesOfBlock(layout, block);
  return {
    vcpu_trap(number) {
      page.set(number, isTlb ? logged : hypervisorLogged, true, 'a trap logs the page');
      page.set(
        number,
        armed,
        false,
        'a page that has trapped traps no more until its log is cleared',
      );
    },
    device_log(number, on) {
      if (on === host.source && memory.isLogging)
        page.set(number, logged, true, 'a device logs the page that it has stored to');
    },
    memory_region_sync_dirty(block) {
      if (isTlb) return;
      for (const number of pagesOf(block)) {
        const isFound = page.has(number, hypervisorLogged);
        const rule = 'a fetch copies H into L, and nothing else';
        page.set(number, logged, isFound || page.has(number, logged), rule);
        if (!isFound) continue;
        if (scenario.log === 'manual-protect') memory.fetched[number] = 1;
        else clearLog(number, page, 'this fetch clears H and re-arms in one go');
      }
    },
    ramblock_sync_dirty_bitmap(block, kind) {
      if (memory.isStopped) memory.isLastStage = true;
      const merge = mergeRule(syncKinds[kind] as (typeof syncKinds)[number]);
      const takesWords = isWholeWords(scenario.blocks[block], scenario.wordBits);
      for (const number of pagesOf(block)) {
        const wasLogged = page.has(number, logged);
        merge(number, page);
        if (takesWords) page.set(number, clearPending, true, CLEAR_LATER);
        else {
          page.set(number, clearPending, page.has(number, clearPending), CLEAR_AT_ONCE);
          if (wasLogged) clearFetched(number, { memory, page }, CLEAR_AT_ONCE);
        }
      }
    },
    tlb_reset_dirty() {
      for (let number = 0; number < layout.pages; number++)
        page.set(number, armed, true, 'a sync that clears log bits re-arms every page (TLB reset)');
    },
    migration_bitmap_clear_dirty(first, pages) {
      for (let number = first; number < first + pages; number++) {
        page.set(number, clearPending, false, 'a log clear is due once for each chunk');
        clearFetched(number, { memory, page }, CLEAR_FETCHED);
      }
    },
  };
}

function sendHandlers({ memory, page, disorder }: Desk): Handlers {
  return {
    ram_clear_discarded_page(number) {
      page.set(number, dirty, false, 'what is not plugged in is not sent');
    },
    ram_take_dirty(number) {
      if (!page.has(number, dirty))
        disorder.push({
          page: number,
          did: 'takes it although D is clear: it has been taken before, or nobody has recorded it',
          should:
            'only a dirty page is taken; one that was sent since it was asked for is passed over',
        });
      page.set(number, dirty, false, 'whoever takes a page clears its D');
      if (memory.isLastStage || !page.has(number, clearPending)) return;
      disorder.push({
        page: number,
        did: 'takes it while the log of its chunk is yet to be cleared',
        should:
          'first the log of the chunk is cleared and re-armed, then the page is taken and read',
      });
    },
  };
}

const CLEAR_LATER =
  'a sync by words notes in C, for every chunk, that its log is yet to be cleared';
const CLEAR_AT_ONCE =
  'a block that is not whole words is merged page by page, and its log is cleared at once';
const CLEAR_FETCHED = 'a log clear removes from H what was fetched before, and nothing else';

function clearLog(number: number, page: Page, rule: string): void {
  page.set(number, hypervisorLogged, false, rule);
  page.set(number, armed, true, rule);
}

/** Under manual protect a clear removes what was fetched; the other logs have nothing left to clear. */
function clearFetched(
  number: number,
  { memory, page }: Pick<Desk, 'memory' | 'page'>,
  rule: string,
): void {
  if (memory.fetched[number] === 1) clearLog(number, page, rule);
  else page.set(number, hypervisorLogged, page.has(number, hypervisorLogged), CLEAR_FETCHED);
  memory.fetched[number] = 0;
}

/** What a merge makes of a page: forget what was sent, take L, park it or mark it dirty. */
function mergeRule(kind: (typeof syncKinds)[number]): (number: number, page: Page) => void {
  const pruning = 'a sync forgets a parked page if S is set and D clear (it was sent since)';
  const what = kind === 'modern-iteration' ? 'L and I' : 'L';
  const intoDirty = `a ${kind.replace('-', ' ')} sync moves ${what} into D, for every page`;
  const intoParked = 'a background sync moves L into I, for every page, and leaves D alone';
  return (number, page) => {
    const isPruned = page.has(number, shadow) && !page.has(number, dirty);
    if (isPruned) page.set(number, parked, false, pruning);
    const isLogged = page.has(number, logged);
    const into = kind === 'background' ? intoParked : intoDirty;
    page.set(number, logged, false, into);
    if (kind === 'background') {
      page.set(number, parked, isLogged || page.has(number, parked), into);
      page.set(number, dirty, page.has(number, dirty), into);
      page.set(
        number,
        shadow,
        page.has(number, dirty),
        'a background sync sets S to D, for every page',
      );
      return;
    }
    const isParked = kind === 'modern-iteration' && page.has(number, parked);
    const isDirty = isLogged || isParked || page.has(number, dirty);
    page.set(number, dirty, isDirty, isPruned && !isLogged ? pruning : into);
    if (kind === 'legacy-iteration') return;
    page.set(number, parked, false, into);
    page.set(number, shadow, false, 'an iteration sync ends what the last background sync noted');
  };
}

function pagesOfBlock({ blocks }: Layout, block: number): readonly number[] {
  const { firstPage = 0, usedPages = 0 } = blocks[block] ?? {};
  return Array.from({ length: usedPages }, (_, index) => firstPage + index);
}

/** Whether whole bitmap words describe the block and nothing but the block. */
function isWholeWords(block: BlockSpec | undefined, wordBits: number): boolean {
  return block !== undefined && block.offset % wordBits === 0 && block.usedPages % wordBits === 0;
}
