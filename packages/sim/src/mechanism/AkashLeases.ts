/** What an Akash provider asks for a lease, and how the tenant's escrow pays it, as calculators. */
import { Schema } from "effect"
import * as AkashPriceScript from "../market/AkashPriceScript.ts"
import * as LazyEscrow from "../token/payment/LazyEscrow.ts"
import * as Field from "../units/Field.ts"
import { mechanism, outOfOrder } from "./Mechanism.ts"

const height = (description: string) => Field.count()({ description, unit: "blocks" })
const amount = (description: string) => Field.count()({ description, unit: "minor units" })
const name = (description: string) => Field.text({ description })

const at = height("Height of the block")
const Touch = Schema.Union([
  Schema.Struct({
    kind: Schema.tag("deposit"),
    height: at,
    depositor: Field.text({ description: "Who deposits", default: "tenant", source: "setting" }),
    amount: Field.count({ minimum: 1 })({ description: "Amount", unit: "minor units" })
  }).annotate({ description: "funds come in; no touch while the account is open" }),
  Schema.Struct({
    kind: Schema.tag("lease"),
    height: at,
    lease: name("Name of the lease"),
    rate: Field.number({ minimum: 0, maximum: 1e15 })({ description: "Price of the lease", unit: "minor units/block" })
  }).annotate({ description: "a lease begins" }),
  Schema.Struct({ kind: Schema.tag("withdraw"), height: at, lease: name("Name of the lease") }).annotate({
    description: "a provider takes what its lease has earned"
  }),
  Schema.Struct({ kind: Schema.tag("close-lease"), height: at, lease: name("Name of the lease") }).annotate({
    description: "a lease ends"
  }),
  Schema.Struct({ kind: Schema.tag("close"), height: at }).annotate({ description: "the account is closed" })
])

const state = Field.choice(["open", "overdrawn", "closed"])({
  description: "open until a touch finds the funds gone (overdrawn) or somebody closes it"
})

const apply = (account: LazyEscrow.Account, touch: typeof Touch.Type): LazyEscrow.Touched => {
  switch (touch.kind) {
    case "deposit":
      return LazyEscrow.deposit(account, touch.depositor, touch.amount)
    case "lease":
      return LazyEscrow.lease(account, touch.lease, touch.rate, touch.height)
    case "withdraw":
      return LazyEscrow.withdraw(account, touch.lease, touch.height)
    case "close-lease":
      return LazyEscrow.closeLease(account, touch.lease, touch.height)
    case "close":
      return LazyEscrow.close(account, touch.height)
  }
}

const paid = (account: LazyEscrow.Account): number => account.leases.reduce((sum, each) => sum + each.withdrawn, 0)

