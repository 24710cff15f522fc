/** The bench runs whole checks, of this checkout or of another one, and says what it cannot use. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../project-root.ts';
import { readCheckout, runCheckLap } from '../../proving/bench/check-lap.ts';
import { temporaryFolder } from '../support/support.ts';

describe('a lap of check', () => {
  it('takes steps, and CPU time of all threads', async () => {
    const own = readCheckout(projectRoot);
    const [few, more] = [
      await runCheckLap(own, 'precopy', 20),
      await runCheckLap(own, 'precopy', 500),
    ];
    expect(few).toMatchObject({ executions: 20 });
    expect(more.executions).toBe(500);
    expect(more.steps).toBeGreaterThan(few.steps);
    expect(more.cpuSeconds).toBeGreaterThan(few.cpuSeconds);
  });

  it('is refused for a family that is unknown, in one line', async () => {
    const lap = runCheckLap(readCheckout(projectRoot), 'nothing', 20);
    await expect(lap).rejects.toThrow(/^check --scenario nothing in [^\n]+$/);
  });

  it.each(['{', '{}', '{"scripts":{"check":"echo"}}'])(
    'is refused for a folder with the package.json %s',
    (text) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'package.json'), text);
      expect(() => readCheckout(folder)).toThrow('no checkout of migcheck');
      expect(() => readCheckout(join(folder, 'missing'))).toThrow('no checkout of migcheck');
    },
  );
});
