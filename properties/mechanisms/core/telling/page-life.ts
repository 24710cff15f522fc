/** What precopy and the guest do to a page, for the account of the page's life. */
import { host } from '../../../../impl/tracepoints.ts';
import type { LifeClause, PageLife } from '../../../telling/story/provenance/page-life.ts';
import { asZeros } from '../../../telling/story/says.ts';
import { nameOfVersion, on } from '../../../telling/story/wording.ts';

export const corePageLife: PageLife<'core'> = {
  vcpu_store: written,
  device_store: written,
  vcpu_load: (version, where) => ({
    kind: 'guest read',
    text: `${nameOfVersion(version)} read by the guest${on(where)}`,
  }),
  ram_take_dirty: () => ({ kind: 'taken', text: 'taken' }),
  ram_load_page: (isZero) => ({ kind: 'delivered', text: `received${asZeros(isZero)}` }),
};

function written(version: number, where: number): LifeClause {
  const kind = where === host.source ? 'written' : 'written there';
  return { kind, text: `${nameOfVersion(version)} written${on(where)}` };
}
