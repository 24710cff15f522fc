/** The Promela text says the same as the model: SPIN finds exactly as many states. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../model/configuration.ts';
import { configurations } from '../../model/configuration.ts';
import { explore } from '../../model/explorer.ts';
import { makeModel } from '../../model/machine.ts';
import { titleOf } from '../bench/model-section.ts';
import { definitions, promelaFile } from '../bench/promela.ts';
import { buildVerifier, missingForSpin, readSearch } from '../bench/spin.ts';

const missing = await missingForSpin();

/** Few enough pages and writes to be done in no time, with everything else that the text has. */
function small(name: string, pages: number): Configuration {
  const configuration = configurations.find((one) => one.name === name);
  if (configuration === undefined) throw new Error(`no configuration ${name}`);
  return { ...configuration, blocks: [{ pages, pagesPerHostPage: 1 }], writesMax: 1 };
}

/** What SPIN finds, or what the bench says if it is not there to be asked. */
async function askSpin(configuration: Configuration): Promise<object | string> {
  if (missing !== undefined) return titleOf(missing);
  const verifier = await buildVerifier(configuration);
  try {
    const { states, errors } = await verifier.search();
    return { states, errors };
  } finally {
    await verifier.remove();
  }
}

function expected(configuration: Configuration): object | string {
  if (missing !== undefined)
    return `the model's explorer, one thread; medians of 3 laps; SPIN is skipped: ${missing} is not installed`;
  return { states: explore(makeModel(configuration), { statesMax: 1e6 }).states, errors: 0 };
}

describe('SPIN', () => {
  it.each([small('two-pages', 2), small('three-pages', 3), small('host-pages', 2)])(
    'finds as many states as the explorer in a small $name, or is said to be skipped',
    async (configuration) => {
      expect(await askSpin(configuration)).toEqual(expected(configuration));
    },
  );

  it('is not asked about a machine that the text does not cover', () => {
    const postcopy = configurations.filter((one) => one.postcopy);
    for (const configuration of postcopy)
      expect(() => definitions(configuration)).toThrow(/does not cover/);
  });

  it('is given every size that the text asks for', () => {
    const text = readFileSync(promelaFile, 'utf8');
    const names = definitions(small('two-pages', 2)).map((one) => /-D(\w+)=/.exec(one)?.[1] ?? '');
    for (const name of names) expect(text).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it('is not believed if it has not finished', () => {
    const text = 'error: max search depth too small\n 12 states, stored\n';
    expect(() => readSearch(text)).toThrow(/has not finished/);
  });
});
