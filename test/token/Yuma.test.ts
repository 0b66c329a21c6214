import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { shareOfEmission, proportionToU16 } from "../../packages/sim/src/token/subnet/ChainNumbers.ts"
import {
  runtimeLiquidAlpha,
  runtimeParameters,
  Yuma,
  type YumaParameters
} from "../../packages/sim/src/token/subnet/Yuma.ts"
import { weightedMedian } from "../../packages/sim/src/token/subnet/YumaConsensus.ts"
import { activeStake, medians, selfWeights, testBonds, yuma3 } from "./fixtures/YumaVectors.ts"

/** Validators are the first neurons, servers follow. */
const subnet = (stakes: ReadonlyArray<number>, servers: number): Yuma => {
  const yuma = new Yuma(stakes.length + servers, stakes.length)
  yuma.stake.set(stakes)
  yuma.lastUpdate.fill(1)
  yuma.registeredAt.fill(0)
  return yuma
}

/** Writes weights on servers only. */
const weigh = (yuma: Yuma, weights: ReadonlyArray<ReadonlyArray<number>>): void => {
  for (const [row, values] of weights.entries()) yuma.weights.set(values, row * yuma.neurons + yuma.validators.length)
}

const bond = (yuma: Yuma, validator: number, server: number): number =>
  yuma.bonds.stored[validator * yuma.neurons + yuma.validators.length + server] ?? 0

const within = (values: Iterable<number>, expected: ReadonlyArray<number>, tolerance: number): void => {
  const found = [...values]
  for (const [at, value] of expected.entries()) {
    expect(Math.abs((found[at] ?? Number.NaN) - value), `${found} at ${at}, expected ${value}`).toBeLessThanOrEqual(
      tolerance
    )
  }
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0)

describe("published vectors of subtensor", () => {
  it.each(yuma3)("$id: bonds and dividends of Yuma 3", ({ epochs, params, servers, stakes, tolerance }) => {
    const parameters: YumaParameters = {
      ...runtimeParameters,
      version: 3,
      kappa: params.kappa,
      bondsPenalty: params.bonds_penalty,
      bondsMovingAverage: params.bonds_moving_average,
      maximumValidators: params.max_allowed_validators,
      liquidAlpha: params.liquid_alpha
        ? {
            low: params.alpha_low,
            high: params.alpha_high,
            steepness: params.alpha_sigmoid_steepness,
            dropAbsent: false,
            consensus: "current"
          }
        : undefined
    }
    const yuma = subnet(stakes, servers)
    yuma.grantPermits(parameters)
    for (const { expected_bonds, expected_dividends, weights } of epochs) {
      weigh(yuma, weights)
      yuma.epoch(parameters)
      within(yuma.dividends, expected_dividends, tolerance)
      for (const [validator, row] of expected_bonds.entries()) {
        within(
          row.map((_, server) => bond(yuma, validator, server) / 65_535),
          row,
          tolerance
        )
      }
    }
  })

  it("test_bonds: incentives, dividends, stored bonds and rao of Yuma 1 over eight epochs", () => {
    const parameters = { ...runtimeParameters, maximumValidators: 8 }
    const yuma = subnet(testBonds.stakes, 4)
    yuma.grantPermits(parameters)
    const { tolerance } = testBonds
    for (const epoch of testBonds.epochs) {
      weigh(yuma, epoch.weights)
      yuma.epoch(parameters)
      within(yuma.incentive.subarray(4), epoch.expected_incentive, 1e-9)
      within(yuma.dividends, epoch.expected_dividends, tolerance.dividends)
      const rao = yuma.serverEmission.map((share, neuron) =>
        shareOfEmission(share + (yuma.validatorEmission[neuron] ?? 0), 1e9)
      )
      within(rao, epoch.expected_emission_rao, tolerance.emission_rao)
      const stored = epoch.expected_stored_bond_u16
      if (stored === null) continue
      within(
        stored.by_validator.map((_, validator) => bond(yuma, validator, stored.server_index)),
        stored.by_validator,
        tolerance.stored_bond_u16
      )
    }
  })

  it.each(medians.cases)("weighted median: stake $stake, score $score gives $expected", (row) => {
    expect(weightedMedian(row.stake, row.score, row.kappa)).toBe(row.expected)
    // And as a column of the epoch.
    const yuma = subnet(row.stake, 2)
    const parameters = { ...runtimeParameters, kappa: row.kappa }
    yuma.grantPermits(parameters)
    weigh(
      yuma,
      row.score.map((score) => [score, 1 - score])
    )
    yuma.epoch(parameters)
    expect(yuma.consensus[yuma.validators.length]).toBeCloseTo(row.expected, 12)
  })

  it("test_10_graph: who only weighs itself is paid by stake, to the rao", () => {
    const { expected, setup } = selfWeights
    const yuma = new Yuma(setup.nodes, setup.nodes)
    yuma.stake.fill(setup.stake_each_rao)
    yuma.lastUpdate.fill(1)
    for (let neuron = 0; neuron < setup.nodes; neuron++) yuma.weights[neuron * setup.nodes + neuron] = 1
    yuma.grantPermits(runtimeParameters)
    yuma.epoch(runtimeParameters, 2)
    expect(sum(yuma.incentive) + sum(yuma.dividends)).toBe(0)
    for (const share of yuma.validatorEmission) {
      expect(shareOfEmission(share, setup.rao_emission)).toBe(expected.emission_rao_each)
    }
  })

  it("test_active_stake: an idle validator keeps what its old bonds earn, and no more", () => {
    const yuma = subnet([1, 1], 2)
    yuma.grantPermits(runtimeParameters)
    weigh(yuma, [
      [1, 1],
      [1, 1]
    ])
    const [both, one, again] = activeStake.steps
    const check = (step: typeof both) => {
      for (const [validator, dividend] of (step?.expected_dividends_u16 ?? []).entries()) {
        if (dividend === null) continue
        within([proportionToU16(yuma.dividends[validator] ?? 0)], [dividend], activeStake.tolerance_u16)
      }
      within([bond(yuma, 0, 0), bond(yuma, 1, 0)], step?.expected_stored_bond_u16 ?? [], activeStake.tolerance_u16)
    }
    yuma.epoch(runtimeParameters, 1)
    check(both)
    yuma.lastUpdate[0] = 5003
    yuma.epoch(runtimeParameters, 5003)
    check(one)
    yuma.lastUpdate[1] = 5004
    yuma.epoch(runtimeParameters, 5004)
    check(again)
  })

  it("divides incentive and dividends evenly among equals: 64 validators and 448 servers", () => {
    const yuma = subnet(
      Array.from({ length: 64 }, () => 1),
      448
    )
    yuma.weights.fill(1)
    yuma.grantPermits(runtimeParameters)
    // Weights on validators would be paid too: only servers are weighed.
    for (let row = 0; row < 64; row++) yuma.weights.fill(0, row * 512, row * 512 + 64)
    yuma.epoch(runtimeParameters)
    expect(proportionToU16(yuma.incentive[64] ?? 0)).toBe(146)
    expect(proportionToU16(yuma.dividends[0] ?? 0)).toBe(1023)
    expect(shareOfEmission(yuma.validatorEmission[0] ?? 0, 1e9)).toBe(7_812_500)
    expect(shareOfEmission(yuma.serverEmission[64] ?? 0, 1e9)).toBe(1_116_071)
  })
})

