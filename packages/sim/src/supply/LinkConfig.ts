/** How machines reach the internet: the same keys for every owner of machines. */
import * as DistributionConfig from "../state/DistributionConfig.ts"

const tiers = "dedicated internet access, 1 Gbit/s typical (0.1 to 100); fibre at home 1/1, cable 0.3/0.02 Gbit/s"

export const links = {
  upload: DistributionConfig.ofQuantity("bandwidth")({
    description: "access link of one owner, towards the internet; GPUs of one owner share it",
    default: "1 Gbit/s",
    source: tiers
  }),
  download: DistributionConfig.ofQuantity("bandwidth")({
    description: "the same link, from the internet",
    default: "1 Gbit/s",
    source: tiers
  })
}
