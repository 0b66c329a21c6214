/** The text that `lode init` writes: a commented scenario to start from.
 *
 * It decodes under the language of the program and every figure in it has a source or says assumption; tests say so. */

/** The scenario to start from, for a file that lies beside the JSON Schema `schemaPath` (written by `lode schema`). */
export const text = (
  name: string,
  schemaPath = "./scenario.schema.json"
): string => `# yaml-language-server: $schema=${schemaPath}
#
# A scenario of lode: a network of professional and idle GPUs beside a central cloud. Change a figure and run it:
#   lode run FILE                    the answer, with a table of what happened
#   lode run FILE --replications 10  how much of it is luck
#   lode validate FILE               every mistake in the file
#   lode explain supply              what a key means, its unit, its default and where that comes from
# Every key that is left out has a default. A comment that begins with "source:" or "assumption" says where a figure
# comes from; a figure without one counts as an assumption, and the result says on how many it rests.

lode: 1 # version of the scenario language
name: ${JSON.stringify(name)}
question: How much work does the network take from a cloud that is nearly full?
# Metrics in braces; "report" names those that stand first in the table and that --precision looks at.
answer: >-
  The network takes {network_share} of the GPU-hours, at {price_network}; the cloud is {utilisation_central} full.
report: [network_share, utilisation_central, utilisation_network, price_network, wait_mean]

horizon:
  kind: steady # terminating: from a start to an end; steady: the long run, without its beginning
  length: 6 months
  warm_up: 1 month # removed from the start; 0 s lets lode find it
sample_every: 1 day # rows of series.csv, with --out

clouds: # sell what they have at a list price; who does not fit waits
  central:
    fleets:
      - gpu_model: H100-SXM
        region: us-east
        gpus: 256 # assumption: one site of a specialist
        price: 2.95 USD/GPU-hour # source: H100 on demand, median of 37 providers, May 2026

networks: # bring orders and offers of many owners together
  network:
    # Or posted-price, double-auction, utilisation-priced, first-come-queue: lode explain networks.network.market
    market: { kind: reverse-auction }
    # A token with rewards: token: { kind: network-token, emission: { kind: fixed, rate: 10000 tokens/day } }

supply:
  cohorts:
    professionals:
      kind: data-centre
      count: 20 # assumption: as many GPUs as the cloud
      potential: 60 # assumption: those with higher cost come when rents rise
      gpu_model: H100-SXM
      gpus: { kind: choice, values: [8, 16, 32], weights: [60, 30, 10] } # assumption: one to four nodes
      # source: user cost of an H100 at 12% with its site; the spread among owners is an assumption
      cost: { kind: lognormal, median: 1.57 USD/GPU-hour, p99: 2.4 USD/GPU-hour }
      # source: one-year H100 rent, March 2026 (trade press)
      asking: { kind: adaptive, start: 2.35 USD/GPU-hour }
    idle-owners:
      kind: idle-owner
      count: 150 # assumption: gamers who let their card
      gpu_model: RTX-4090
      gpus: 1 # assumption: a card each
      # assumption: let from bedtime to the end of the next working day
      availability: { kind: daily, from_hour: 23, hours: 16 }
      cost: 0.18 USD/GPU-hour # assumption: wear and trouble
      asking: { kind: adaptive, start: 0.35 USD/GPU-hour } # source: RTX 4090, median of marketplaces, March 2026

demand: # run times and highest prices are for an hour of an H100; other models take longer and cost less
  training:
    requests: { kind: users, users: 220, requests_per_user: 1 per day } # assumption: sized for a cloud that is nearly full
    gpus: { kind: choice, values: [8, 16, 32], weights: [70, 20, 10] } # assumption: whole nodes
    memory: 80 GB # assumption: large models
    duration: { kind: lognormal, median: 3 h, p99: 48 h } # assumption: trials of an afternoon, a few runs of days
    lowest_budget: 1.8 USD/GPU-hour # assumption: requests are counted here; fewer can pay more
    trust: { central: 1.5 } # assumption: at the same price and wait four of five prefer the cloud
  inference:
    requests: { kind: users, users: 200, requests_per_user: 6 per day } # assumption: many short jobs on any GPU
    duration: { kind: lognormal, median: 15 minutes, p99: 3 h } # assumption: batches
    lowest_budget: 1.3 USD/GPU-hour # assumption: as much as an RTX 4090 at 0.22 USD, six times as slow
    patience: { kind: exponential, mean: 4 h } # assumption: half a working day

# What happens from outside: lode explain shocks
# shocks:
#   - { kind: cloud-price, at: 3 months, cloud: central, factor: 0.8 }
`
