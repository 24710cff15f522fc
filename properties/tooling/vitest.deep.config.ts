/** How the suites that take long are run: as the quick ones are. */
import { configDefaults, defineConfig } from 'vitest/config';
import type { ViteUserConfig } from 'vitest/config';
import quick, { DEEP } from './vitest.config.ts';

const config: ViteUserConfig = defineConfig({
  ...quick,
  test: { ...quick.test, include: [DEEP], exclude: configDefaults.exclude },
});

// oxlint-disable-next-line import/no-default-export -- vitest asks for one
export default config;
