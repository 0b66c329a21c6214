/** The text that `lode init` writes: a commented scenario to start from.
 *
 * It decodes under the language of the program and every figure in it has a source or says assumption; tests say so. */

/** The scenario to start from, for a file that lies beside the JSON Schema `schemaPath` (written by `lode schema`). */
export const text = (
  name: string,
  schemaPath = "./scenario.schema.json"
): string => `# yaml-language-server: $schema=${schemaPath}
#
# A scenario of lode: a network of idle and professional GPUs beside a central cloud. Change a figure and run it:
#   lode run FILE           the answer, with a table of what happened
#   lode validate FILE      every mistake in the file
#   lode explain supply     what a key means, its unit, its default and where that comes from
# Every key that is left out has a default. A comment that begins with "source:" or "assumption" says where a figure
# comes from; a figure without one counts as an assumption, and the result says on how many it rests.

lode: 1 # version of the scenario language
name: ${JSON.stringify(name)}
question: How much work does the network take from a cloud that is nearly full?

horizon:
  kind: steady # terminating: from a start to an end; steady: the long run, without its beginning
  length: 3 months

networks:
  open-network:
    market: { kind: reverse-auction }

clouds:
  central:
    fleets:
      - gpu_model: H100-SXM
        region: us-east
        gpus: 400 # assumption
        price: 2.99 USD/GPU-hour # source: on-demand rent of an H100, October 2024 (trade press)

supply:
  cohorts:
    professionals:
      kind: data-centre
      count: 20 # assumption
      gpu_model: H100-SXM
      gpus: 8 # assumption: one node each
      cost: { kind: uniform, from: 1.7 USD/GPU-hour, to: 2.3 USD/GPU-hour } # assumption: around the user cost of an H100 over three years, 1.9
      asking: { kind: adaptive, start: 2.35 USD/GPU-hour } # source: rent of an H100 by the year, March 2026 (trade press)
    idle-owners:
      kind: idle-owner
      count: 100 # assumption
      gpu_model: RTX-4090
      gpus: 1 # assumption
      cost: 0.2 USD/GPU-hour # assumption: power and a little for the trouble
      asking: { kind: fixed, price: 0.4 USD/GPU-hour } # assumption

demand:
  training:
    requests: { kind: users, users: 40, requests_per_user: 2 per day } # assumption
    gpus: { kind: choice, values: [1, 8, 16], weights: [50, 40, 10] } # assumption
    memory: 40 GB # assumption
  inference:
    requests: { kind: users, users: 200, requests_per_user: 3 per day } # assumption
    duration: 30 minutes # assumption
`
