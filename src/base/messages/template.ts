import type { Declaration } from '#core/module.ts'
import { hasWords, type Locale, say, type Values } from '#core/words.ts'

/**
 * `urgent`: what must be told at once, whatever the hour and whoever asked for silence (a code, a trace, an order).
 * `ordinary`: everything else: it keeps the quiet hours and the opt-out.
 */
export type Urgency = 'urgent' | 'ordinary'

/**
 * A message that a module sends. Its words are messages of the module's catalogues:
 * `<id>.sms` the short text, for every channel that has no room; `<id>.subject` and `<id>.body` for mail, where the
 * short text stands in when they are missing; `<id>.name` what officers call it.
 */
export interface Template extends Declaration {
  readonly declares: 'template'
  readonly id: string
  readonly urgency: Urgency
  /**
   * Of what is told to officers of their work: the page that opens when their browser is woken, and then its short text, in
   * which nobody is named, stands on the screen.
   */
  readonly page?: string
}

export const template = (about: Omit<Template, 'declares'>): Template => ({ declares: 'template', ...about })

export interface Text {
  /** One paragraph, for SMS and the like. */
  readonly short: string
  readonly subject: string
  readonly body: string
}

/** The text of a message in the reader's language; `values` also has the installation's `origin`, and the
 * token to have no more of them where there is one. */
export function renderText(id: string, locale: Locale, values: Values): Text {
  const has = (part: string) => hasWords(locale, `${id}.${part}`) || hasWords('vi', `${id}.${part}`)
  const short = say(locale, `${id}.sms`, values)
  const subject = say(locale, has('subject') ? `${id}.subject` : 'messages.mail.subject', values)
  const text = has('body') ? say(locale, `${id}.body`, values) : short
  const body = say(locale, 'messages.mail.body', { ...values, text })
  const foot = values.unsubscribe ? say(locale, 'messages.mail.unsubscribe', values) : ''
  return { short, subject, body: body + foot }
}
