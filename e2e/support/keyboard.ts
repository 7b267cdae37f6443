import type { Locator, Page } from 'playwright-core'

/** More stops than any page has between two things. */
const MOST = 150

/** Goes to a control as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await target.first().waitFor()
  for (let tries = 0; tries < MOST; tries++) {
    const isThere = await target
      .first()
      .evaluate(element => element === document.activeElement || element.contains(document.activeElement))
    if (isThere) return
    await page.keyboard.press(key)
  }
  throw new Error(`Not reached with ${key}: ${target}`)
}

/** Presses a control that was reached with the keyboard. */
export async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press('Enter')
}

/** Types into a field that was reached with the keyboard. */
export async function type(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press('Control+a')
  await page.keyboard.type(text)
}
