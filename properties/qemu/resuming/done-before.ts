/** What the earlier parts of a campaign have done, from its journal. */
import { BadFile } from '../../../traces/parse-json.ts';
import type { QemuFinding } from '../findings/findings.ts';
import type { Done } from '../seek.ts';
import type { AgainEntry, Entry } from './entries.ts';
import type { Surroundings } from './told-migration.ts';
import { migrationOf } from './told-migration.ts';

/**
 * @param where - names the journal in complaints
 * @returns whose `restore` throws BadFile if a finding's recording is missing or damaged
 */
export function doneBefore(
  entries: readonly Entry[],
  surroundings: Surroundings,
  where: string,
): Done {
  const migrations = entries.flatMap((one) => (one.kind === 'migration' ? [one] : []));
  const indexes = new Set(migrations.map(({ index }) => index));
  if (indexes.size < migrations.length) throw new BadFile(`${where}: tells a migration twice`);
  const again = new Map(entries.flatMap((one) => (one.kind === 'again' ? [[one.key, one]] : [])));
  const controls = new Map(
    entries.flatMap((one) =>
      one.kind === 'control' ? [[`${one.version} ${one.index}`, one.control]] : [],
    ),
  );
  return {
    restore({ migrations: summaries, found }) {
      for (const one of migrations) {
        summaries.push(one.summary);
        if (one.wrong !== undefined) found.add(migrationOf(one, surroundings));
      }
      for (const finding of found.all()) {
        const entry = again.get(finding.key);
        if (entry !== undefined) restoreExample(finding, entry, surroundings);
        for (const { run } of [{ run: finding.example }, ...finding.examples])
          void run.judgement.recording;
      }
    },
    hasMigrated: (index) => indexes.has(index),
    isSearched: entries.some(({ kind }) => kind === 'searched'),
    wasRunAgain: (key) => again.has(key),
    controlAt: (version, index) => controls.get(`${version} ${index}`),
  };
}

function restoreExample(
  finding: QemuFinding,
  { rate, example, problem }: AgainEntry,
  surroundings: Surroundings,
): void {
  if (rate !== undefined) finding.rate = rate;
  finding.example = migrationOf(example, surroundings);
  finding.problem = problem;
}
