/** Figures that the heads of the scenarios lead with, and the metrics that they are.
 *
 * The first number of `text` is the figure, as exact as it is written: 37,000 stands for anything that rounds to it. `over` is the variant that the
 * figure is a share or a multiple of. */

/** A variant: figures changed as by `--set`. */
type Variant = ReadonlyArray<string>

export interface Headline {
  /** As the head writes it. */
  readonly text: string
  readonly metric: string
  readonly of?: Variant
  readonly over?: Variant
}

const token = "networks.network.token"
const network = ["arm=network"]
const central = ["arm=central"]
const noEmission = (name: string) => [
  `networks.${name}.token.emission.baseline=0 tokens`,
  `networks.${name}.token.emission.simple=0 tokens`
]

export const headlines: Readonly<Record<string, ReadonlyArray<Headline>>> = {
  "akash-burn-mint": [
    { text: "1.06 of their full cost", metric: "cost_recovery" },
    { text: "on 47 days of a year", metric: "halted_days" },
    { text: "4 days", metric: "halted_days", of: ["networks.akash.token.sink.credits.vault=400k tokens"] },
    { text: "241 days", metric: "halted_days", of: ["networks.akash.token.sink.credits.vault=0 tokens"] }
  ],
  "bandwidth-frontier": [
    { text: "91%", metric: "10b-every-500.usd_per_effective_exaflop", of: network, over: central },
    { text: "85% of", metric: "70b-every-500.usd_per_effective_exaflop", of: network, over: central },
    { text: "45 to 360 times", metric: "70b-every-step.usd_per_effective_exaflop", of: network, over: central },
    { text: "360 times", metric: "1b-every-step.usd_per_effective_exaflop", of: network, over: central }
  ],
  "consumer-gpus": [
    { text: "2.60 USD/EFLOP on 4090s in one place", metric: "on-4090.usd_per_effective_exaflop", of: central },
    { text: "3.78 on rigs", metric: "on-4090.usd_per_effective_exaflop", of: network },
    { text: "2.75 on H100s", metric: "on-h100.usd_per_effective_exaflop", of: network },
    { text: "4.83 in the large cloud", metric: "on-h100.usd_per_effective_exaflop", of: central }
  ],
  "converted-miners": [
    { text: "16.6%", metric: "converted_share" },
    { text: "0.03 USD per GPU-hour", metric: "subsidy_per_gpu_hour" },
    { text: "1.76 decide", metric: "price_network" }
  ],
  "filecoin-baseline": [
    { text: "189 GPUs are offered", metric: "gpus_online" },
    { text: "21% of them rented", metric: "utilisation_network" },
    { text: "39% (10", metric: "utilisation_network", of: noEmission("network") },
    { text: "2.56 USD of new tokens", metric: "subsidy_per_gpu_hour" }
  ],
  "fine-tuning-market": [
    { text: "5.4 times", metric: "training_run_mean", of: network, over: central },
    { text: "0.70 times", metric: "adapters.usd_per_effective_exaflop", of: network, over: central }
  ],
  "halving-shock": [
    { text: "19 owners of 50 leave", metric: "exits" },
    { text: "7 with an emission", metric: "exits", of: [`${token}.emission={ kind: fixed, rate: 1500 tokens/day }`] },
    { text: "48% rented", metric: "utilisation_network" }
  ],
  "helium-style-floor": [
    { text: "168 GPUs are online", metric: "gpus_online" },
    { text: "154 and", metric: "gpus_online", of: [`${token}.distribution.payout_band={ kind: none }`] },
    { text: "1.75 USD for an hour", metric: "subsidy_per_gpu_hour" },
    { text: "1.66M tokens exist", metric: "token_supply" }
  ],
  "idle-gpus": [
    { text: "69% is rented", metric: "utilisation_network" },
    { text: "37,000 jobs", metric: "interruptions" },
    { text: "5% of the GPU-hours", metric: "wasted_share" }
  ],
  "incentive-design": [
    { text: "1.46M as written", metric: "net_value_usd" },
    { text: "1.50M at 500", metric: "net_value_usd", of: [`${token}.emission.rate=500 tokens/day`] },
    { text: "0.98M at 1%", metric: "net_value_usd", of: [`${token}.verification.sample=1%`] },
    { text: "1.34M without", metric: "net_value_usd", of: [`${token}.stake.amount=0 tokens`] }
  ],
  "ionet-usd-payouts": [
    { text: "364,000 USD of payouts", metric: "rewards_usd" },
    { text: "166 GPUs stay", metric: "gpus_online" },
    { text: "0.82 of full cost", metric: "cost_recovery" },
    { text: "19% of what is paid out", metric: "sustainability" },
    { text: "19 suppliers", metric: "providers", of: ["networks.ionet.token.emission.vault=2.5M tokens"] }
  ],
  "render-compute": [
    { text: "170 GPUs of which", metric: "gpus_online" },
    { text: "60% are rented", metric: "utilisation_network" },
    { text: "0.78 USD", metric: "price_network" },
    { text: "466,000 USD", metric: "rewards_usd" }
  ],
  "replay-cluster": [
    { text: "1.3 h instead", metric: "wait_mean" },
    { text: "3.5 (10", metric: "wait_mean", of: ["supply.cohorts.neighbours.count=0"] }
  ],
  "spill-over": [
    { text: "54% of the GPU-hours", metric: "network_share" },
    { text: "2.21 USD", metric: "price_network" },
    { text: "90% full", metric: "utilisation_central" },
    { text: "17 minutes there", metric: "wait_mean_central" }
  ],
  "tao-subnets": [
    { text: "88% of the payments", metric: "inference.work_share" },
    { text: "37% of the TAO", metric: "inference.emission_share" },
    { text: "51% of the TAO goes elsewhere", metric: "misplaced_emission" },
    { text: "6 USD for each", metric: "subsidy_per_gpu_hour" }
  ],
  "train-10b": [
    { text: "81% of it", metric: "compute_utilisation", of: network },
    { text: "5.6 times as long", metric: "training_run_mean", of: network, over: central }
  ],
  "train-72b": [
    { text: "580 times", metric: "members_lost", of: network },
    { text: "94% of the time", metric: "compute_utilisation", of: network },
    { text: "2.2 times as long", metric: "training_run_mean", of: network, over: central }
  ],
  "unlock-cliff": [
    { text: "26,000 USD at the end", metric: "staked_usd" },
    { text: "42,000,", metric: "staked_usd", of: [`${token}.unlocks=[]`] },
    { text: "97 GPUs on average", metric: "gpus_online" }
  ],
  "wash-trading": [
    { text: "0.8M of them real", metric: "paid_usd" },
    { text: "13.1M of fake work", metric: "fake_work_usd", of: [`${token}.self_dealing.detection=2%`] }
  ]
}
