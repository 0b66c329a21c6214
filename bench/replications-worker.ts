/** The made-up trial of `replications.ts` on a thread. */
import { serve } from "@lode/sim/worker"
import { queueTrial } from "./replications-trial.ts"

serve(queueTrial)
