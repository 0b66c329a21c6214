/** The shell of the screen: prints the rows that `windowOf` draws, hands on keys and sizes. Everything else stands in plain functions. */
import { Box, Text, Transform, useApp, useInput, useIsScreenReaderEnabled, useWindowSize } from "ink"
import { memo, useEffect, useSyncExternalStore } from "react"
import type { Look } from "../charts/Theme.ts"
import { windowOf } from "../screens/Window.ts"
import { chordsOf } from "./chords.ts"
import type { Controller } from "./Controller.ts"

export interface AppProps {
  readonly controller: Controller
  readonly look: Omit<Look, "columns">
  /** Is given what hands the terminal to the shell for a while. */
  readonly onTerminal: (suspend: (meanwhile: () => Promise<void>) => void) => void
}

export const App = ({ controller, look, onTerminal }: AppProps) => {
  const scene = useSyncExternalStore(controller.subscribe, controller.get)
  const size = useWindowSize()
  const { suspendTerminal } = useApp()
  useEffect(() => controller.resize(size), [controller, size.columns, size.rows])
  useEffect(() => onTerminal((meanwhile) => void suspendTerminal(meanwhile)), [onTerminal, suspendTerminal])
  useInput((input, key) => {
    for (const chord of chordsOf(input, key)) controller.press(chord)
  })
  const isRead = useIsScreenReaderEnabled()
  if (scene === undefined) return <Text>{"starting …".slice(0, size.columns)}</Text>
  const rows = windowOf(scene, size, { ...look, columns: size.columns })
  if (isRead) return <Text>{rows.map((row) => row.trimEnd()).join("\n")}</Text>
  return (
    <Box flexDirection="column">
      {rows.map((row, place) => (
        // oxlint-disable-next-line react/no-array-index-key
        <Row key={place} text={row} />
      ))}
    </Box>
  )
}

/** One row as it is. Ink would take a text apart cell by cell to measure, wrap and style it; a row fits already, so Ink lays out a blank and puts
 * the row in its place in the last step: a third of the work. */
const Row = memo(({ text }: { readonly text: string }) => (
  <Transform transform={() => text}>
    <Text> </Text>
  </Transform>
))
