/** What of a campaign does not run here, or only in a reduced form, and why. */
import { nameOfPair } from '../../../../impl/qemu/host.ts';
import type { QemuCampaign } from '../../../qemu/campaign.ts';
import { hugePagesFor, mayUseHugePages } from '../../../qemu/campaign.ts';
import { candidatesFor } from '../../../qemu/plan-campaign.ts';
import { refusalOf } from '../../../qemu/scenarios/families.ts';
import { whyNoPairs } from '../../../qemu/versions/pairs.ts';
import type { Skipped } from './output.ts';

export function impossibleOf(campaign: QemuCampaign): readonly Skipped[] {
  const { families, binaries, machine } = campaign;
  return families.flatMap((family): readonly Skipped[] => {
    const candidates = candidatesFor(family, campaign);
    if (candidates.length === 0) return [{ what: family.name, why: whyNoPairs(binaries, machine) }];
    return candidates.flatMap((one) => {
      const why = refusalOf(family, one);
      return why === undefined ? [] : [{ what: `${family.name} on ${nameOfPair(one)}`, why }];
    });
  });
}

/** Scenarios that run in a reduced form. */
export function reducedOf({ families, host, jobs }: QemuCampaign): readonly Skipped[] {
  const hasKvm = host.hasKvm ? 'migcheck supports only TCG' : 'there is no /dev/kvm';
  const kvm = { what: 'any scenario under KVM; TCG is used instead', why: hasKvm };
  const hasPreempt = families.some(({ name }) => name === 'preempt');
  if (!hasPreempt || mayUseHugePages(host, jobs)) return [kvm];
  const why = `that needs ${hugePagesFor(jobs)} free huge pages of 2 MiB (/proc/sys/vm/nr_hugepages)`;
  return [kvm, { what: 'preempt with host pages of 2 MiB; 4 KiB is used instead', why }];
}