/** A random subnet: stakes, weights on all neurons, parameters. */
const scenario = fc
  .record({ validators: fc.integer({ min: 1, max: 7 }), servers: fc.integer({ min: 1, max: 7 }) })
  .chain(({ servers, validators }) => {
    const weight = fc.oneof(
      { weight: 1, arbitrary: fc.constant(0) },
      { weight: 3, arbitrary: fc.integer({ min: 1, max: 65_535 }) }
    )
    return fc.record({
      stakes: fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: validators, maxLength: validators }),
      servers: fc.constant(servers),
      epochs: fc.array(
        fc.array(fc.array(weight, { minLength: validators + servers, maxLength: validators + servers }), {
          minLength: validators,
          maxLength: validators
        }),
        { minLength: 1, maxLength: 4 }
      ),
      parameters: fc.record({
        version: fc.constantFrom(1 as const, 3 as const),
        kappa: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        bondsPenalty: fc.constantFrom(0, 0.5, 1),
        bondsMovingAverage: fc.double({ min: 0, max: 0.99, noNaN: true }),
        liquidAlpha: fc.constantFrom(undefined, runtimeLiquidAlpha, {
          ...runtimeLiquidAlpha,
          dropAbsent: true,
          consensus: "auto" as const
        })
      })
    })
  })

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never

const run = (given: Scenario, after?: (yuma: Yuma) => void): Yuma => {
  const yuma = subnet(given.stakes, given.servers)
  const parameters: YumaParameters = { ...runtimeParameters, ...given.parameters }
  yuma.grantPermits(parameters)
  for (const weights of given.epochs) {
    for (const [row, values] of weights.entries()) yuma.weights.set(values, row * yuma.neurons)
    yuma.epoch(parameters)
    after?.(yuma)
  }
  return yuma
}

