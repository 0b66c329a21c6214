/** GPU models as data: what they compute, hold, draw and cost.
 *
 * Rates are dense bf16 (some indexes print the sparse figure, which is twice as high). Prices to buy include the share of the
 * node around the GPU; prices to rent are on demand. The order of the list is the order of the bits in a mask of acceptable
 * models: new models go to the end. */
import { assumed, type Fact, fact } from "./Fact.ts"

const accelerators = "stas00/ml-engineering compute/accelerator/README.md, 2026-08"
const networks = "stas00/ml-engineering network/README.md"
const powerIndex = "alpha-one-index/ai-infra-index data/gpu-specs.json"
const amazon = "AWS price feed 2026-09-25, eight-GPU instance divided by eight"
const median = "alpha-one-index/ai-infra-index, median of marketplaces 2026-03-16"
const secondary = "vendor data sheet as quoted by secondary pages"
const likeH100 = "assumption: same share as H100 SXM, no measurement found"

export interface Gpu {
  readonly name: string
  /** Dense bf16, TFLOP/s. */
  readonly teraflops: Fact
  /** Largest share of that peak that a matrix product reaches. */
  readonly matmulShare: Fact
  /** GB on the card. */
  readonly memory: Fact
  /** TB/s. */
  readonly memoryBandwidth: Fact
  /** Rated power of the card, W. */
  readonly power: Fact
  /** kW at the wall of a node, per GPU, before the building's cooling: the card, its host and its network. */
  readonly nodePower: Fact
  /** GB/s in one direction between GPUs of one node. */
  readonly link: Fact
  /** GB/s in one direction, per GPU, between nodes of one site. */
  readonly fabric: Fact
  /** Share of the dense bf16 peak that a well-run training inside one node reaches (MFU). */
  readonly mfu: Fact
  /** USD per GPU, with its share of the node. */
  readonly purchasePrice: Fact
  /** USD per GPU-hour on demand at a large central cloud, or at specialists where no large cloud offers the card. */
  readonly centralPrice: Fact
  /** USD per GPU-hour on open marketplaces. */
  readonly marketPrice: Fact
}

const nodePerCard = (watts: number): Fact =>
  assumed((watts * 1.8) / 1000, "card power times 1.8, about what an 8 x H100 node shows (10.2 kW over 8 x 0.7 kW)")
const desktopPerCard = (watts: number): Fact =>
  assumed((watts + 150) / 1000, "card and 150 W for its share of the host")

const bareCards = assumed(0.22, "cards without peer-to-peer reach 15 to 30%, middle")
const pcieCards = assumed(0.31, "over PCIe with peer-to-peer: between H100 SXM and consumer cards")
const officeEthernet = assumed(1.25 / 8, "10 Gbit/s Ethernet for a node of eight")
const hallEthernet = assumed(12.5 / 8, "100 Gbit/s Ethernet for a node of eight in a data centre")

