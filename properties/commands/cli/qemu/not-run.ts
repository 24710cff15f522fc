/** What of a campaign does not run here, or only in a reduced form, and why. */
import { nameOfPair } from '../../../../impl/qemu/host.ts';
import type { QemuCampaign } from '../../../qemu/campaign.ts';
import { hugePagesFor, mayUseHugePages } from '../../../qemu/campaign.ts';
import { candidatesFor } from '../../../qemu/plan-campaign.ts';
import { refusalOf, usesHugePages } from '../../../qemu/scenarios/families.ts';
import { whyNoPairs } from '../../../qemu/versions/pairs.ts';
import { whyNoControls } from '../../../qemu/seek.ts';
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
  const huge = families.filter(usesHugePages).map(({ name }) => name);
  if (huge.length === 0 || mayUseHugePages(host, jobs)) return [kvm];
  const why = `that needs ${hugePagesFor(jobs)} free huge pages of 2 MiB (/proc/sys/vm/nr_hugepages)`;
  const what = `host pages of 2 MiB in ${huge.join(', ')}; 4 KiB is used instead`;
  return [kvm, { what, why }];
}

/** Families in which no corruption is planted. */
export function unplantedOf({ families }: QemuCampaign): readonly Skipped[] {
  return families.flatMap((family): readonly Skipped[] => {
    const why = whyNoControls(family);
    return why === undefined ? [] : [{ what: `planted corruptions in ${family.name}`, why }];
  });
}
