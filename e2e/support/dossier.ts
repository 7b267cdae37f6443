import type { Locator, Page } from 'playwright-core'

/** Opens a dossier by its code and takes a step that the officer is offered. */
export async function takeStep(page: Page, code: string, step: string, fill?: (dialog: Locator) => Promise<void>) {
  await page.goto(`/console/services?view=all&q=${code}`)
  await page.getByRole('row').filter({ hasText: code }).first().click()
  await page.getByRole('button', { name: step, exact: true }).click()
  const dialog = page.getByRole('dialog')
  await fill?.(dialog)
  await dialog.getByRole('button', { name: step, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}