const oneOrNothing = (values: Float64Array): void => {
  const total = sum(values)
  if (total !== 0) expect(total).toBeCloseTo(1, 10)
}

describe("laws of the epoch", () => {
  it("incentives and dividends each sum to 1 or 0, and the emission is handed out whole", () => {
    fc.assert(
      fc.property(scenario, (given) => {
        run(given, (yuma) => {
          oneOrNothing(yuma.incentive)
          oneOrNothing(yuma.dividends)
          const staked = given.stakes.some((stake) => stake > 0)
          expect(sum(yuma.serverEmission) + sum(yuma.validatorEmission)).toBeCloseTo(staked ? 1 : 0, 10)
        })
      })
    )
  })

  it("nobody earns less than nothing, bonds stay in [0, 65535], trust in [0, 1]", () => {
    fc.assert(
      fc.property(scenario, (given) => {
        run(given, (yuma) => {
          for (const list of [yuma.incentive, yuma.dividends, yuma.trust, yuma.validatorTrust, yuma.consensus]) {
            for (const value of list) {
              expect(value).toBeGreaterThanOrEqual(0)
              expect(value).toBeLessThanOrEqual(1 + 1e-12)
            }
          }
          if (given.parameters.version === 3) return
          // Yuma 1 stores each column so that its largest bond is whole.
          for (let column = 0; column < yuma.neurons; column++) {
            const bonds = given.stakes.map((_, row) => yuma.bonds.stored[row * yuma.neurons + column] ?? 0)
            expect([0, 65_535]).toContain(Math.max(...bonds))
          }
        })
      })
    )
  })

  it("knows no unit of stake and none of a row of weights", () => {
    fc.assert(
      fc.property(scenario, fc.integer({ min: 2, max: 1000 }), (given, factor) => {
        const plain = run(given)
        const scaled = run({
          ...given,
          stakes: given.stakes.map((stake) => stake * factor),
          epochs: given.epochs.map((rows) => rows.map((row, at) => row.map((weight) => weight * (at + factor))))
        })
        within(scaled.incentive, [...plain.incentive], 1e-9)
        within(scaled.dividends, [...plain.dividends], 1e-4)
        within(scaled.consensus, [...plain.consensus], 1e-12)
      })
    )
  })

  it("treats all alike: neurons in another order get the same in that order", () => {
    const shuffled = scenario.chain((given) =>
      fc.record({
        given: fc.constant(given),
        rows: fc.shuffledSubarray([...given.stakes.keys()], { minLength: given.stakes.length }),
        columns: fc.shuffledSubarray(
          Array.from({ length: given.servers }, (_, server) => server),
          {
            minLength: given.servers
          }
        )
      })
    )
    fc.assert(
      fc.property(shuffled, ({ columns, given, rows }) => {
        const order = [...rows, ...columns.map((server) => server + given.stakes.length)]
        const plain = run(given)
        const moved = run({
          ...given,
          stakes: rows.map((row) => given.stakes[row] ?? 0),
          epochs: given.epochs.map((weights) => rows.map((row) => order.map((column) => weights[row]?.[column] ?? 0)))
        })
        within(
          moved.incentive,
          order.map((neuron) => plain.incentive[neuron] ?? 0),
          1e-9
        )
        within(
          moved.dividends,
          order.map((neuron) => plain.dividends[neuron] ?? 0),
          1e-4
        )
      })
    )
  })

  it("the consensus on a server is the largest weight given that kappa of the stake supports", () => {
    fc.assert(
      fc.property(scenario, (given) => {
        run(given, (yuma) => {
          const shares = given.stakes.map((_, row) => yuma.activeStake[row] ?? 0)
          if (sum(shares) === 0) return
          const rows = given.stakes.map((_, row) => proportions(yuma, row))
          for (const [column, level] of yuma.consensus.entries()) {
            const weights = rows.map((row) => row[column] ?? 0)
            const support = (least: number) => sum(shares.filter((_, row) => (weights[row] ?? 0) >= least))
            expect(level === 0 || weights.includes(level)).toBe(true)
            expect(support(level)).toBeGreaterThan(given.parameters.kappa - 1e-8)
            for (const higher of weights.filter((weight, row) => weight > level && (shares[row] ?? 0) > 0)) {
              expect(support(higher)).toBeLessThan(given.parameters.kappa)
            }
          }
        })
      })
    )
  })

  it("a validator with more than kappa of the stake, others having less, sets the consensus alone", () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const others = sum(given.stakes.slice(1))
        const { kappa } = given.parameters
        const stakes = [
          Math.ceil((others + 1) * 1.01 * Math.max(kappa / (1 - kappa), (1 - kappa) / kappa)),
          ...given.stakes.slice(1)
        ]
        run({ ...given, stakes }, (yuma) => within(yuma.consensus, proportions(yuma, 0), 0))
      })
    )
  })

  it("finds the same median as sorting does", () => {
    const voter = fc.record({ stake: fc.integer({ min: 0, max: 50 }), score: fc.integer({ min: 0, max: 10 }) })
    fc.assert(
      fc.property(fc.array(voter, { maxLength: 200 }), fc.integer({ min: 1, max: 100 }), (voters, percent) => {
        const total = sum(voters.map(({ stake }) => stake))
        const supported = voters
          .map(({ score }) => score)
          .filter(
            (level) =>
              sum(voters.filter(({ score }) => score >= level).map(({ stake }) => stake)) * 100 >= percent * total
          )
        expect(
          weightedMedian(
            voters.map(({ stake }) => stake),
            voters.map(({ score }) => score),
            percent / 100
          )
        ).toBe(total === 0 ? 0 : Math.max(...supported))
      })
    )
  })
})

