import { createTransport, type Transporter } from 'nodemailer'
import { type Addresses, type Channel, type Outgoing, Undeliverable } from './channel.ts'

const PATIENCE_MS = 15_000

export interface SmtpOptions {
  /** `smtp[s]://user:password@host:port?from=…`; the rest of the query is nodemailer's. */
  readonly url: string
  /** Where the installation is known: its host is the sender's, unless the URL names one. */
  readonly origin: string
}

/** E-mail. A mail server that takes a message over answers for it from then on. */
export function smtpChannel({ url, origin }: SmtpOptions): Channel {
  const address = new URL(url)
  const host = new URL(origin).hostname
  const from = address.searchParams.get('from') ?? `Saola <no-reply@${host}>`
  address.searchParams.delete('from')
  const transport: Transporter = createTransport({
    url: address.href,
    pool: true,
    maxConnections: 3,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    name: 'smtp',
    canReach: (to: Addresses) => to.email !== undefined,
    carrier: address.host,
    send: async ({ id, to, subject, body, locale, unsubscribe }: Outgoing) => {
      const sent = await transport
        .sendMail({
          from,
          // As a structured address: text in it is never read as a list of addresses.
          to: { name: '', address: to.email as string },
          subject,
          text: body,
          messageId: `<${id}@${host}>`,
          headers: {
            'Auto-Submitted': 'auto-generated',
            'Content-Language': locale,
            ...(unsubscribe ? oneClick(origin, unsubscribe) : {}),
          },
        })
        .catch((error: unknown) => {
          throw withoutAddress(error)
        })
      return { references: [sent.messageId] }
    },
    check: async () => {
      await transport.verify().catch((error: unknown) => {
        throw withoutAddress(error)
      })
    },
    close: async () => transport.close(),
  }
}

/** A button of the mail program that ends these mails by itself (RFC 8058). */
const oneClick = (origin: string, token: string) => ({
  'List-Unsubscribe': `<${origin}/api/messages/unsubscribe/${token}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
})

interface SmtpError {
  readonly code?: string
  readonly responseCode?: number
}

/** Servers repeat the address in their answers, so only the code is kept. 5xx will not change, the rest may. */
function withoutAddress(error: unknown): Error {
  const { code = 'UNKNOWN', responseCode } = error as SmtpError
  if (responseCode !== undefined && responseCode >= 500 && code === 'EENVELOPE')
    return new Undeliverable(String(responseCode))
  return Object.assign(new Error(`smtp: ${responseCode ?? code}`), { code: String(responseCode ?? code) })
}
