import { expect, test } from 'vitest'
import { html } from './html.ts'

test.each([
  [html`<p>${'Chợ "An Lỗ" & <b>'}</p>`, '<p>Chợ &quot;An Lỗ&quot; &amp; &lt;b&gt;</p>'],
  [html`<ul>${['a', "b'"].map(one => html`<li>${one}</li>`)}</ul>`, '<ul><li>a</li><li>b&#39;</li></ul>'],
  [html`${0}${null}${undefined}${false}${''}`, '0'],
])('%j', (made, text) => expect(made.text).toBe(text))
