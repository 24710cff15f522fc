/**
 * Draws scenarios whose runs stay within a configuration of the model: the same blocks and host pages, a
 * link that holds the same number of records, and no outside events that the configuration excludes. What
 * the model leaves open (log discipline, clear chunks, the times of syncs) varies.
 */
import fc from 'fast-check';
import type {
  BlockSpec,
  GuestOperation,
  LogDiscipline,
  Scenario,
  TickSpec,
} from '../../../impl/scenario.ts';
import { plainestScenario, TARGET_PAGE_SIZE } from '../../../impl/scenario.ts';
import type { Configuration } from '../../../model/configuration.ts';
import { pageCount, UNLIMITED } from '../../../model/configuration.ts';
import { hashOf } from '../../judging/execution/digest.ts';
import { drawing } from './drawing.ts';

/** Bytes of the shortest record, which is that of a zero page. */
const RECORD_BYTES_MIN = 9;
/** Bounds for what the configuration does not bound. */
const OPERATIONS_MAX = 5;
const BACKGROUND_SYNCS_MAX = 3;

/** Whether scenarios can express the configuration at all. */
export function hasScenarios(configuration: Configuration): boolean {
  const { postcopy, records, writesMax, backgroundSyncsMax } = configuration;
  // Budgets are part of a model state, but the judge's model does not count them.
  const isUnbounded = writesMax === UNLIMITED && backgroundSyncsMax === UNLIMITED;
  const hasMore = configuration.mechanisms !== undefined;
  return !postcopy && !hasMore && (records.main ?? 0) > 0 && configuration.resends && isUnbounded;
}

/** Scenario `number` of the endless list that the seed and the configuration determine. */
export function scenarioWithin(
  configuration: Configuration,
  number: number,
  seed: string,
): Scenario {
  const [scenario] = fc.sample(scenariosWithin(configuration), {
    seed: hashOf(`${configuration.name}/${seed}/${number}`),
    numRuns: 1,
  });
  if (scenario === undefined) throw new Error('fast-check has drawn nothing');
  return scenario;
}

function scenariosWithin(configuration: Configuration): fc.Arbitrary<Scenario> {
  return drawing((upTo) => {
    const pick = <Value>(...values: readonly Value[]): Value =>
      values[upTo(values.length - 1)] as Value;
    const wordBits = pick(2, 4);
    const operations = (kinds: readonly GuestOperation['kind'][]): readonly GuestOperation[] =>
      Array.from({ length: 1 + upTo(OPERATIONS_MAX - 1) }, () => {
        const block = upTo(configuration.blocks.length - 1);
        const page = upTo((configuration.blocks[block]?.pages ?? 1) - 1);
        return { kind: pick(...kinds), block, page };
      });
    const ticks = (kind: TickSpec['kind'], countMax: number): readonly TickSpec[] =>
      Array.from({ length: upTo(countMax) }, () => ({
        kind,
        after: upTo(10 + 4 * pageCount(configuration)),
      }));
    return {
      ...plainestScenario,
      name: configuration.name,
      wordBits,
      pageBytes: 8,
      blocks: blocksOf(configuration, wordBits, pick(true, false)),
      log: pick<LogDiscipline>('immediate', 'manual-protect', 'tlb'),
      splitReads: configuration.splitReads,
      channelBytes: RECORD_BYTES_MIN * (configuration.records.main ?? 0),
      switchoverThreshold: pick(0, 0, 1, 2),
      backgroundSync: pick<'park' | 'merge'>('park', 'merge'),
      vcpus: Array.from({ length: pick(1, 2) }, () => operations(['write', 'write', 'zero'])),
      device: configuration.deviceWriter && pick(true, false) ? operations(['write', 'zero']) : [],
      ticks: [
        ...ticks('background-sync', BACKGROUND_SYNCS_MAX),
        ...ticks('end-slice', 2),
        ...(configuration.cuts ? [...ticks('cut', 1), ...ticks('cancel', 1)] : []),
      ],
      migrations: configuration.cuts ? pick(1, 2, 3) : 1,
      stepsMax: 600,
    };
  });
}

/** The blocks, on word boundaries or just beside them, so that both paths of a merge are taken. */
function blocksOf(
  { blocks }: Configuration,
  wordBits: number,
  isAligned: boolean,
): readonly BlockSpec[] {
  let end = isAligned ? 0 : 1;
  return blocks.map(({ pages, pagesPerHostPage }, index) => {
    const offset = isAligned ? Math.ceil(end / wordBits) * wordBits : end;
    end = offset + pages;
    return {
      name: `ram${index}`,
      offset,
      usedPages: pages,
      pagesMax: pages,
      hostPageSize: pagesPerHostPage * TARGET_PAGE_SIZE,
      chunkPages: wordBits,
      zeroPages: [],
      discardedPages: [],
    };
  });
}
