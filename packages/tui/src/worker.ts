/** What runs on a worker thread: replications of a scenario. Imports the engine and nothing else. */
import { ScenarioTrial } from "@lode/sim"
import { serve } from "@lode/sim/worker"

serve(ScenarioTrial.scenarioTrial)
