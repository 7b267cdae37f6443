import { nameKey } from '#core/text.ts'
import type { FormContent, Text } from './contract.ts'

/** Below this are the codes of forms that administrators made. */
export const OWN_FORMS = 'forms.own.'
const LONGEST = 50

/** `Đơn xin nhập học` → `forms.own.don-xin-nhap-hoc`; nothing where a title has no letter to name it by. */
export function ownCode(title: string): string | undefined {
  const words = nameKey(title).split(' ')
  const name = words
    .map(word => word.replace(/[^a-z0-9]/g, ''))
    .filter(Boolean)
    .join('-')
    .slice(0, LONGEST)
  return name ? `${OWN_FORMS}${name}` : undefined
}

export const BLANK_TITLE: Text = { vi: 'Biểu mẫu mới', en: 'New form' }

/** What a new form begins as: one page with one question, to be changed. */
export const blankForm = (title: Text): FormContent => ({
  title,
  intro: { vi: 'Vui lòng khai đầy đủ, đúng sự thật.', en: 'Please answer completely and truly.' },
  warning: {
    vi: 'Tôi cam đoan những điều khai trên là đúng và chịu trách nhiệm trước pháp luật.',
    en: 'I declare that the above is true and answer for it before the law.',
  },
  pages: [
    {
      name: 'trang-1',
      title: { vi: 'Nội dung', en: 'Content' },
      questions: [{ name: 'q1', label: { vi: 'Nội dung đề nghị', en: 'What you ask for' }, as: 'lines' }],
    },
  ],
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: { q1: { type: 'string', minLength: 1, maxLength: 500 } },
    required: ['q1'],
  },
})
