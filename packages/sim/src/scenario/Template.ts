/** The text that `lode init` writes: a commented scenario to start from.
 *
 * It must decode under the language of the program; a test of the world says so. */

/** The scenario to start from, for a file that lies beside the JSON Schema `schemaPath` (written by `lode schema`). */
export const text = (
  name: string,
  schemaPath = "./scenario.schema.json"
): string => `# yaml-language-server: $schema=${schemaPath}
#
# A scenario of lode. Change a figure and run it:  lode run ${name}.yaml
#   lode validate ${name}.yaml     tells every mistake in the file
#   lode explain supply            tells what a key means, its unit, its default and where that comes from
# Every key that is left out has a default. A comment that begins with "source:" or "assumption" says where a
# figure comes from; a figure without one counts as an assumption, and the result says how many it rests on.

lode: 1 # version of the scenario language
name: ${JSON.stringify(name)}
question: What do I want to know?
`
