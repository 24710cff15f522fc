/**
 * All scenarios that leave out or simplify one thing in a given scenario; the largest cuts come first. The
 * caller decides whether the smaller scenario still shows the violation.
 */
import { isDeepStrictEqual } from 'node:util';
import type { BlockSpec, GuestOperation, PageAddress, Scenario } from '../../../impl/scenario.ts';
import { plainestScenario, TARGET_PAGE_SIZE } from '../../../impl/scenario.ts';

export function* smallerScenarios(scenario: Scenario): Generator<Scenario> {
  yield* fewerActors(scenario);
  yield* fewerBlocks(scenario);
  yield* smallerHostPages(scenario);
  yield* fewerTicks(scenario);
  yield* fewerOperations(scenario);
  yield* fewerPages(scenario);
  yield* plainerOperations(scenario);
  yield* plainerBlocks(scenario);
  yield* plainerOptions(scenario);
}

function* fewerActors(scenario: Scenario): Generator<Scenario> {
  const { vcpus, device, migrations, recoveries = 0 } = scenario;
  if (recoveries > 1) yield { ...scenario, recoveries: recoveries - 1 };
  if (migrations > 1) yield { ...scenario, migrations: migrations - 1 };
  if (vcpus.length > 1)
    for (let vcpu = 0; vcpu < vcpus.length; vcpu++)
      yield { ...scenario, vcpus: vcpus.toSpliced(vcpu, 1) };
  if (device.length > 0) yield { ...scenario, device: [] };
}

function* fewerBlocks(scenario: Scenario): Generator<Scenario> {
  if (scenario.blocks.length === 1) return;
  for (let gone = 0; gone < scenario.blocks.length; gone++) {
    const keep = <Address extends PageAddress>(address: Address): readonly Address[] => {
      const { block } = address;
      if (block === gone) return [];
      return [{ ...address, block: block > gone ? block - 1 : block }];
    };
    yield mapOperations({ ...scenario, blocks: scenario.blocks.toSpliced(gone, 1) }, keep);
  }
}

/** Replaces larger host pages by as many host pages of two target pages, with the same halves in use. */
function* smallerHostPages(scenario: Scenario): Generator<Scenario> {
  for (const [number, spec] of scenario.blocks.entries()) {
    const pagesEach = spec.hostPageSize / TARGET_PAGE_SIZE;
    if (pagesEach <= FEW_PAGES || spec.usedPages % pagesEach !== 0) continue;
    const shorten = (page: number): number => Math.floor((page * FEW_PAGES) / pagesEach);
    const both = (pages: readonly number[]): readonly number[] => [...new Set(pages.map(shorten))];
    const usedPages = shorten(spec.usedPages);
    const block = {
      ...spec,
      usedPages,
      pagesMax: usedPages,
      hostPageSize: FEW_PAGES * TARGET_PAGE_SIZE,
      zeroPages: both(spec.zeroPages),
      discardedPages: both(spec.discardedPages),
    };
    const blocks = scenario.blocks.with(number, block);
    yield mapOperations({ ...scenario, blocks }, (address) =>
      address.block === number ? [{ ...address, page: shorten(address.page) }] : [address],
    );
  }
}

/** The fewest target pages for which a host page still takes several records. */
const FEW_PAGES = 2;

function* fewerTicks(scenario: Scenario): Generator<Scenario> {
  for (let tick = 0; tick < scenario.ticks.length; tick++)
    yield { ...scenario, ticks: scenario.ticks.toSpliced(tick, 1) };
}

function* fewerOperations(scenario: Scenario): Generator<Scenario> {
  const { vcpus, device } = scenario;
  for (const [vcpu, program] of vcpus.entries())
    for (let at = 0; at < program.length; at++)
      yield { ...scenario, vcpus: vcpus.with(vcpu, program.toSpliced(at, 1)) };
  for (let at = 0; at < device.length; at++) yield { ...scenario, device: device.toSpliced(at, 1) };
  for (const [field, addresses] of addressLists(scenario))
    for (let at = 0; at < addresses.length; at++)
      yield { ...scenario, [field]: addresses.toSpliced(at, 1) };
}

/** Fields that list pages, except the guest's programs. */
function addressLists(scenario: Scenario): readonly (readonly [string, readonly PageAddress[]])[] {
  return Object.entries(scenario).flatMap(([field, value]) =>
    field !== 'device' && isAddressList(value) ? [[field, value] as const] : [],
  );
}

function isAddressList(value: unknown): value is readonly PageAddress[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one: unknown) => isObject(one) && 'block' in one && 'page' in one)
  );
}

/**
 * First removes as many pages as a word has bits: whether a block takes the word path depends on its length,
 * which one page less would change. Then as many as a host page has, which postcopy requires.
 */
function* fewerPages(scenario: Scenario): Generator<Scenario> {
  const counts = scenario.blocks.map(({ hostPageSize }) => hostPageSize / TARGET_PAGE_SIZE);
  for (const count of new Set([scenario.wordBits, ...counts.filter((one) => one > 1), 1]))
    for (const [block, { usedPages }] of scenario.blocks.entries())
      if (usedPages > count)
        for (const gone of pageSets(usedPages, count)) yield withoutPages(scenario, block, gone);
}

