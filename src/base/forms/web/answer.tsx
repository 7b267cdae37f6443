import type { ReactNode } from 'react'
import { units } from '#base/units/contract.ts'
import { browserApi } from '#core/web/api.ts'
import { useRead } from '#core/web/data.tsx'
import { useFormat, useLocale, useWords } from '#core/web/words.tsx'
import type { FormContent, Question } from '../contract.ts'
import { type Answers, answerText, askedOf, kindOf, questionsOf } from '../shape.ts'
import { fits } from './fits.ts'

const api = browserApi({ units })

interface AnswerProps {
  readonly content: FormContent
  readonly question: Question
  readonly value: unknown
}

/** An answer in the reader's language. */
export function Answer({ content, question, value }: AnswerProps) {
  const t = useWords()
  const f = useFormat()
  const [locale] = useLocale()
  if (typeof value === 'string' && kindOf(content, question) === 'unit') return <UnitName unitId={value} />
  return answerText(content, question, value, { locale, yes: t('forms.web.yes'), no: t('forms.web.no'), day: f.day })
}

/** What a unit is called, with what lies above it. */
export function UnitName({ unitId }: { unitId: string }) {
  const { data } = useRead(api.units.get, { params: { unitId }, query: {} })
  return data ? data.label : '…'
}

export interface Answered {
  readonly question: Question
  readonly page: string
  readonly label: string
  readonly answer: ReactNode
}

/** What was asked and what was answered, in the order of the form. */
export function useAnswered(content: FormContent, answers: Answers): Answered[] {
  const [locale] = useLocale()
  const asked = askedOf(content, answers, fits)
  const pages = new Map(content.pages.flatMap(page => page.questions.map(one => [one.name, page.name] as const)))
  return questionsOf(content)
    .filter(question => asked.has(question.name))
    .map(question => ({
      question,
      page: pages.get(question.name) ?? '',
      label: question.label[locale],
      answer:
        answers[question.name] === undefined ? null : (
          <Answer content={content} question={question} value={answers[question.name]} />
        ),
    }))
}
