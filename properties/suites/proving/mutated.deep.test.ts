/** A few of the mutated inputs that `npm run bars` tries, some of them in processes of their own. */
import { expect, it } from 'vitest';
import { mutateAll } from '../../proving/bars/mutated-inputs.ts';

it('mutated files of every format are a verdict or one line', async () => {
  const { misses } = await mutateAll(0.002, 1);
  expect(misses).toEqual([]);
});
