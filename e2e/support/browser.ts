import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { PASSWORD } from './saola.ts'

export const PHONE = { width: 360, height: 740 }
export const DESK = { width: 1440, height: 900 }

/** Without these Chromium keeps asking hosts of its maker, which no test needs. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const optionsWith = (flags: readonly string[]) => ({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  // Without a locale it calls every file with a Vietnamese name “download”.
  env: { ...process.env, LC_ALL: 'C.UTF-8' },
  args: [...QUIET, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...flags],
})

export const launchBrowser = (flags: readonly string[] = []): Promise<Browser> => chromium.launch(optionsWith(flags))

/** A phone whose browser keeps what it holds in a folder: closed and launched again it is the phone after a restart. */
export const launchPhone = (folder: string, baseURL: string, flags: readonly string[]): Promise<BrowserContext> =>
  chromium.launchPersistentContext(folder, {
    ...optionsWith(flags),
    viewport: PHONE,
    hasTouch: true,
    locale: 'vi-VN',
    baseURL,
    permissions: ['camera'],
  })

export interface Visit {
  readonly context: BrowserContext
  readonly page: Page
}

/** A browser of somebody's own, signed in as an officer of the demo by the sign-in endpoint. */
export async function visitAs(browser: Browser, url: string, login: string, viewport = DESK): Promise<Visit> {
  const context = await browser.newContext({ viewport, locale: 'vi-VN', baseURL: url })
  const reply = await context.request.post('/api/identity/sessions', { data: { login, password: PASSWORD } })
  expect(reply.status()).toBe(200)
  return { context, page: await context.newPage() }
}

/**
 * In the page: what moves has arrived, and nothing has begun to for a while. A dialog that fades in is pale until then, and
 * begins some frames after it was asked for.
 */
async function settled(): Promise<void> {
  const ends = (one: Animation) =>
    one.playState === 'running' && one.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY
  for (let still = performance.now(); performance.now() - still < 150; ) {
    await new Promise(done => requestAnimationFrame(done))
    const moving = document.getAnimations().filter(ends)
    if (!moving.length) continue
    await Promise.allSettled(moving.map(one => one.finished))
    still = performance.now()
  }
}

/** Nothing serious on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(settled)
  const { violations } = await new AxeBuilder({ page }).analyze()
  const grave = violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
  expect(grave.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`)).toEqual([])
}
