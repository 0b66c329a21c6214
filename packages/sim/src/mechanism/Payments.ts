/** How work is paid where it is neither by the hour nor in rewards, as calculators: by lottery, by usage counters. */
import { Schema } from "effect"
import { lottery, paidFor } from "../token/payment/LotteryTicket.ts"
import * as Field from "../units/Field.ts"
import { mechanism, shown } from "./Mechanism.ts"

const amount = Field.number({ minimum: 0 })

const ticket = mechanism({
  name: "livepeer-ticket",
  description: "Livepeer: what a probabilistic ticket is worth, how much its income varies, what a winner is paid",
  rules:
    "A ticket wins with the probability p = win_prob / 2²⁵⁶ and is worth face × p. A winner is paid out of the sender's deposit, and beyond it out of the reserve: an orchestrator may claim reserve / orchestrators a round, " +
    "less what it has claimed. n tickets bring n p faces with a standard deviation of √(n p (1 − p)) faces.",
  source: "livepeer/protocol: contracts/pm/mixins; livepeer/go-livepeer: pm/ticket.go",
  input: Schema.Struct({
    face_value: amount({ description: "What a winning ticket pays, in any unit" }),
    win_prob: Field.number({ minimum: 0, maximum: 1 })({ description: "Probability that a ticket wins" }),
    tickets: Field.count({ minimum: 0 })({ description: "Tickets received", default: 1, source: "setting" }),
    deposit: Schema.optionalKey(
      amount({ description: "The sender's deposit, in the unit of face_value; enough for every winner when left out" })
    ),
    reserve: amount({
      description: "The sender's reserve, with what has been claimed of it in this round",
      default: 0,
      source: "setting"
    }),
    orchestrators: Field.count({ minimum: 1 })({
      description: "Active orchestrators: as many equal parts the reserve has",
      default: 100,
      source: "Livepeer: 100 active orchestrators"
    }),
    claimed: amount({
      description: "What this orchestrator has claimed of the reserve in this round",
      default: 0,
      source: "setting"
    })
  }),
  output: Schema.Struct({
    expected_value: shown("What a ticket is worth on average, in the unit of face_value"),
    income: shown("What all tickets are worth on average, when every winner is paid"),
    deviation: shown("Standard deviation of that"),
    no_win: shown("Probability that none of them wins"),
    paid: shown("What the first winner is paid"),
    from_deposit: shown("Part of it that comes out of the deposit")
  }),
  example: { face_value: 1000, win_prob: 0.25, tickets: 10, deposit: 600, reserve: 20_000 },
  compute: ({ claimed, deposit, face_value: face, orchestrators, reserve, tickets, win_prob }) => {
    const { deviation, none, wins } = lottery(win_prob, tickets)
    const { fromDeposit, paid } = paidFor(face, { deposit: deposit ?? face, reserve, orchestrators, claimed })
    return {
      expected_value: face * win_prob,
      income: face * wins,
      deviation: face * deviation,
      no_win: none,
      paid,
      from_deposit: fromDeposit
    }
  }
})

const linear = mechanism({
  name: "golem-price",
  description: "Golem: the price of an activity by its usage counters",
  rules:
    "Price = fixed + Σ coefficient × counter. Golem's offers write the coefficients as golem.com.pricing.model.linear.coeffs, in the order of golem.com.usage.vector with the fixed part last.",
  source: "golemfactory/golem-architecture: standards, golem.com.pricing.model.linear",
  input: Schema.Struct({
    fixed: amount({ description: "Price of the start", unit: "GLM", default: 0, source: "setting" }),
    counters: Field.list(
      Schema.Struct({
        name: Field.text({ description: "Counter, such as duration_sec or cpu_sec", default: "", source: "setting" }),
        coefficient: amount({ description: "Price of one unit of it", unit: "GLM" }),
        usage: amount({ description: "Units used, or used in each unit of time" })
      })
    )({ description: "Usage counters" })
  }),
  output: Schema.Struct({
    counters: Field.list(
      Schema.Struct({
        name: Field.text({ description: "Counter" }),
        price: Field.number()({ description: "What it costs", unit: "GLM" })
      })
    )({ description: "What each counter costs" }),
    price: Field.number()({ description: "Fixed part and counters together", unit: "GLM" })
  }),
  example: {
    fixed: 0,
    counters: [
      { name: "duration_sec", coefficient: 0.01, usage: 3600 },
      { name: "cpu_sec", coefficient: 0.01, usage: 1800 }
    ]
  },
  compute: ({ counters, fixed }) => {
    const rows = counters.map(({ coefficient, name, usage }) => ({ name, price: coefficient * usage }))
    return { counters: rows, price: rows.reduce((sum, { price }) => sum + price, fixed) }
  }
})

export const payments = [ticket, linear]
