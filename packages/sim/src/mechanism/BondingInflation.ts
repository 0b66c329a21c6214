/** Inflation that follows how much is bonded, as calculators. */
import { Schema } from "effect"
import { cosmosBlock, livepeerRound } from "../token/emission/BondingInflation.ts"
import * as Field from "../units/Field.ts"
import { mechanism, shown } from "./Mechanism.ts"

const unitShare = { minimum: 0, maximum: 1 }
const minterSource = "livepeer/protocol: contracts/token/Minter.sol"
const mintSource = "cosmos/cosmos-sdk: x/mint, default parameters"

const livepeer = mechanism({
  name: "livepeer-inflation",
  description: "Livepeer: what is minted each round, as inflation moves a step toward a target of bonded tokens",
  rules:
    "Each round, first: below the target of bonded over supply, inflation rises by the step; above, it falls by it, not below 0; at the target it stays. Then supply × inflation is minted. In real numbers: the contract cuts off.",
  source: `${minterSource} (setInflation, setCurrentRewardTokens)`,
  input: Schema.Struct({
    supply: Field.number({ minimum: 0 })({ description: "Tokens there are", unit: "LPT" }),
    bonded: Field.number({ minimum: 0 })({ description: "Tokens of them that are bonded", unit: "LPT" }),
    inflation: Field.number(unitShare)({ description: "Part of the supply that the round before minted" }),
    inflation_change: Field.number(unitShare)({
      description: "Step by which that part moves in a round",
      default: 5e-7,
      source: "Livepeer on Arbitrum: 500 in 1e9"
    }),
    target_bonding_rate: Field.number(unitShare)({
      description: "Bonded over supply that is aimed at",
      default: 0.5,
      source: "livepeer/protocol: migrations, 500000 in 1e6"
    }),
    rebonded: Field.share({
      description: "Share of the new tokens that is bonded at once",
      default: 0,
      source: "setting"
    }),
    rounds: Field.count({ minimum: 1, maximum: 1_000_000 })({
      description: "Rounds, 5,760 blocks each (about 417 a year)",
      default: 1,
      source: "setting"
    })
  }),
  output: Schema.Struct({
    inflation: shown("Part of the supply that the last round minted"),
    minted_last: shown("Tokens that it minted", "LPT"),
    minted: shown("Tokens minted in all rounds", "LPT"),
    supply: shown("Tokens there are afterwards", "LPT"),
    bonded: shown("Tokens of them that are bonded", "LPT")
  }),
  example: { supply: 1000, bonded: 400, inflation: 0.26, inflation_change: 0.0002 },
  compute: ({ bonded, inflation, inflation_change, rebonded, rounds, supply, target_bonding_rate }) => {
    const rule = { change: inflation_change, target: target_bonding_rate, rebonded }
    let state = { supply, bonded, inflation, minted: 0 }
    let minted = 0
    for (let round = 0; round < rounds; round++) {
      state = livepeerRound(rule, state)
      minted += state.minted
    }
    return { inflation: state.inflation, minted_last: state.minted, minted, supply: state.supply, bonded: state.bonded }
  }
})

const cosmos = mechanism({
  name: "cosmos-inflation",
  description: "Cosmos SDK (Akash and others): yearly inflation that follows how much is bonded, and what blocks mint",
  rules:
    "Each block inflation moves by (1 − bonded_ratio/goal_bonded) × inflation_rate_change / blocks_per_year and is held between inflation_min and inflation_max; then supply × inflation / blocks_per_year is minted. In real numbers: the chain cuts off.",
  source: "cosmos/cosmos-sdk: x/mint/types/minter.go (NextInflationRate, BlockProvision)",
  input: Schema.Struct({
    inflation: Field.number({ minimum: 0 })({ description: "Inflation before", unit: "per year" }),
    bonded_ratio: Field.number(unitShare)({ description: "Bonded tokens over supply" }),
    supply: Field.number({ minimum: 0 })({
      description: "Tokens there are; 1 tells what is minted as a part of them",
      unit: "tokens",
      default: 1,
      source: "setting"
    }),
    inflation_rate_change: Field.number({ minimum: 0 })({
      description: "By how much inflation rises in a year in which nothing is bonded",
      unit: "per year",
      default: 0.13,
      source: mintSource
    }),
    inflation_max: Field.number({ minimum: 0 })({
      description: "Greatest inflation",
      unit: "per year",
      default: 0.2,
      source: mintSource
    }),
    inflation_min: Field.number({ minimum: 0 })({
      description: "Least inflation",
      unit: "per year",
      default: 0.07,
      source: mintSource
    }),
    goal_bonded: Field.number({ minimum: 1e-9, maximum: 1 })({
      description: "Bonded ratio that is aimed at",
      default: 0.67,
      source: mintSource
    }),
    blocks_per_year: Field.number({ minimum: 1 })({
      description: "Blocks in a year",
      default: 6_311_520,
      source: `${mintSource}: 60 × 60 × 8766 / 5`
    }),
    blocks: Field.count({ minimum: 1, maximum: 10_000_000 })({
      description: "Blocks",
      default: 1,
      source: "setting"
    })
  }).check(
    Schema.makeFilter(({ inflation_max, inflation_min }) =>
      inflation_min <= inflation_max ? undefined : { path: ["inflation_min"], issue: "At most inflation_max" }
    )
  ),
  output: Schema.Struct({
    inflation: shown("Inflation after the last block", "per year"),
    annual_provisions: shown("What a year at it would mint", "tokens"),
    block_provision: shown("What the last block minted", "tokens"),
    minted: shown("What all blocks minted", "tokens"),
    supply: shown("Tokens there are afterwards", "tokens")
  }),
  example: { inflation: 0.1, bonded_ratio: 0.5, supply: 1e8, blocks: 6_311_520 },
  compute: (given) => {
    const rule = {
      rateChange: given.inflation_rate_change,
      lowest: given.inflation_min,
      highest: given.inflation_max,
      goal: given.goal_bonded,
      blocksPerYear: given.blocks_per_year
    }
    let state = { supply: given.supply, inflation: given.inflation, minted: 0 }
    let minted = 0
    for (let block = 0; block < given.blocks; block++) {
      state = cosmosBlock(rule, given.bonded_ratio, state)
      minted += state.minted
    }
    const { inflation, minted: last, supply } = state
    return {
      inflation,
      annual_provisions: last * given.blocks_per_year,
      block_provision: last,
      minted,
      supply
    }
  }
})

export const bondingInflation = [livepeer, cosmos]
