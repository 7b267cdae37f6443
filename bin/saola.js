#!/usr/bin/env node
// Parses on any Node there is, so that an old one gets a sentence instead of a syntax error: nothing is imported ahead.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Saola needs Node.js 20.19 or newer, and this is ${process.versions.node}: see https://nodejs.org`)
  process.exit(1)
} else {
  import('./lib/launch.js').then(({ launch }) => launch(process.argv.slice(2)))
}
