/** Writes a finding of real QEMU, with its recording, its page and its reproducer beside it. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { printRecording } from '../../../../traces/recording-file.ts';
import { findingFileOf, printFinding } from '../../../qemu/findings/finding-file.ts';
import type { QemuFinding } from '../../../qemu/findings/findings.ts';
import { canBeScript, writeReproducer } from '../../../qemu/findings/write-reproducer.ts';
import { writeWhole } from '../../../running/files/write-whole.ts';
import { pageOf } from '../../../running/replay/page-of-trace.ts';
import { pageBeside, recordingBeside, viewOfObserved } from './page.ts';

/** Sets the finding's files. The recording and the page are written even if there is no reproducer. */
export function fileFinding(finding: QemuFinding, folder: string): void {
  const { key, problem, example } = finding;
  const path = join(folder, fileNameOf(key));
  const file = findingFileOf(example, problem);
  finding.file = `${path}.json`;
  writeWhole(finding.file, printFinding(file));
  const { recording } = example.judgement;
  writeWhole(recordingBeside(finding.file), printRecording(recording));
  const shown = { problem, capabilities: file.scenario.capabilities };
  const view = viewOfObserved({ recording, finding: shown, file: finding.file });
  writeWhole(pageBeside(finding.file), pageOf(view));
  if (!canBeScript(file.scenario)) return;
  finding.reproducer = `${path}.py`;
  writeReproducer(file, finding.reproducer);
}

/** The key as a file name. A long key is cut, and told apart from others by a number. */
function fileNameOf(key: string): string {
  const name = `qemu-${key.toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-')}`;
  if (name.length <= FILE_NAME_MAX) return name;
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 6);
  return `${name.slice(0, FILE_NAME_MAX).replace(/-[^-]*$/, '')}-${digest}`;
}

const FILE_NAME_MAX = 60;