const escrow = mechanism({
  name: "akash-escrow",
  description: "Akash: an escrow account that is settled only when it is touched, so an overdraft is found late",
  rules:
    "Leases cost a rate for each block, but what is owed, ⌊rate × (height − settled_at)⌋, is reckoned only when the account is touched: at a withdrawal, a new lease, the end of a lease or of " +
    "the account. Funds that ended at block h leave the account open until then; the touch that finds it pays what is there, leases in order, and records the rest as debt. Deposits are " +
    "used first in, first out; a deposit to an open account is no touch, one to an overdrawn account pays the debts and, when all are paid, closes it. What is left goes back.",
  source: "akash-network/node, x/escrow/keeper; AEP-79 (current architecture)",
  input: Schema.Struct({
    events: Field.list(Touch)({ description: "What happens, in order of height; the account opens with the first" })
  }).check(Schema.makeFilter(({ events }) => outOfOrder("events", events))),
  output: Schema.Struct({
    events: Field.list(
      Schema.Struct({
        height: height("Height of the block"),
        kind: Field.text({ description: "What happened" }),
        result: Field.text({ description: "done, or why not" }),
        state,
        funds: amount("Left of deposits, as last settled"),
        paid: amount("Paid to providers so far"),
        debt: amount("Owed and not paid"),
        funds_end: Schema.optionalKey(
          height("Last height that the funds pay for, known to nobody on the chain; left out when nothing is due")
        )
      })
    )({ description: "The account after each event" }),
    state,
    settled_at: height("Height up to which leases have been settled"),
    deposited: amount("All deposits"),
    paid: amount("Paid to providers"),
    refunded: amount("Gone back to depositors"),
    held: amount("Still in the account: left of deposits, and earned by leases but not taken"),
    debt: amount("Owed and not paid"),
    leases: Field.list(
      Schema.Struct({
        lease: name("Name of the lease"),
        state,
        paid: amount("Paid to its provider"),
        accrued: amount("Earned and not taken"),
        debt: amount("Owed and not paid")
      })
    )({ description: "Leases in the order in which they began" }),
    deposits: Field.list(Schema.Struct({ depositor: name("Who deposited"), left: amount("Left of it") }))({
      description: "Deposits that are left, the first to be used first"
    })
  }),
  example: {
    events: [
      { kind: "deposit", height: 0, amount: 1000 },
      { kind: "lease", height: 0, lease: "gpu", rate: 10 },
      { kind: "withdraw", height: 60, lease: "gpu" },
      { kind: "withdraw", height: 130, lease: "gpu" },
      { kind: "deposit", height: 140, amount: 500 }
    ]
  },
  compute: ({ events }) => {
    let account = LazyEscrow.open(events[0]?.height ?? 0)
    const rows = events.map((event) => {
      const touched = apply(account, event)
      account = touched.account
      const ends = LazyEscrow.lastsUntil(account)
      return {
        height: event.height,
        kind: event.kind,
        result: touched.refusal ?? "done",
        state: account.state,
        funds: LazyEscrow.funds(account),
        paid: paid(account),
        debt: LazyEscrow.debt(account),
        ...(account.state === "open" && Number.isFinite(ends) ? { funds_end: ends } : {})
      }
    })
    return {
      events: rows,
      state: account.state,
      settled_at: account.settledAt,
      deposited: account.deposited,
      paid: paid(account),
      refunded: account.refunded,
      held: LazyEscrow.funds(account) + account.leases.reduce((sum, each) => sum + each.accrued, 0),
      debt: LazyEscrow.debt(account),
      leases: account.leases.map((each) => ({
        lease: each.name,
        state: each.state,
        paid: each.withdrawn,
        accrued: each.accrued,
        debt: each.debt
      })),
      deposits: account.deposits
    }
  }
})

const script = "akash-network/helm-charts, price_script_generic.sh"
const amountOf = (description: string, unit: string) =>
  Field.number({ minimum: 0 })({ description, unit, default: 0, source: "setting" })
const priceOf = (description: string, unit: string, value: number) =>
  Field.number({ minimum: 0 })({ description, unit, default: value, source: script })
const { defaultPrices: usual } = AkashPriceScript

const Prices = Schema.Struct({
  cpu: priceOf("A thread", "USD/month", usual.cpu),
  memory: priceOf("A GiB of memory", "USD/month", usual.memory),
  ephemeral: priceOf("A GiB of storage that ends with the lease", "USD/month", usual.ephemeral),
  hdd: priceOf("A GiB of lasting storage on disks", "USD/month", usual.hdd),
  ssd: priceOf("A GiB of lasting storage on SSD", "USD/month", usual.ssd),
  nvme: priceOf("A GiB of lasting storage on NVMe", "USD/month", usual.nvme),
  endpoint: priceOf("A port", "USD/month", usual.endpoint),
  ip: priceOf("A leased address", "USD/month", usual.ip),
  gpus: Field.named(Field.number({ minimum: 0 })({ description: "A GPU", unit: "USD/month" }))({
    description:
      "GPUs by model (h100), model and memory (a100.80Gi), or model, memory and interface (a100.80Gi.sxm4); others cost the dearest, at least 100",
    default: {},
    source: script
  })
})