/** Blocks up to this length may lose any set of pages; longer ones only adjacent pages. */
const ANY_SET_PAGES_MAX = 8;

/** Sets of `count` pages out of the first `pages` pages. */
function* pageSets(pages: number, count: number, from = 0): Generator<readonly number[]> {
  if (count === 0) yield [];
  else if (pages > ANY_SET_PAGES_MAX)
    for (let first = 0; first + count <= pages; first++)
      yield Array.from({ length: count }, (_, page) => first + page);
  else
    for (let first = from; first + count <= pages; first++)
      for (const others of pageSets(pages, count - 1, first + 1)) yield [first, ...others];
}

function withoutPages(scenario: Scenario, block: number, gone: readonly number[]): Scenario {
  const move = (page: number): readonly number[] =>
    gone.includes(page) ? [] : [page - gone.filter((one) => one < page).length];
  const blocks = scenario.blocks.map((spec, index) =>
    index === block
      ? {
          ...spec,
          usedPages: spec.usedPages - gone.length,
          pagesMax: spec.pagesMax - gone.length,
          zeroPages: spec.zeroPages.flatMap(move),
          discardedPages: spec.discardedPages.flatMap(move),
        }
      : spec,
  );
  return mapOperations({ ...scenario, blocks }, (operation) =>
    operation.block === block
      ? move(operation.page).map((page) => ({ ...operation, page }))
      : [operation],
  );
}

function* plainerOperations(scenario: Scenario): Generator<Scenario> {
  const { vcpus, device } = scenario;
  for (const [vcpu, program] of vcpus.entries())
    for (const plainer of plainerProgram(program))
      yield { ...scenario, vcpus: vcpus.with(vcpu, plainer) };
  for (const plainer of plainerProgram(device)) yield { ...scenario, device: plainer };
  for (const [at, tick] of scenario.ticks.entries())
    if (tick.kind === 'cut' || tick.kind === 'cut-preempt')
      yield { ...scenario, ticks: scenario.ticks.with(at, { ...tick, kind: 'cancel' }) };
  for (const [at, tick] of scenario.ticks.entries())
    for (const after of [0, Math.floor(tick.after / 2)])
      if (after < tick.after)
        yield { ...scenario, ticks: scenario.ticks.with(at, { ...tick, after }) };
  for (const [at, { since, ...tick }] of scenario.ticks.entries())
    if (since !== undefined) yield { ...scenario, ticks: scenario.ticks.with(at, tick) };
}

function* plainerProgram(program: readonly GuestOperation[]): Generator<readonly GuestOperation[]> {
  for (const [at, operation] of program.entries())
    if (operation.kind === 'zero') yield program.with(at, { ...operation, kind: 'write' });
}

function* plainerBlocks(scenario: Scenario): Generator<Scenario> {
  const { blocks, wordBits } = scenario;
  for (const [at, block] of blocks.entries()) {
    const before = blocks[at - 1];
    const lowest = before === undefined ? 0 : before.offset + before.pagesMax;
    const plainer: Partial<BlockSpec>[] = [
      { offset: lowest },
      { offset: Math.ceil(lowest / wordBits) * wordBits },
      { pagesMax: block.usedPages },
      { hostPageSize: 4096 },
      { chunkPages: wordBits },
      { discardedPages: [] },
      { pagesBefore: undefined },
      { zeroPages: block.discardedPages },
    ];
    for (const change of plainer) {
      const changed = { ...block, ...change };
      if (isPlainer(changed, block)) yield { ...scenario, blocks: blocks.with(at, changed) };
    }
  }
}

/** Whether a change goes towards the plain value: two plain offsets must not replace each other for ever. */
function isPlainer(changed: BlockSpec, block: BlockSpec): boolean {
  return (
    changed.offset < block.offset ||
    changed.pagesMax < block.pagesMax ||
    changed.hostPageSize !== block.hostPageSize ||
    changed.chunkPages < block.chunkPages ||
    changed.pagesBefore !== block.pagesBefore ||
    changed.discardedPages.length < block.discardedPages.length ||
    changed.zeroPages.length < block.zeroPages.length
  );
}

/** Fields that are made smaller elsewhere, or not at all. */
const OTHERWISE: ReadonlySet<string> = new Set<keyof Scenario>([
  'name',
  'wordBits',
  'pageBytes',
  'blocks',
  'vcpus',
  'device',
  'ticks',
  'migrations',
  'stepsMax',
]);

/** Sets each option to its plainest value; the options added to the engine last come first. */
function* plainerOptions(scenario: Scenario): Generator<Scenario> {
  const plain = Object.entries(plainestScenario).filter(([option]) => !OTHERWISE.has(option));
  for (const [option, value] of plain.toReversed())
    if (!isDeepStrictEqual(scenario[option as keyof Scenario], value))
      yield { ...scenario, [option]: value };
}

function mapOperations(
  scenario: Scenario,
  change: <Address extends PageAddress>(address: Address) => readonly Address[],
): Scenario {
  const lists = addressLists(scenario).map(([field, addresses]) => [
    field,
    addresses.flatMap(change),
  ]);
  return {
    ...scenario,
    ...Object.fromEntries(lists),
    vcpus: scenario.vcpus.map((program) => program.flatMap(change)),
    device: scenario.device.flatMap(change),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
