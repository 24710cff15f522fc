/** How the slow suites are run: like the quick ones, but the longest first. */
import { configDefaults, defineConfig } from 'vitest/config';
import type { ViteUserConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import quick, { DEEP } from './vitest.config.ts';

/** Suites that alone take minutes start first; otherwise a core would be idle at the end. */
const LONGEST = [
  'gate',
  'catalogue',
  'noticed',
  'lockstep',
  'fatal-calls',
  'long-stories',
  'model',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: Files): Promise<Files> {
    const rank = ({ moduleId }: Files[number]): number => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.deep.test.ts`));
      return place < 0 ? LONGEST.length : place;
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}

type Files = Parameters<BaseSequencer['sort']>[0];

const config: ViteUserConfig = defineConfig({
  ...quick,
  test: {
    ...quick.test,
    include: [DEEP],
    exclude: configDefaults.exclude,
    sequence: { sequencer: LongestFirst },
  },
});

// oxlint-disable-next-line import/no-default-export -- vitest asks for one
export default config;
