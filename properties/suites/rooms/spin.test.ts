/** The Promela text describes the same machine as the model: SPIN finds exactly as many states. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../../model/configuration.ts';
import { configurations } from '../../../model/mechanisms.ts';
import { explore } from '../../../model/exploring/explorer.ts';
import { makeModel } from '../../../model/machine.ts';
import { titleOf } from '../../proving/bench/model-section.ts';
import { definitions, promelaFile } from '../../proving/bench/promela.ts';
import { buildVerifier, readSearch } from '../../proving/bench/spin.ts';
import { describeWith } from '../support/requirements.ts';

/** Few enough pages and writes for a quick search, with all other features of the text. */
function small(name: string, pages: number): Configuration {
  const configuration = configurations.find((one) => one.name === name);
  if (configuration === undefined) throw new Error(`no configuration ${name}`);
  return { ...configuration, blocks: [{ pages, pagesPerHostPage: 1 }], writesMax: 1 };
}

describeWith(['spin', 'gcc'], 'SPIN', () => {
  it.each([small('two-pages', 2), small('three-pages', 3), small('host-pages', 2)])(
    'finds as many states as the explorer in a small $name',
    async (configuration) => {
      const verifier = await buildVerifier(configuration);
      const { states, errors } = await verifier.search().finally(() => verifier.remove());
      expect(states).toBe(explore(makeModel(configuration), { statesMax: 1e6 }).states);
      expect(errors).toBe(0);
    },
  );
});

describe('the Promela text', () => {
  it('is skipped by the bench if a program is missing, and the title says so', () => {
    expect(titleOf('gcc')).toBe(
      "the model's explorer, states a CPU second, one thread; medians of 3 laps; SPIN is skipped: gcc is not installed",
    );
  });

  it('refuses a configuration that it does not cover', () => {
    const postcopy = configurations.filter((one) => one.postcopy);
    for (const configuration of postcopy)
      expect(() => definitions(configuration)).toThrow(/does not cover/);
  });

  it('uses every size that it is given', () => {
    const text = readFileSync(promelaFile, 'utf8');
    const names = definitions(small('two-pages', 2)).map((one) => /-D(\w+)=/.exec(one)?.[1] ?? '');
    for (const name of names) expect(text).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it('gives no result if the search has not finished', () => {
    const text = 'error: max search depth too small\n 12 states, stored\n';
    expect(() => readSearch(text)).toThrow(/has not finished/);
  });
});
