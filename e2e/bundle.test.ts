import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { bundle } from '#apps/bundle.ts'
import { silent } from '#apps/steps.ts'
import { freePort, run } from './miniature.ts'

const root = mkdtempSync(join(tmpdir(), 'saola-bundle-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Where it is permitted there is no network at all; elsewhere every way to one ends at a closed port. */
const cutOff = spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']).status === 0
const DEAD = 'http://127.0.0.1:9'
const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'npm_config_registry'].map(name => `${name}=${DEAD}`)

test('the bundle starts in an empty folder, without a network, Node or npm', async () => {
  const file = await bundle(join(root, 'saola.tar'), silent)
  execFileSync('tar', ['xf', file, '-C', root])
  const saola = join(root, 'saola/saola')
  const port = await freePort()
  const node = `${root}/saola/.saola/runtime/node24/node_modules/node-${process.platform}-${process.arch}/bin/node`
  const ask = `fetch('http://127.0.0.1:${port}/api/health/ready').then(async r => console.log('asked', r.status, await r.text()))`
  const script = `${cutOff ? 'ip link set lo up' : ':'}
    ${saola} serve --port ${port} --data ${root}/data --demo none > ${root}/log 2>&1 & server=$!
    n=0; until grep -q 'Saola is ready' ${root}/log || [ $n -gt 90 ]; do sleep 1; n=$((n + 1)); done
    ${node} -e "${ask}"; kill $server; wait $server; echo ended $?; cat ${root}/log`
  const clean = ['env', '-i', 'PATH=/usr/bin:/bin:/usr/sbin:/sbin', `HOME=${root}`, ...proxies]
  const { says, ended } = run([...(cutOff ? ['unshare', '-n'] : []), ...clean, 'sh', '-c', script], { cwd: root })
  const [, reply] = await says(/asked (\d+ .*)/)
  expect(reply).toMatch(/^200 {"ready":true/)
  await says(/ended 0/)
  const [log] = await says(/Making a database[\s\S]*Saola is ready/)
  expect(log).not.toMatch(/Installing|Bringing|Building/)
  await ended
})
