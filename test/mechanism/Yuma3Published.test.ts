/** Rows of subtensor's own tests of Yuma 3 that the calculator must give: pallets/subtensor/src/tests/epoch.rs. */
import { describe, expect, it } from "vitest"
import { allNear, ask, rowsNear } from "./Asking.ts"

describe("Yuma 3", () => {
  const A = [1, 0]
  const B = [0, 1]
  const parameters = {
    version: 3,
    bonds_penalty: 0,
    bonds_moving_average: 0.975,
    liquid_alpha: true,
    alpha_low: 0.1,
    alpha_high: 0.3,
    max_validators: 3
  }
  /** Compares bonds and dividends with those given by number of epoch. */
  const compare = (
    stakes: ReadonlyArray<number>,
    epochs: ReadonlyArray<unknown>,
    expected: Readonly<Record<number, readonly [ReadonlyArray<ReadonlyArray<number>>, ReadonlyArray<number>]>>
  ) => {
    expect(ask("yuma", { ...parameters, stakes, epochs })).toMatchObject({
      epochs: epochs.map((_, at) => {
        const row = expected[at]
        return row === undefined ? {} : { bonds: rowsNear(row[0], 1.5e-4), dividends: allNear(row[1], 1.5e-4) }
      })
    })
  }

  it("test_yuma_3_kappa_moves_last", () => {
    const weights = [
      [A, A, A],
      [A, B, A],
      [A, B, B],
      [B, B, B],
      [B, B, B],
      [B, B, B]
    ]
    compare(
      [8, 1, 1],
      weights.map((rows) => ({ weights: rows })),
      {
        0: [
          [
            [0.1013, 0],
            [0.1013, 0],
            [0.1013, 0]
          ],
          [0.8, 0.1, 0.1]
        ],
        1: [
          [
            [0.1924, 0],
            [0.0908, 0.2987],
            [0.1924, 0]
          ],
          [0.8446, 0.0498, 0.1056]
        ],
        2: [
          [
            [0.2742, 0],
            [0.0815, 0.5081],
            [0.1715, 0.2987]
          ],
          [0.8966, 0.0333, 0.0701]
        ],
        3: [
          [
            [0.2416, 0.1013],
            [0.0731, 0.558],
            [0.1531, 0.3697]
          ],
          [0.4663, 0.321, 0.2127]
        ],
        4: [
          [
            [0.2141, 0.1924],
            [0.0656, 0.6028],
            [0.1369, 0.4336]
          ],
          [0.5976, 0.234, 0.1683]
        ],
        5: [
          [
            [0.1903, 0.2742],
            [0.0588, 0.643],
            [0.1225, 0.491]
          ],
          [0.6592, 0.1932, 0.1475]
        ]
      }
    )
  })

  it("test_yuma_3_kappa_one_epoch_switch", () => {
    compare(
      [33, 33, 34],
      [0, 1, 2, 3, 4, 5].map((at) => ({ weights: at === 2 ? [A, A, B] : [A, A, A] })),
      {
        1: [
          [
            [0.1924, 0],
            [0.1924, 0],
            [0.1924, 0]
          ],
          [0.33, 0.33, 0.34]
        ],
        2: [
          [
            [0.2742, 0],
            [0.2742, 0],
            [0.1715, 0.2987]
          ],
          [0.3782, 0.3782, 0.2436]
        ],
        3: [
          [
            [0.3478, 0],
            [0.3478, 0],
            [0.2554, 0.2618]
          ],
          [0.3628, 0.3628, 0.2745]
        ],
        5: [
          [
            [0.4733, 0],
            [0.4733, 0],
            [0.3987, 0.2051]
          ],
          [0.3487, 0.3487, 0.3026]
        ]
      }
    )
  })

  it("test_yuma_3_bonds_reset: 41 epochs", () => {
    const weights = (at: number) => {
      if (at === 0 || at > 21) return [A, A, A]
      if (at === 1) return [A, B, B]
      return at === 21 ? [B, A, A] : [B, B, B]
    }
    const epochs = Array.from({ length: 41 }, (_, at) => ({
      weights: weights(at),
      ...(at === 20 ? { reset_bonds: [3] } : {})
    }))
    compare([8, 1, 1], epochs, {
      2: [
        [
          [0.1715, 0.1013],
          [0.0815, 0.3697],
          [0.0815, 0.3697]
        ],
        [0.523, 0.2385, 0.2385]
      ],
      19: [
        [
          [0.0269, 0.8539],
          [0.0131, 0.8975],
          [0.0131, 0.8975]
        ],
        [0.7919, 0.104, 0.104]
      ],
      20: [
        [
          [0, 0.8687],
          [0, 0.9079],
          [0, 0.9079]
        ],
        [0.7928, 0.1036, 0.1036]
      ],
      21: [
        [
          [0, 0.882],
          [0.2987, 0.6386],
          [0.2987, 0.6386]
        ],
        [0.8467, 0.0766, 0.0766]
      ],
      40: [
        [
          [0.8687, 0.0578],
          [0.9079, 0.0523],
          [0.9079, 0.0523]
        ],
        [0.7928, 0.1036, 0.1036]
      ]
    })
  })

  it("test_bonds_with_liquid_alpha: asserted bonds, and the emission in its trace, as validators turn to themselves", () => {
    const served = [null, null, null, null, 16383, 32767, 49149, 65535]
    const itself = (uid: number) => served.map((_, at) => (at === uid ? 65535 : null))
    const asked = {
      version: 3,
      liquid_alpha: true,
      drop_absent_bonds: true,
      columns: "neurons",
      tempo: 1,
      stakes: [1, 2, 3, 4, 0, 0, 0, 0],
      epochs: [
        { weights: [served, served, served, served] },
        { weights: [itself(0), served, served, served] },
        { weights: [itself(0), itself(1), served, served] }
      ]
    }
    const bonds = (first: ReadonlyArray<number>) => first.map((bond) => expect.objectContaining({ 4: bond }))
    const server_emission = [0, 0, 0, 0, 49998779, 100000610, 149996337, 200004272]
    expect(ask("yuma", asked)).toMatchObject({
      epochs: [
        { stored_bonds: expect.objectContaining(bonds([4596, 4596, 4596, 4596])), server_emission },
        {
          stored_bonds: expect.objectContaining(bonds([0, 5968, 5968, 5968])),
          server_emission,
          validator_emission: [0, 111111111, 166666666, 222222222, 0, 0, 0, 0]
        },
        {
          stored_bonds: expect.objectContaining(bonds([0, 0, 6378, 6378])),
          server_emission,
          validator_emission: [0, 0, 214285714, 285714285, 0, 0, 0, 0]
        }
      ]
    })
  })

  describe("consensus modes (runtime 446)", () => {
    const weights = [
      [
        [0.6, 0.4],
        [0.6, 0.4],
        [0.2, 0.8]
      ],
      [
        [0.3, 0.7],
        [0.3, 0.7],
        [0.9, 0.1]
      ]
    ]
    const told = (more: object): ReadonlyArray<{ readonly stored_bonds: ReadonlyArray<ReadonlyArray<number>> }> => {
      const asked = {
        version: 3,
        liquid_alpha: true,
        stakes: [4, 3, 3],
        epochs: weights.map((rows) => ({ weights: rows }))
      }
      const answer = ask("yuma", { ...asked, ...more })
      // oxlint-disable-next-line no-unsafe-type-assertion -- what the calculator says it answers
      return (answer as { epochs: ReadonlyArray<{ stored_bonds: ReadonlyArray<ReadonlyArray<number>> }> }).epochs
    }
    const speed = (apart: number) =>
      45_875 / 65_535 + 13_107 / 65_535 / (1 + Math.exp(-10 * (Math.min(1, Math.max(0, apart)) - 0.5)))
    const part = (share: number) => Math.floor(share * 65_535 + 1e-4)

    it("previous: weights are held against the consensus stored by the epoch before; the first has its own", () => {
      const [first, second] = told({ consensus_mode: "previous", bonds_penalty: 0 })
      expect(first).toEqual(told({ consensus_mode: "current", bonds_penalty: 0 })[0])
      // The third validator buys the first server, whose consensus was 0.6 and is 0.3 now.
      const before = (first?.stored_bonds[2]?.[0] ?? Number.NaN) / 65_535
      const a = speed(0.9 - part(0.6) / 65_535)
      expect(second?.stored_bonds[2]?.[0]).toBe(part((1 - a) * before + a * 0.9))
      const now = speed(0.9 - 0.3)
      expect(told({ consensus_mode: "current", bonds_penalty: 0 })[1]?.stored_bonds[2]?.[0]).toBe(
        part((1 - now) * before + now * 0.9)
      )
    })

    it("auto: previous under the full bonds penalty, current below it", () => {
      const full = { bonds_penalty: 1 }
      const half = { bonds_penalty: 0.5 }
      expect(told({ ...full, consensus_mode: "auto" })).toEqual(told({ ...full, consensus_mode: "previous" }))
      expect(told({ ...half, consensus_mode: "auto" })).toEqual(told({ ...half, consensus_mode: "current" }))
      expect(told({ ...half, consensus_mode: "auto" })).not.toEqual(told({ ...half, consensus_mode: "previous" }))
    })

    it("a server that is registered anew has no consensus of before", () => {
      const registered = { consensus_mode: "previous", bonds_penalty: 0, tempo: 10 }
      const epochs = [
        { weights: weights[0], block: 20 },
        { weights: weights[1], block: 30, registered: [0, 0, 0, 25, 0] }
      ]
      const a = speed(0.9)
      expect(told({ ...registered, epochs })[1]?.stored_bonds[2]?.[0]).toBe(part(a * 0.9))
    })
  })

  it("test_liquid_alpha_equal_values_against_itself: one speed is no liquid alpha", () => {
    const epochs = [
      {
        weights: [
          [0.6, 0.4],
          [0.1, 0.9]
        ]
      },
      {
        weights: [
          [0.2, 0.8],
          [0.5, 0.5]
        ],
        repeat: 3
      }
    ]
    const told = (liquid: object) =>
      ask("yuma", { version: 3, stakes: [3, 2], bonds_moving_average: 0.9, epochs, ...liquid })
    // To twelve figures: the speed is computed in another order.
    const rounded = (answer: unknown) =>
      JSON.stringify(answer, (_, value: unknown) => (typeof value === "number" ? Number(value.toPrecision(12)) : value))
    expect(rounded(told({ liquid_alpha: true, alpha_low: 0.1, alpha_high: 0.1 }))).toBe(rounded(told({})))
  })
})
