/** A judged migration as a journal tells it, and back. What is large is told only of examples. */
import type { QemuPair } from '../../../impl/qemu/host.ts';
import { nameOfPair } from '../../../impl/qemu/host.ts';
import { BadFile } from '../../../traces/parse-json.ts';
import type { QemuRecording } from '../../../traces/recording-file.ts';
import type { JudgedMigration } from '../campaign.ts';
import type { MigrationSummary } from '../seek.ts';
import type { StoredExample, ToldMigration } from './entries.ts';

/** @param recording - the file with its recording, if the migration is an example */
export function tellMigration(
  { index, scenario, schedule, judgement }: JudgedMigration,
  summary: MigrationSummary,
  recording: string | undefined,
): ToldMigration {
  const { problems, story } = judgement;
  if (problems.length === 0) return { index, summary };
  const example = recording === undefined ? undefined : { schedule, story, recording };
  return { index, summary, wrong: { scenario, problems, example } };
}

export interface Surroundings {
  /** Those of the campaign, and their pairs. */
  readonly binaries: readonly QemuPair[];
  /** @throws BadFile or UsageError if it cannot be read */
  readonly readRecording: (name: string) => QemuRecording;
}

/**
 * The recording is read when it is first asked for, since most are never needed.
 *
 * @throws BadFile if the migration was right, or of another version
 */
export function migrationOf(
  { index, summary, wrong }: ToldMigration,
  { binaries, readRecording }: Surroundings,
): JudgedMigration {
  const { drawn, ms, ambiguous, course, version, isValidated, notUnderstood } = summary;
  const binary = binaries.find((one) => nameOfPair(one) === version);
  if (binary === undefined) throw new BadFile(`migration ${index} is of QEMU ${version}`);
  if (wrong === undefined) throw new BadFile(`migration ${index} has no finding`);
  const { scenario, problems, example } = wrong;
  const kept = (): StoredExample => {
    if (example === undefined) throw new BadFile(`migration ${index} is not told as an example`);
    return example;
  };
  let recording: QemuRecording | undefined;
  return {
    index,
    drawn,
    scenario,
    binary,
    ms,
    ambiguous,
    course,
    get schedule() {
      return kept().schedule;
    },
    judgement: {
      problems,
      isValidated,
      notUnderstood,
      get story() {
        return kept().story;
      },
      get recording() {
        recording ??= readRecording(kept().recording);
        return recording;
      },
    },
  };
}
