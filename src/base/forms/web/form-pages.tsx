import './forms.css'
import { type ReactNode, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { goOn, REVIEW } from '#base/identity/web/asking.ts'
import { type SealedDraft, useSealedDraft } from '#base/identity/web/draft.ts'
import { units } from '#base/units/contract.ts'
import { type Commune, CommuneField } from '#base/units/web/commune-field.tsx'
import { dayOf } from '#core/clock.ts'
import { newId } from '#core/ids.ts'
import { browserApi } from '#core/web/api.ts'
import { useRead } from '#core/web/data.tsx'
import { go, usePlace, useSearch } from '#core/web/router.tsx'
import { useLocale, useWords } from '#core/web/words.tsx'
import {
  Card,
  Checks,
  Choice,
  DayField,
  type FieldFault,
  Notice,
  Page as PageFrame,
  PhoneField,
  Row,
  Rows,
  Skeleton,
  TextField,
} from '#kit/citizen/index.ts'
import { Question } from '#kit/citizen/question.tsx'
import { tell } from '#kit/problem.ts'
import type { Question as Ask, FormContent, FormPage, FormState } from '../contract.ts'
import { listOf } from '../listed.ts'
import {
  type Answers,
  askedOf,
  faultsOf,
  kindOf,
  lastingOf,
  longestOf,
  pruned,
  ticked,
  valuesIn,
  valuesOf,
} from '../shape.ts'
import { useAnswered } from './answer.tsx'
import { fits } from './fits.ts'
import { ListedField } from './listed-field.tsx'
import { useNumber } from './number.ts'

const api = browserApi({ units })
const STEP = 'buoc'
const TYPED_MS = 300

export interface FormPagesProps {
  readonly form: FormState
  /** Names the draft: with the account and whom it is about. */
  readonly draft: string
  /** The answers of last time: those that last are not asked again. */
  readonly before?: Answers | undefined
  /** Where the way back from the first page leads. */
  readonly back: string
  /** Above the answers before they are sent: whom they are about. */
  readonly about?: ReactNode
  readonly send: string
  readonly busy: boolean
  readonly problem: unknown
  /** `id` stays the same however often it is sent; `sent` forgets the draft. */
  readonly onSend: (answers: Answers, id: string, sent: () => void) => void
}

export interface Draft {
  readonly answers: Answers
  /** Names of the pages that were answered. */
  readonly seen: readonly string[]
  /** By the name of the page: what stands on it and was not gone on with. It is no answer yet. */
  readonly typed?: Readonly<Record<string, Answers>> | undefined
  /** Of what is made of the answers. */
  readonly id: string
}

/** A form for the telephone: one page at a time, its conditions followed, what is known not asked, a last look. */
export function FormPages(props: FormPagesProps) {
  const { form, draft: name, back } = props
  const [locale] = useLocale()
  const draft = useSealedDraft<Draft>(`form.${name}.${form.version}`)
  const trail = useAddressBar()
  if (draft.opened) return <Walk {...props} kept={draft} trail={trail} />
  return (
    <PageFrame title={form.content.title[locale]} back={back}>
      <Skeleton lines={5} />
    </PageFrame>
  )
}

/** Where one is in a form: the page that is wanted, and the ways to others. */
export interface Trail {
  readonly wanted: string
  readonly pathOf: (step: string) => string
  readonly to: (step: string) => void
  /** From one that was answered. */
  readonly on: (from: string, step: string) => void
}

function useAddressBar(): Trail {
  const { path } = usePlace()
  const [search] = useSearch()
  const pathOf = (step: string) => {
    const query = new URLSearchParams(search)
    query.set(STEP, step)
    return `${path}?${query}`
  }
  return {
    wanted: search.get(STEP) ?? '',
    pathOf,
    to: step => go(pathOf(step)),
    on: (from, step) => goOn(pathOf(from), pathOf(step)),
  }
}

export interface WalkProps extends Omit<FormPagesProps, 'draft'> {
  readonly kept: SealedDraft<Draft>
  readonly trail: Trail
}

/** The same, wherever its draft and its address are. */
export function Walk(props: WalkProps) {
  const { form, back, onSend } = props
  const { content } = form
  const way = useWay(props)
  const page = way.pages.find(one => one.name === way.step)
  if (page)
    return (
      <Page
        key={page.name}
        content={content}
        page={page}
        answers={way.begun(page)}
        back={way.before(page.name) ?? back}
        progress={[way.pages.indexOf(page) + 1, way.pages.length]}
        onTyped={given => way.typed(page, given)}
        onNext={given => way.next(page, given)}
      />
    )
  return (
    <Review
      {...props}
      answers={way.answers}
      back={way.before(REVIEW) ?? back}
      onChange={way.to}
      onSend={() => onSend(way.answers, way.id, way.forget)}
    />
  )
}

/** Which page is shown, and where the others are. */
function useWay({ form, kept, before, trail }: WalkProps) {
  const { content } = form
  const [fresh] = useState(() => newId(new Date()))
  const id = kept.draft?.id ?? fresh
  const lasting = useMemo(() => lastingOf(content, before ?? {}, fits), [content, before])
  const seen = kept.draft?.seen ?? []
  const typed = kept.draft?.typed ?? {}
  const answers = pruned(content, { ...lasting, ...kept.draft?.answers }, fits)
  const pages = pagesOf(content, answers)
  const open = firstOpen(content, answers, seen, lasting)
  const { wanted, pathOf, to, on } = trail
  const at = (step: string) => (step === REVIEW ? pages.length : pages.findIndex(one => one.name === step))
  return {
    id,
    answers,
    pages,
    step: at(wanted) >= 0 && at(wanted) <= at(open) ? wanted : open,
    before(step: string) {
      const previous = pages[at(step) - 1]?.name
      return previous && pathOf(previous)
    },
    to,
    /** What a page begins with: what was left on it, cleared fields too. */
    begun(page: FormPage): Answers {
      const left = typed[page.name]
      return left ? { ...partOf(page, answers).others, ...left } : answers
    },
    typed(page: FormPage, given: Answers) {
      const left = { ...typed, [page.name]: partOf(page, given).own }
      kept.keep({ answers: kept.draft?.answers ?? {}, seen, typed: left, id })
    },
    next(page: FormPage, given: Answers) {
      const now = pruned(content, { ...answers, ...given }, fits)
      const done = [...new Set([...seen, page.name])]
      const { [page.name]: _, ...others } = typed
      kept.keep({ answers: now, seen: done, typed: others, id })
      on(page.name, firstOpen(content, now, done, lasting))
    },
    forget: kept.forget,
  }
}

/** The answers to the questions of a page, and the others. */
function partOf(page: FormPage, answers: Answers): { readonly own: Answers; readonly others: Answers } {
  const names = new Set(page.questions.map(question => question.name))
  const only = (isOwn: boolean) =>
    Object.fromEntries(Object.entries(answers).filter(([name]) => names.has(name) === isOwn))
  return { own: only(true), others: only(false) }
}

const pagesOf = (content: FormContent, answers: Answers): FormPage[] => {
  const asked = askedOf(content, answers, fits)
  return content.pages.filter(page => page.questions.some(question => asked.has(question.name)))
}

/** The first page that has something to ask; the last look when there is none. */
function firstOpen(content: FormContent, answers: Answers, seen: readonly string[], lasting: Answers): string {
  const asked = askedOf(content, answers, fits)
  const wrong = new Set(faultsOf(content, answers, fits, dayOf(new Date())).map(fault => fault.name))
  const isDone = (page: FormPage) => {
    const open = page.questions.filter(question => asked.has(question.name))
    if (open.some(question => wrong.has(question.name))) return false
    return seen.includes(page.name) || open.every(question => lasting[question.name] !== undefined)
  }
  return pagesOf(content, answers).find(page => !isDone(page))?.name ?? REVIEW
}

interface PageProps {
  readonly content: FormContent
  readonly page: FormPage
  readonly answers: Answers
  readonly back: string
  readonly progress: readonly [number, number]
  /** Some of it may be wrong, or lacking. */
  readonly onTyped: (given: Answers) => void
  readonly onNext: (given: Answers) => void
}

function Page({ content, page, answers, back, progress: [at, of], onTyped, onNext }: PageProps) {
  const t = useWords()
  const [locale] = useLocale()
  const [given, setGiven] = useState(answers)
  const typing = useKeptTyping(given, onTyped)
  const [tried, setTried] = useState<Answers>()
  const asked = askedOf(content, given, fits)
  const questions = page.questions.filter(question => asked.has(question.name))
  const faults = useMemo(
    () => (tried ? told(t, locale, content, page, tried) : NONE_WRONG),
    [t, locale, content, page, tried],
  )
  return (
    <Question
      title={page.title[locale]}
      back={back}
      {...(page.hint ? { intro: page.hint[locale] } : {})}
      progress={t('forms.web.progress', { at, of })}
      faults={faults}
      lone={questions.length === 1}
      next={t('forms.web.next')}
      onNext={() => {
        const wrong = told(t, locale, content, page, given)
        setTried(given)
        if (wrong.length > 0) return
        typing.done()
        onNext(given)
      }}
    >
      {questions.map(question => (
        <Field
          key={question.name}
          content={content}
          question={question}
          value={given[question.name]}
          error={faults.find(fault => fault.field === question.name)?.message}
          onChange={value => {
            typing.changed()
            setGiven({ ...given, [question.name]: value })
          }}
        />
      ))}
    </Question>
  )
}

/** Keeps what is typed: soon after, and whichever way the page is left. */
function useKeptTyping(given: Answers, keep: (given: Answers) => void) {
  const isNew = useRef(false)
  const flush = useEffectEvent(() => {
    if (!isNew.current) return
    isNew.current = false
    keep(given)
  })
  useEffect(() => {
    const timer = setTimeout(() => flush(), TYPED_MS)
    return () => clearTimeout(timer)
  }, [given])
  useEffect(() => {
    const leave = () => flush()
    addEventListener('pagehide', leave)
    return () => {
      removeEventListener('pagehide', leave)
      leave()
    }
  }, [])
  return {
    changed() {
      isNew.current = true
    },
    /** It was gone on with: it is an answer now. */
    done() {
      isNew.current = false
    },
  }
}

const NONE_WRONG: readonly FieldFault[] = []

/** What is wrong on this page, in words. */
function told(
  t: ReturnType<typeof useWords>,
  locale: 'vi' | 'en',
  content: FormContent,
  page: FormPage,
  given: Answers,
): FieldFault[] {
  // What is not asked any more is not seen, and cannot be mended.
  const answers = pruned(content, given, fits)
  const faults = new Map(faultsOf(content, answers, fits, dayOf(new Date())).map(({ name, why }) => [name, why]))
  return page.questions.flatMap(({ name, label }) => {
    const why = faults.get(name)
    return why ? [{ field: name, message: t(`forms.web.fault.${why}`, { label: label[locale] }) }] : []
  })
}

interface FieldProps {
  readonly content: FormContent
  readonly question: Ask
  readonly value: unknown
  readonly error: string | undefined
  readonly onChange: (value: unknown) => void
}

const YES_NO = ['true', 'false'] as const

function Field({ content, question, value, error, onChange }: FieldProps) {
  const t = useWords()
  const [locale] = useLocale()
  const { name } = question
  const common = { name, label: question.label[locale], hint: question.hint?.[locale], error }
  const options = valuesOf(content, name).map(one => ({ value: one, label: question.options?.[one]?.[locale] ?? one }))
  const text = typeof value === 'string' ? value : ''
  const maxLength = longestOf(content, name)
  switch (kindOf(content, question)) {
    case 'yesno':
      return (
        <Choice
          {...common}
          inline
          value={value === undefined ? undefined : (String(value) as 'true' | 'false')}
          onChange={chosen => onChange(chosen === 'true')}
          options={YES_NO.map(one => ({ value: one, label: t(one === 'true' ? 'forms.web.yes' : 'forms.web.no') }))}
        />
      )
    case 'one':
      return <Choice {...common} value={text || undefined} onChange={onChange} options={options} />
    case 'several': {
      const values = valuesIn(value)
      return <Checks {...common} values={values} onChange={next => onChange(ticked(values, next))} options={options} />
    }
    case 'listed':
    case 'country':
    case 'countries': {
      const several = kindOf(content, question) === 'countries'
      return (
        <ListedField
          {...common}
          list={listOf(content, question, locale)}
          several={several}
          maxLength={maxLength}
          values={valuesIn(value)}
          onChange={next => onChange(several ? next : next[0])}
        />
      )
    }
    case 'day':
      return (
        <DayField {...common} value={text} onChange={onChange} {...(question.past ? { max: dayOf(new Date()) } : {})} />
      )
    case 'unit':
      return <UnitField name={name} value={text} error={error} onChange={onChange} />
    case 'phone':
      return <PhoneField {...common} value={text} onChange={onChange} />
    case 'number':
      return <NumberField content={content} question={question} value={value} error={error} onChange={onChange} />
    case 'lines':
      return <TextField {...common} lines={3} maxLength={maxLength} value={text} onChange={onChange} />
    default:
      return <TextField {...common} maxLength={maxLength} value={text} onChange={onChange} />
  }
}

function NumberField({ content, question: { name, label, hint }, value, error, onChange }: FieldProps) {
  const [locale] = useLocale()
  const { text, inputMode, type } = useNumber({ content, name, value, onChange })
  return (
    <TextField
      name={name}
      label={label[locale]}
      hint={hint?.[locale]}
      error={error}
      inputMode={inputMode}
      value={text}
      onChange={type}
    />
  )
}

function UnitField(props: { name: string; value: string; error: string | undefined; onChange: (id: string) => void }) {
  const { name, value, error, onChange } = props
  const [picked, setPicked] = useState<Commune>()
  const isPicked = picked?.id === value
  const known = useRead(api.units.get, { params: { unitId: value }, query: {} }, { when: value !== '' && !isPicked })
  const found = known.data ? { id: value, label: known.data.label } : undefined
  return (
    <CommuneField
      name={name}
      value={isPicked ? picked : found}
      error={error}
      onChange={commune => {
        setPicked(commune)
        onChange(commune.id)
      }}
    />
  )
}

interface ReviewProps extends Omit<FormPagesProps, 'onSend' | 'draft'> {
  readonly answers: Answers
  readonly onChange: (page: string) => void
  readonly onSend: () => void
}

/** All answers before they are sent, each a tap away from being changed, and what the law says. */
function Review({ form, answers, back, about, send, busy, problem, onChange, onSend }: ReviewProps) {
  const t = useWords()
  const [locale] = useLocale()
  const answered = useAnswered(form.content, answers)
  const failed = problem ? tell(t, problem) : undefined
  return (
    <Question
      title={t('forms.web.review.title')}
      back={back}
      intro={t('forms.web.review.intro')}
      next={send}
      busy={busy && t('forms.web.sending')}
      onNext={onSend}
    >
      {failed ? (
        <Notice tone="error" title={failed.title}>
          {failed.kind === 'offline' ? failed.help : null}
        </Notice>
      ) : null}
      {about}
      <Card flush>
        <Rows>
          {answered.map(({ question, page, label, answer }) => (
            <Row
              key={question.name}
              title={
                <>
                  <small className="f-asked">{label}</small>
                  {answer ?? <span className="f-blank">{t('forms.web.blank')}</span>}
                </>
              }
              end={<span className="s-link">{t('forms.web.change')}</span>}
              onClick={() => onChange(page)}
            />
          ))}
        </Rows>
      </Card>
      <Notice icon="document" title={t('forms.web.warning')}>
        {form.content.warning[locale]}
      </Notice>
    </Question>
  )
}