/** A validator's weights without its own, summing to 1. */
const proportions = (yuma: Yuma, row: number): ReadonlyArray<number> => {
  const own = [...yuma.weights.subarray(row * yuma.neurons, (row + 1) * yuma.neurons)].map((weight, column) =>
    column === row ? 0 : weight
  )
  const total = sum(own)
  return own.map((weight) => (total > 0 ? weight / total : 0))
}

describe("who counts", () => {
  /** Two validators, two servers, both validators weigh both servers. */
  const pair = (stakes: ReadonlyArray<number> = [1, 1]): Yuma => {
    const yuma = subnet(stakes, 2)
    weigh(yuma, [
      [1, 1],
      [1, 3]
    ])
    return yuma
  }

  it("only the largest stakes get a permit, the later of equals, and nobody without stake", () => {
    const yuma = subnet([5, 3, 3, 0, 1], 0)
    yuma.grantPermits({ ...runtimeParameters, maximumValidators: 2 })
    expect([...yuma.permits]).toEqual([1, 0, 1, 0, 0])
    yuma.grantPermits({ ...runtimeParameters, maximumValidators: 5 })
    expect([...yuma.permits]).toEqual([1, 1, 1, 0, 1])
  })

  it("a permit is for the next epoch, and bonds go with it", () => {
    const yuma = pair([1, 2])
    yuma.epoch({ ...runtimeParameters, maximumValidators: 1 })
    expect(sum(yuma.incentive)).toBe(0)
    yuma.epoch({ ...runtimeParameters, maximumValidators: 2 })
    expect([...yuma.activeStake]).toEqual([0, 1, 0, 0])
    expect(bond(yuma, 1, 0)).toBe(65_535)
    yuma.stake[0] = 9
    yuma.epoch({ ...runtimeParameters, maximumValidators: 1 })
    expect(bond(yuma, 1, 0)).toBe(0)
  })

  it("stake below the minimum is none, except the owner's", () => {
    const yuma = subnet([10, 6, 5, 4], 1)
    const parameters = { ...runtimeParameters, minimumStake: 6 }
    yuma.grantPermits(parameters)
    expect([...yuma.permits]).toEqual([1, 1, 0, 0, 0])
    yuma.grantPermits({ ...parameters, owner: 3 })
    expect([...yuma.permits]).toEqual([1, 1, 0, 1, 0])
  })

  it("a validator has its say until the cut-off, and not a block longer; when all are idle, emission goes by stake", () => {
    const yuma = pair([1, 3])
    yuma.grantPermits(runtimeParameters)
    yuma.lastUpdate.set([1, 2])
    yuma.epoch(runtimeParameters, 5001)
    expect([...yuma.activeStake]).toEqual([0.25, 0.75, 0, 0])
    yuma.epoch(runtimeParameters, 5002)
    expect([...yuma.activeStake]).toEqual([0, 1, 0, 0])
    yuma.epoch(runtimeParameters, 5003)
    expect([...yuma.activeStake]).toEqual([0, 0, 0, 0])
    expect([...yuma.validatorEmission]).toEqual([0.25, 0.75, 0, 0])
  })

  it("nobody weighs itself but the owner", () => {
    const yuma = new Yuma(2, 2)
    yuma.stake.set([1, 1])
    yuma.weights.set([1, 1, 1, 1])
    yuma.grantPermits(runtimeParameters)
    yuma.epoch({ ...runtimeParameters, owner: 0 })
    // The owner gives itself half, the other gives the owner all.
    expect(yuma.consensus[0]).toBe(1)
    expect(yuma.consensus[1]).toBe(0.5)
    yuma.epoch(runtimeParameters)
    expect(yuma.consensus[1]).toBe(1)
  })

  it("weights set before a server was registered were meant for another", () => {
    const yuma = pair()
    yuma.grantPermits(runtimeParameters)
    yuma.registeredAt[2] = 1
    yuma.epoch(runtimeParameters, 2)
    expect([...yuma.incentive]).toEqual([0, 0, 0, 1])
    yuma.lastUpdate.set([2, 2])
    yuma.epoch(runtimeParameters, 2)
    expect(yuma.incentive[2]).toBeGreaterThan(0)
  })

  it("weights committed before a server was registered do not count when they are revealed", () => {
    const yuma = pair()
    yuma.grantPermits(runtimeParameters)
    yuma.registeredAt[3] = 10
    yuma.lastUpdate.fill(12)
    yuma.commitBlock.set([9, 9])
    yuma.epoch(runtimeParameters, 12)
    expect([...yuma.incentive]).toEqual([0, 0, 1, 0])
    yuma.commitBlock.set([10, 10])
    yuma.epoch(runtimeParameters, 12)
    expect(yuma.incentive[3]).toBeGreaterThan(0)
  })

  it.each([1, 3] as const)("bonds on a neuron that was replaced are dropped: Yuma %d", (version) => {
    const parameters = { ...runtimeParameters, version }
    const yuma = pair()
    yuma.grantPermits(parameters)
    for (let epoch = 0; epoch < 5; epoch++) yuma.epoch(parameters)
    const once = pair()
    once.grantPermits(parameters)
    once.epoch(parameters)
    yuma.registeredAt[2] = 20
    yuma.lastUpdate.fill(21)
    yuma.epoch(parameters, 22, 20)
    within([bond(yuma, 0, 0), bond(yuma, 1, 0)], [bond(once, 0, 0), bond(once, 1, 0)], 1)
    expect(version === 1 || bond(yuma, 0, 1) > bond(once, 0, 1)).toBe(true)
  })

  it("the sparse code drops a bond without a weight entry; the dense code lets it decay", () => {
    const held = (entry: number, dropAbsent: boolean): number => {
      const liquidAlpha = { ...runtimeLiquidAlpha, dropAbsent }
      const parameters: YumaParameters = { ...runtimeParameters, version: 3, bondsPenalty: 0, liquidAlpha }
      const yuma = pair()
      yuma.grantPermits(parameters)
      yuma.epoch(parameters)
      weigh(yuma, [[entry, 1]])
      yuma.epoch(parameters)
      return bond(yuma, 0, 0)
    }
    expect(held(0, true)).toBe(held(0, false))
    expect(held(Number.NaN, false)).toBe(held(0, false))
    expect(held(0, false)).toBeGreaterThan(0)
    expect(held(Number.NaN, true)).toBe(0)
  })

  it("the sparse code takes a weight that was clipped away for an absent one", () => {
    const held = (dropAbsent: boolean): number => {
      const liquidAlpha = { ...runtimeLiquidAlpha, dropAbsent }
      const parameters: YumaParameters = { ...runtimeParameters, version: 3, liquidAlpha }
      const yuma = pair([1, 2])
      yuma.grantPermits(parameters)
      yuma.epoch(parameters)
      // The larger stake leaves the first server, so that the smaller one's weight is clipped to nothing.
      weigh(yuma, [
        [1, 1],
        [0, 1]
      ])
      yuma.epoch(parameters)
      expect(yuma.consensus[2]).toBe(0)
      return bond(yuma, 0, 0)
    }
    expect(held(false)).toBeGreaterThan(0)
    expect(held(true)).toBe(0)
  })
})

describe("liquid alpha", () => {
  it("without consensus on anybody bonds move at the speed of the subnet", () => {
    // Five of a fifth each, each for another server: no weight has support.
    const parameters: YumaParameters = {
      ...runtimeParameters,
      version: 3,
      bondsPenalty: 0,
      liquidAlpha: runtimeLiquidAlpha
    }
    const yuma = subnet([1, 1, 1, 1, 1], 5)
    yuma.grantPermits(parameters)
    weigh(
      yuma,
      [0, 1, 2, 3, 4].map((own) => [0, 1, 2, 3, 4].map((server) => (server === own ? 1 : 0)))
    )
    yuma.epoch(parameters)
    expect(sum(yuma.consensus)).toBe(0)
    expect(bond(yuma, 0, 0)).toBe(proportionToU16(0.1))
  })
})
