/** Judges a run by its memory, by its recording, and by whether both hosts answered. */
import type { Complaint } from '../../impl/qemu/happenings.ts';
import type { QemuBinary } from '../../impl/qemu/host.ts';
import { MEMORY_BLOCK } from '../../impl/qemu/process.ts';
import type { GuestOperation, QemuScenario } from '../../impl/qemu/scenario.ts';
import type { PageContent, QemuRecording } from '../../traces/recording-file.ts';
import type { WrongPage } from './end-state.ts';
import { describeWrongPage, wrongPages } from './end-state.ts';
import { qemuFamilies } from './families.ts';
import type { Problem, QemuProperty } from './problem.ts';
import { record } from './record.ts';
import type { MigrationRun } from './run-migration.ts';
import { splitBrain } from './split-brain.ts';
import { validate } from './validation/validate.ts';
import type { Rejected } from './validation/verdict.ts';

export interface Judgement {
  readonly problems: readonly Problem[];
  readonly recording: QemuRecording;
  /** Whether the recording was validated against the model. */
  readonly isValidated: boolean;
  /** Why the recording could not be validated, if it should have been. */
  readonly notUnderstood: string | undefined;
}

/** Families whose streams are not decoded. */
const OPAQUE = qemuFamilies.filter(({ isOpaque }) => isOpaque === true).map(({ name }) => name);

/**
 * Families that are not validated. Recovery makes the source resend what was lost on the way, for which the
 * model has no actions; the records of opaque families are not seen.
 */
const UNVALIDATED = ['recovery', ...OPAQUE];

export function judge(scenario: QemuScenario, binary: QemuBinary, run: MigrationRun): Judgement {
  const recording = record(scenario, binary, run);
  const wrong = wrongPages(scenario, run);
  const complaints = run.happenings.flatMap((one) =>
    one.kind === 'complaint' && isJudged(scenario, one.complaint)
      ? [{ ...aboutNoPage, ...one.complaint }]
      : [],
  );
  const split = splitBrain(run.happenings);
  const validation = isToBeValidated(scenario, run) ? validate(recording) : undefined;
  const ofPages = (
    property: 'END' | 'G1',
    isSo: (page: WrongPage) => boolean,
  ): readonly Problem[] => aboutPages(scenario, property, wrong.filter(isSo));
  return {
    // A split brain causes all other problems of its run, except a crash of QEMU.
    problems:
      split.length > 0
        ? [...split, ...complaints.filter(({ property }) => property === 'CRASH')]
        : [
            ...ofPages('END', ({ by }) => by === undefined),
            ...ofPages('G1', ({ by }) => by !== undefined),
            ...(complaints.length > 0 ? complaints : failures(run)),
            ...(validation?.verdict === 'rejected' ? [rejection(scenario, validation)] : []),
          ],
    recording,
    isValidated: validation !== undefined && validation.verdict !== 'not-understood',
    notUnderstood: validation?.verdict === 'not-understood' ? validation.why : undefined,
  };
}

function isToBeValidated({ name }: QemuScenario, { arrivals }: MigrationRun): boolean {
  return !UNVALIDATED.includes(name) && arrivals.length > 0;
}

function isJudged({ name }: QemuScenario, { property }: Complaint): boolean {
  return property !== 'P6' || !OPAQUE.includes(name);
}

/** A migration that QEMU reports as failed, unless the operator has cancelled it or cut the link. */
function failures({ happenings }: MigrationRun): readonly Problem[] {
  let isExcused = false;
  let wasExcused = false;
  for (const one of happenings) {
    if (one.kind === 'operator' && one.command === 'migrate') isExcused = false;
    if (one.kind === 'operator' && (one.command === 'cut' || one.command === 'cancel'))
      isExcused = wasExcused = true;
    const hasFailed = one.kind === 'event' && one.data['status'] === 'failed';
    // A destination may notice that it was abandoned only after the next one has started.
    if (!hasFailed || (one.host === 'source' ? isExcused : wasExcused)) continue;
    const text = `the ${one.host} reports the migration as failed`;
    return [{ ...aboutNoPage, property: 'FAILED', text }];
  }
  return [];
}

const aboutNoPage = { pages: [], writer: 'nobody', isStale: false } as const;

function aboutPages(
  scenario: QemuScenario,
  property: QemuProperty,
  wrong: readonly WrongPage[],
): readonly Problem[] {
  const [first] = wrong;
  if (first === undefined) return [];
  const rest = wrong.length === 1 ? '' : `, and ${wrong.length - 1} more`;
  const pages = wrong.map(({ block, page }) => `${block}:${page}`);
  const writer = writerOf(scenario, pages);
  const isStale = wrong.every(({ found }) => isOfThePage(found));
  return [{ property, text: describeWrongPage(first) + rest, pages, writer, isStale }];
}

/** Whether the content is a whole version of this page. */
function isOfThePage(found: PageContent): boolean {
  return found !== 'torn' && found !== 'foreign';
}

function rejection(scenario: QemuScenario, found: Rejected): Problem {
  const { where, step, page, guard, nearest, pages } = found;
  const about = page === undefined ? '' : ` of ${page}`;
  const instead = nearest === undefined ? '' : `; allowed instead: ${nearest}`;
  const text = `${where}: ${step}${about} is not allowed: ${guard}${instead}`;
  return { property: 'R', text, pages, writer: writerOf(scenario, pages), isStale: true };
}

/** @param pages - like `m0:381` */
function writerOf(scenario: QemuScenario, pages: readonly string[]): Problem['writer'] {
  const named = new Map(scenario.pages.map((page, at) => [`${MEMORY_BLOCK}:${page}`, at]));
  const positions = pages.map((page) => named.get(page) ?? -1);
  const isWritten = (operation: GuestOperation, position: number): boolean => {
    const { kind, page } = operation;
    if (kind === 'loop') return page <= position && position < page + operation.pages;
    return kind !== 'read' && page === position;
  };
  const writes = (program: readonly GuestOperation[]): boolean =>
    program.some((operation) => positions.some((position) => isWritten(operation, position)));
  const [byVcpu, byDevice] = [writes(scenario.vcpu), writes(scenario.device)];
  if (byVcpu && byDevice) return 'both';
  if (positions.includes(-1)) return 'nobody';
  return byVcpu ? 'vcpu' : byDevice ? 'device' : 'nobody';
}
