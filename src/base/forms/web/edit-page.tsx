import { ActionIcon, Button, Menu } from '@mantine/core'
import { useState } from 'react'
import type { PolicyState } from '#base/policies/contract.ts'
import { useLocale, useWords } from '#core/web/words.tsx'
import { Panel, Tag } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import {
  type EditFault,
  type EditForm,
  type EditPage,
  type EditQuestion,
  KINDS,
  newQuestion,
  questionsIn,
} from '../editing.ts'
import { EditQuestionForm, whenText } from './edit-question.tsx'
import { Texts } from './edit-text.tsx'

interface EditPageProps {
  readonly form: EditForm
  readonly index: number
  readonly page: EditPage
  readonly faults: readonly EditFault[]
  readonly rules: readonly PolicyState[]
  readonly onForm: (form: EditForm) => void
}

/** What is asked together: one screen of a telephone. */
export function EditPagePanel({ form, index, page, faults, rules, onForm }: EditPageProps) {
  const t = useWords()
  const [open, setOpen] = useState<string>()
  const own = faults.filter(fault => fault.at === page.name)
  const change = (next: EditPage) => onForm({ ...form, pages: form.pages.with(index, next) })
  const add = (kind: (typeof KINDS)[number]) => {
    const question = newQuestion(form, kind)
    change({ ...page, questions: [...page.questions, question] })
    setOpen(question.name)
  }
  const [locale] = useLocale()
  const [titling, setTitling] = useState(false)
  const lacksTitle = own.some(fault => fault.why === 'page-title')
  const label = t('forms.edit.page', { n: index + 1 })
  return (
    <Panel
      title={
        <>
          <span className="fe-page">{label}</span> {page.title[locale] || page.title.vi}
        </>
      }
      actions={
        <span className="fe-order">
          <ActionIcon
            aria-label={t('forms.edit.page.retitle', { what: label })}
            aria-expanded={titling}
            onClick={() => setTitling(!titling)}
          >
            <Icon name="edit" size={18} />
          </ActionIcon>
          <Order
            what={label}
            at={index}
            of={form.pages.length}
            onMove={to => onForm({ ...form, pages: moved(form.pages, index, to) })}
            onRemove={() => onForm({ ...form, pages: form.pages.toSpliced(index, 1) })}
          />
        </span>
      }
    >
      <div className="k-stack">
        {titling || lacksTitle ? (
          <Texts
            label={t('forms.edit.page.title')}
            value={page.title}
            required={lacksTitle}
            onChange={title => change({ ...page, title })}
          />
        ) : null}
        {own
          .filter(fault => fault.why !== 'page-title')
          .map(fault => (
            <p className="k-error" role="alert" key={fault.why}>
              {t(`forms.edit.fault.${fault.why}`)}
            </p>
          ))}
        <ol className="fe-questions">
          {page.questions.map((question, i) => (
            <li key={question.name}>
              <Line
                form={form}
                question={question}
                faults={faults}
                open={open === question.name}
                onOpen={() => setOpen(open === question.name ? undefined : question.name)}
              />
              <Order
                what={question.label.vi || question.name}
                at={i}
                of={page.questions.length}
                onMove={to => change({ ...page, questions: moved(page.questions, i, to) })}
                onRemove={() => change({ ...page, questions: page.questions.toSpliced(i, 1) })}
              />
              {open === question.name ? (
                <EditQuestionForm
                  form={form}
                  question={question}
                  faults={faults.filter(fault => fault.at === question.name)}
                  rules={rules}
                  onChange={next => change(withQuestion(page, i, next))}
                />
              ) : null}
            </li>
          ))}
        </ol>
        <div>
          <Menu position="bottom-start">
            <Menu.Target>
              <Button variant="default" size="compact-sm" leftSection={<Icon name="plus" size={16} />}>
                {t('forms.edit.question.add')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {KINDS.map(kind => (
                <Menu.Item key={kind} onClick={() => add(kind)}>
                  {t(`forms.edit.kind.${kind}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
    </Panel>
  )
}

/** A page that asks one thing is called as what it asks, until it is called otherwise. */
function withQuestion(page: EditPage, i: number, next: EditQuestion): EditPage {
  const old = page.questions[i]
  const follows = page.questions.length === 1 && old && page.title.vi === old.label.vi && page.title.en === old.label.en
  return { ...page, questions: page.questions.with(i, next), ...(follows ? { title: next.label } : {}) }
}

function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const [one] = list.slice(from, from + 1)
  return one === undefined ? [...list] : list.toSpliced(from, 1).toSpliced(to, 0, one)
}

interface LineProps {
  readonly form: EditForm
  readonly question: EditQuestion
  readonly faults: readonly EditFault[]
  readonly open: boolean
  readonly onOpen: () => void
}

/** A question on one line: its words, how it is asked, and when. */
function Line({ form, question, faults, open, onOpen }: LineProps) {
  const t = useWords()
  const [locale] = useLocale()
  const own = faults.filter(fault => fault.at === question.name)
  return (
    <button type="button" className="fe-line" aria-expanded={open} onClick={onOpen}>
      <strong>{question.label[locale] || question.label.vi || t('forms.edit.question.new')}</strong>
      <span>
        <Tag>{t(`forms.edit.kind.${question.kind}`)}</Tag>{' '}
        {question.required ? null : <Tag>{t('forms.edit.optional')}</Tag>}{' '}
        {question.when ? whenText(t, locale, questionsIn(form), question.when) : null}
      </span>
      {own.map(fault => (
        <span className="k-error" key={fault.why}>
          {t(`forms.edit.fault.${fault.why}`)}
        </span>
      ))}
    </button>
  )
}

interface OrderProps {
  readonly what: string
  readonly at: number
  readonly of: number
  readonly onMove: (to: number) => void
  readonly onRemove: () => void
}

/** Earlier, later, away. */
function Order({ what, at, of, onMove, onRemove }: OrderProps) {
  const t = useWords()
  return (
    <span className="fe-order">
      <ActionIcon aria-label={t('forms.edit.up', { what })} disabled={at === 0} onClick={() => onMove(at - 1)}>
        <Icon name="up" size={18} />
      </ActionIcon>
      <ActionIcon aria-label={t('forms.edit.down', { what })} disabled={at === of - 1} onClick={() => onMove(at + 1)}>
        <Icon name="down" size={18} />
      </ActionIcon>
      <ActionIcon aria-label={t('forms.edit.remove', { what })} onClick={onRemove}>
        <Icon name="trash" size={18} />
      </ActionIcon>
    </span>
  )
}
