/** Of the catalogue, as many bugs as can be waited for: each is told soon after it was detected. */
import { expect, it } from 'vitest';
import { toldWithinBar } from '../bars/told-within.ts';

it('bugs of the catalogue are told within three seconds of CPU', async () => {
  const { misses } = await toldWithinBar.run(0.2);
  expect(misses).toEqual([]);
}, 600_000);
