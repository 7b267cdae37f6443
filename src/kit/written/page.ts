import type { Context } from '#core/app.ts'
import { type Html, html } from '#core/html.ts'

export interface Frame {
  readonly title: string
  /** For those who search; a page without one is not to be found. */
  readonly description?: string
  /** Not to be found by who searches. */
  readonly isHidden?: boolean
  readonly style: Html
  /** What else stands in its head. */
  readonly head?: Html | null
  /** Of which pages it is one. */
  readonly home?: { readonly path: string; readonly name: string }
  readonly body: Html
  readonly foot?: Html | null
}

const SITE = { path: '/site', name: 'Saola' }

/** A page that the server writes: what it is for, its own words, and the other language. */
export function writtenPage({ locale }: Context, frame: Frame): Html {
  const { title, description, isHidden = description === undefined, style, head, home = SITE, body, foot } = frame
  return html`<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${description === undefined ? null : html`<meta name="description" content="${description}">`}
${isHidden ? html`<meta name="robots" content="noindex">` : null}
${head}
<link rel="icon" href="/icon.svg" type="image/svg+xml">
${style}
</head>
<body>
<header><a href="${home.path}"><img src="/icon.svg" alt="" width="32" height="32">${home.name}</a>${otherLanguage(locale)}</header>
<main>${body}</main>
${foot ? html`<footer>${foot}</footer>` : null}
</body>
</html>`
}

/** As a link, since there is no JavaScript: the server keeps the choice and leads back. */
const otherLanguage = (locale: Context['locale']): Html =>
  locale === 'en'
    ? html`<a class="language" href="?lang=vi" lang="vi" hreflang="vi" rel="nofollow">Tiếng Việt</a>`
    : html`<a class="language" href="?lang=en" lang="en" hreflang="en" rel="nofollow">English</a>`
