#!/usr/bin/env node
/** The program `lode`. How a command is added: see `cli/lode.ts`. */
import { runMain } from "./cli/exit.ts"
import { lode } from "./cli/lode.ts"

runMain(lode(process.argv.slice(2)))
