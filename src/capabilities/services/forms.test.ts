import { expect, test } from 'vitest'
import { readForm } from '#base/forms/editing.ts'
import { forms } from './forms.ts'

test.each(forms.map(form => [form.code, form] as const))('%s can be changed on the page of forms', (_, form) => {
  for (const { params } of form.defaults) expect(readForm(params)).toBeDefined()
})
