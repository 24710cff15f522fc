/**
 * The required effect of each step of precopy on the records of a page: H, L, I, S and D, whether the page
 * is armed, and whether the log of its chunk is yet to be cleared.
 */
import type { BlockSpec } from '../../../../impl/scenario.ts';
import { pageBit } from '../../../../impl/system.ts';
import { host, migrationStatus, syncKinds } from '../../../../impl/tracepoints.ts';
import { pagesOfBlock } from '../../../telling/story/provenance/pages-of-block.ts';
import type { RuleDesk, RuledPages, RuleHandlers } from '../../../telling/story/provenance/rule.ts';

const { dirty, parked, logged, hypervisorLogged, armed, clearPending, shadow } = pageBit;

export function coreRules(desk: RuleDesk): RuleHandlers {
  return { ...logHandlers(desk), ...sendHandlers(desk), ...lifeHandlers(desk) };
}

function lifeHandlers({ layout, memory, page }: RuleDesk): RuleHandlers {
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
  };
}

function logHandlers({ scenario, layout, memory, page }: RuleDesk): RuleHandlers {
  const isTlb = scenario.log === 'tlb';
  const pagesOf = (block: number): readonly number[] => pagesOfBlock(layout, block);
  return {
    vcpu_trap(number) {
      page.set(number, isTlb ? logged : hypervisorLogged, true, 'a trap logs the page');
      page.set(
        number,
        armed,
        false,
        'a page that has trapped does not trap again until its log is cleared',
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

function sendHandlers({ memory, page, disorder }: RuleDesk): RuleHandlers {
  return {
    ram_take_dirty(number) {
      if (!page.has(number, dirty))
        disorder.push({
          page: number,
          did: 'takes it although D is clear: it has been taken before, or was never recorded',
          should:
            'only a dirty page is taken; one that was sent since it was asked for is passed over',
        });
      page.set(number, dirty, false, 'taking a page clears its D');
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

function clearLog(number: number, page: RuledPages, rule: string): void {
  page.set(number, hypervisorLogged, false, rule);
  page.set(number, armed, true, rule);
}

/** A clear removes what was fetched, under manual-protect; other disciplines leave nothing to clear. */
function clearFetched(
  number: number,
  { memory, page }: Pick<RuleDesk, 'memory' | 'page'>,
  rule: string,
): void {
  if (memory.fetched[number] === 1) clearLog(number, page, rule);
  else page.set(number, hypervisorLogged, page.has(number, hypervisorLogged), CLEAR_FETCHED);
  memory.fetched[number] = 0;
}

/** What a merge does to a page: prunes it if it was sent, then moves L into the parked or dirty bitmap. */
function mergeRule(kind: (typeof syncKinds)[number]): (number: number, page: RuledPages) => void {
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
    page.set(
      number,
      shadow,
      false,
      'an iteration sync clears S, which the last background sync has set',
    );
  };
}

/** Whether whole bitmap words describe the block and nothing but the block. */
function isWholeWords(block: BlockSpec | undefined, wordBits: number): boolean {
  return block !== undefined && block.offset % wordBits === 0 && block.usedPages % wordBits === 0;
}