const Service = Schema.Struct({
  count: Field.count()({ description: "Machines of this kind", default: 1, source: "setting" }),
  cpu: amountOf("Threads", "threads"),
  memory: amountOf("Memory", "GiB"),
  ephemeral: amountOf("Storage that ends with the lease", "GiB"),
  hdd: amountOf("Lasting storage on disks (beta1)", "GiB"),
  ssd: amountOf("Lasting storage on SSD (beta2)", "GiB"),
  nvme: amountOf("Lasting storage on NVMe (beta3)", "GiB"),
  endpoints: amountOf("Ports", "ports"),
  ips: amountOf("Leased addresses", "addresses"),
  gpus: Field.list(
    Schema.Struct({
      model: Field.text({
        description: "Model as in the price list; a GPU of any model costs the dearest, at least 100",
        default: "",
        source: "setting"
      }),
      memory: Schema.optionalKey(name("Memory as in the price list, such as 80Gi")),
      interface: Schema.optionalKey(name("Interface as in the price list, such as sxm4")),
      units: Field.count()({ description: "GPUs of each machine", default: 1, source: "setting" })
    })
  )({ description: "GPUs of each machine", default: [], source: "setting" })
})

const priceScript = mechanism({
  name: "akash-price-script",
  description: "Akash: what a provider asks for a deployment, by month and by block, and whether it bids",
  rules:
    "The worth of the resources at the provider's price list in USD a month, divided by 429,909 blocks (6.117 s a block, 30.437 days) and, in uakt, by the price of AKT. A GPU costs what the longest " +
    "fitting entry of the list says (model.memory.interface, then without the interface, then the model), any other the dearest entry, at least 100 USD. No bid when the tenant's highest rate is lower.",
  source: `${script} (2024 to 2026)`,
  input: Schema.Struct({
    services: Field.list(Service)({ description: "What the tenant asks for" }),
    prices: Field.group(Prices)({ description: "The provider's price list", default: {}, source: script }),
    akt_price: Schema.optionalKey(
      Field.number({ minimum: 1e-6 })({ description: "Price of AKT; needed for a bid in uakt", unit: "USD/AKT" })
    ),
    denomination: Field.choice(["uact", "uakt"])({
      description: "Currency of the bid: uact (a millionth of a USD) or uakt",
      default: "uact",
      source: "setting"
    }),
    highest: Schema.optionalKey(
      Field.number({ minimum: 0 })({
        description: "Highest rate that the tenant allows",
        unit: "of the denomination, per block"
      })
    ),
    blocks_per_month: Field.number({ minimum: 1 })({
      description: "Blocks of a month",
      unit: "blocks",
      default: AkashPriceScript.blocksPerMonth,
      source: script
    })
  }).check(
    Schema.makeFilter(({ akt_price, denomination }) =>
      denomination === "uakt" && akt_price === undefined
        ? { path: ["akt_price"], issue: "a bid in uakt needs the price of AKT" }
        : undefined
    )
  ),
  output: Schema.Struct({
    usd_per_month: Field.number()({ description: "Worth of the resources", unit: "USD/month" }),
    rate: Field.number()({ description: "Price of the deployment", unit: "of the denomination, per block" }),
    bids: Field.flag({ description: "Whether the provider bids at the tenant's highest rate" })
  }),
  example: { services: [{ cpu: 1, memory: 1, ephemeral: 10 }] },
  compute: ({ akt_price, blocks_per_month, denomination, highest, prices, services }) => {
    const monthly = AkashPriceScript.monthlyPrice(services, prices)
    const rate = AkashPriceScript.ratePerBlock(
      monthly,
      denomination === "uakt" ? (akt_price ?? 1) : 1,
      blocks_per_month
    )
    return { usd_per_month: monthly, rate, bids: AkashPriceScript.bids(rate, highest) }
  }
})

export const akashLeases = [escrow, priceScript]