export const gpus: ReadonlyArray<Gpu> = [
  {
    name: "H100-SXM",
    teraflops: fact(989, accelerators),
    matmulShare: fact(0.803, accelerators),
    memory: fact(80, accelerators),
    memoryBandwidth: fact(3.35, accelerators),
    power: fact(700, powerIndex),
    nodePower: fact(1.275, "8 x H100 node of 10.2 kW, trade press 2026"),
    link: fact(450, networks),
    fabric: fact(50, `8 x NDR 400G a node, ${networks}`),
    mfu: fact(0.4, "Llama-3 405B on H100 (arXiv 2407.21783): 38 to 43%"),
    purchasePrice: fact(40_600, "8 x H100 node 300 to 350 thousand USD, middle over eight, trade press 2026"),
    centralPrice: fact(6.88, amazon),
    marketPrice: fact(2.46, median)
  },
  {
    name: "H200-SXM",
    teraflops: fact(989, accelerators),
    matmulShare: { value: 0.803, source: likeH100 },
    memory: fact(141, accelerators),
    memoryBandwidth: fact(4.8, accelerators),
    power: fact(700, powerIndex),
    nodePower: assumed(1.275, "same node as H100 SXM"),
    link: fact(450, networks),
    fabric: fact(50, `AWS p5en, 16 x 200G a node, ${networks}`),
    mfu: assumed(0.4, "as H100 SXM, the same compute"),
    purchasePrice: assumed(46_000, "an eighth above H100 SXM"),
    centralPrice: fact(7.91, amazon),
    marketPrice: fact(3.3, median)
  },
  {
    name: "B200-SXM",
    teraflops: fact(2250, accelerators),
    matmulShare: fact(0.776, accelerators),
    memory: fact(180, accelerators),
    memoryBandwidth: fact(8, accelerators),
    power: fact(1000, powerIndex),
    nodePower: nodePerCard(1000),
    link: fact(900, networks),
    fabric: fact(50, `AWS p6-b200, 8 x 400G a node, ${networks}`),
    mfu: assumed(0.39, "H100 SXM, scaled by what a matrix product reaches"),
    purchasePrice: assumed(55_000, "between H100 SXM by node price and GB200 NVL72 at about 3M USD a rack"),
    centralPrice: fact(14.24, amazon),
    marketPrice: fact(4.71, "skypilot-org/skypilot-catalog v8, vast")
  },
  {
    name: "H100-PCIe",
    teraflops: fact(756, accelerators),
    matmulShare: { value: 0.803, source: likeH100 },
    memory: fact(80, accelerators),
    memoryBandwidth: fact(2, accelerators),
    power: fact(350, powerIndex),
    nodePower: nodePerCard(350),
    link: fact(63, networks),
    fabric: hallEthernet,
    mfu: pcieCards,
    purchasePrice: assumed(30_000, "three quarters of H100 SXM, as its compute"),
    centralPrice: assumed(5.26, "H100 SXM at the large cloud, scaled by compute"),
    marketPrice: assumed(1.88, "H100 SXM on marketplaces, scaled by compute")
  },
  {
    name: "A100-SXM",
    teraflops: fact(312, accelerators),
    matmulShare: fact(0.869, accelerators),
    memory: fact(80, accelerators),
    memoryBandwidth: fact(2, accelerators),
    power: fact(400, powerIndex),
    nodePower: nodePerCard(400),
    link: fact(300, networks),
    fabric: assumed(25, "eight HDR 200G ports a node; a large cloud's p4d has 4 x 100G, a quarter of that"),
    mfu: fact(0.45, "Megatron-LM on A100 (arXiv 2104.04473): 40 to 55%, lower half"),
    purchasePrice: assumed(15_000, "used price in proportion to rent against H100 SXM"),
    centralPrice: fact(3.43, amazon),
    marketPrice: fact(1.2, median)
  },
  {
    name: "L40S",
    teraflops: fact(362, accelerators),
    matmulShare: { value: 0.803, source: likeH100 },
    memory: fact(48, accelerators),
    memoryBandwidth: fact(0.86, accelerators),
    power: fact(350, powerIndex),
    nodePower: nodePerCard(350),
    link: fact(31, networks),
    fabric: hallEthernet,
    mfu: pcieCards,
    purchasePrice: assumed(9_000, "street price with a share of the host"),
    centralPrice: assumed(1.86, "no large cloud read; about twice the marketplace median"),
    marketPrice: fact(0.865, median)
  },
  {
    name: "RTX-5090",
    teraflops: fact(209.5, "twice 104.8 TFLOP/s fp32"),
    matmulShare: { value: 0.803, source: likeH100 },
    memory: fact(32, secondary),
    memoryBandwidth: fact(1.79, secondary),
    power: fact(575, powerIndex),
    nodePower: desktopPerCard(575),
    link: fact(63, networks),
    fabric: officeEthernet,
    mfu: bareCards,
    purchasePrice: assumed(3_200, "street price with a share of the host"),
    centralPrice: fact(0.69, "RunPod on demand; no large cloud offers it"),
    marketPrice: fact(0.5, "Vast.ai catalogue 0.43 to 0.57, middle")
  },
  {
    name: "RTX-4090",
    teraflops: fact(165.2, secondary),
    matmulShare: { value: 0.803, source: likeH100 },
    memory: fact(24, secondary),
    memoryBandwidth: fact(1.01, secondary),
    power: fact(450, powerIndex),
    nodePower: desktopPerCard(450),
    link: fact(31, networks),
    fabric: officeEthernet,
    mfu: bareCards,
    purchasePrice: assumed(2_300, "street price with a share of the host"),
    centralPrice: fact(0.34, "RunPod on demand; no large cloud offers it"),
    marketPrice: fact(0.35, median)
  },
  {
    name: "RTX-3090",
    teraflops: assumed(71, "from memory; the 3090 Ti is quoted at 80"),
    matmulShare: { value: 0.803, source: likeH100 },
    memory: assumed(24, "from memory"),
    memoryBandwidth: assumed(0.94, "from memory"),
    power: assumed(350, "from memory"),
    nodePower: desktopPerCard(350),
    link: fact(31, networks),
    fabric: officeEthernet,
    mfu: bareCards,
    purchasePrice: assumed(1_100, "used price with a share of the host"),
    centralPrice: fact(0.22, "RunPod on demand; no large cloud offers it"),
    marketPrice: fact(0.18, median)
  }
]
