/** Planted corruptions: each family's scenario makes sense, and what was changed in which attempt is known. No QEMU. */
import { describe, expect, it } from 'vitest';
import { MEMORY_BLOCK } from '../../../impl/qemu/process.ts';
import type { WireItem } from '../../../traces/wire-reader.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import { corruptions, plant } from '../../qemu/planted-corruption.ts';
import { alteringEach, changingLast, dropped, swapping } from '../../qemu/tampering.ts';
import { qemuFamilies, variantsOf } from '../../qemu/scenarios/families.ts';

describe('a planted corruption', () => {
  it.each(qemuFamilies.map((family) => [family.name, family] as const))(
    'in %s is of pages that the guest has, and leaves all operations on them',
    (_name, family) => {
      for (const capabilities of variantsOf(family))
        for (const kind of corruptions)
          for (let seed = 0; seed < 20; seed++) {
            const draw = makeDraw(`${family.name}/${seed}`);
            const { scenario, pages, kind: got } = plant(kind, draw, family, { capabilities });
            expect([kind, 'altered']).toContain(got);
            const memoryPages = scenario.memoryMiB * 256;
            for (const page of [...pages, ...scenario.pages])
              expect(page).toBeLessThan(memoryPages);
            const used = [...scenario.reads, ...scenario.zeroPages];
            for (const { page } of [...scenario.device, ...scenario.vcpu]) used.push(page);
            for (const position of used) expect(position).toBeLessThan(scenario.pages.length);
            expect(scenario.capabilities).toEqual(capabilities);
          }
    },
  );

  it('is on the machine that the user wants', () => {
    const [family] = qemuFamilies;
    for (let seed = 0; seed < 20 && family !== undefined; seed++) {
      const planted = plant('altered', makeDraw(`${seed}`), family, { machine: 'microvm' });
      expect(planted.scenario.machine).toBe('microvm');
    }
  });
});

const PAGE = 7;

/** A record of a page filled with one byte; its page's address is in the first eight bytes. */
function recordOf(page: number, fill: number): readonly [item: WireItem, bytes: Uint8Array] {
  const content = new Uint8Array(4096).fill(fill);
  const bytes = new Uint8Array(8 + 4096);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(page * 4096) | 0x28n);
  bytes.set(content, 8);
  const isZero = fill === 0;
  const item: WireItem = {
    kind: 'record',
    block: MEMORY_BLOCK,
    page,
    content: isZero ? undefined : content,
    from: 0,
    end: bytes.length,
  };
  return [item, bytes];
}

describe('altering each record of a page', () => {
  it('leaves other pages alone, and is planted if the last record was altered', () => {
    const { tampering, isPlantedIn } = alteringEach(PAGE);
    const { item } = tampering(0);
    const [other, otherBytes] = recordOf(8, 1);
    expect(item(other, otherBytes)).toEqual([otherBytes]);
    expect(isPlantedIn(0)).toBe(false);
    const [record, bytes] = recordOf(PAGE, 1);
    const [changed] = item(record, bytes);
    expect(changed?.at(-1)).toBe(0);
    expect(changed?.slice(0, -1)).toEqual(bytes.slice(0, -1));
    expect(isPlantedIn(0)).toBe(true);
    item(...recordOf(PAGE, 0));
    expect(isPlantedIn(0)).toBe(false);
  });

  it('knows each attempt by itself, and goes on with one that is recovered', () => {
    const { tampering, isPlantedIn } = alteringEach(PAGE);
    tampering(0).item(...recordOf(PAGE, 1));
    tampering(1).item(...recordOf(8, 1));
    tampering(0).item(...recordOf(8, 1));
    expect([0, 1, 2].map(isPlantedIn)).toEqual([true, false, false]);
  });

  it('finds the content of the page where there are no records', () => {
    const content = new Uint8Array(4096).fill(5);
    const { tampering, isPlantedIn } = alteringEach(PAGE, content);
    const { loose } = tampering(0);
    const without = new Uint8Array(1000).fill(4);
    expect(loose?.(without)).toEqual(without);
    expect(isPlantedIn(0)).toBe(false);
    const portion = new Uint8Array(1000);
    portion.fill(5, 300, 900);
    const changed = loose?.(portion);
    expect(changed?.reduce((sum, byte, at) => sum + (byte === portion[at] ? 0 : 1), 0)).toBe(1);
    expect(isPlantedIn(0)).toBe(true);
  });
});

describe('changing the last record', () => {
  it('is planted if there are two, of which the second has news', () => {
    const planted = (...fills: readonly number[]): boolean => {
      const { tampering, isPlantedIn } = changingLast(PAGE, dropped);
      const { item } = tampering(0);
      for (const fill of fills) item(...recordOf(PAGE, fill));
      return isPlantedIn(0);
    };
    expect([planted(1), planted(1, 1), planted(1, 2), planted(1, 2, 3)]).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });
});

describe('swapping two pages', () => {
  it('is planted if each was sent once', () => {
    const { tampering, isPlantedIn } = swapping(PAGE, 8);
    const { item } = tampering(0);
    const [moved] = item(...recordOf(PAGE, 1));
    expect(moved).toEqual(recordOf(8, 1)[1]);
    expect(isPlantedIn(0)).toBe(false);
    item(...recordOf(8, 2));
    expect(isPlantedIn(0)).toBe(true);
    item(...recordOf(8, 3));
    expect(isPlantedIn(0)).toBe(false);
  });
});
