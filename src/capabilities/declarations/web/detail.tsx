import './declarations.css'
import { Skeleton } from '@mantine/core'
import { useAnswered } from '#base/forms/web/answer.tsx'
import type { WorkItem } from '#base/work/contract.ts'
import { useRead } from '#core/web/data.tsx'
import { Link, useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Facts, Page, PageSkeleton, Panel, PhoneLink, ProblemState } from '#kit/console/index.ts'
import type { DeclarationView } from '../contract.ts'
import { api } from './api.ts'
import { useHeldText } from './held.tsx'
import { HeldTag, Risky } from './list.tsx'
import { Reasons } from './reasons.tsx'

/** One declaration on a page of its own. */
export function DeclarationPage() {
  const t = useWords()
  const { declarationId = '' } = useParams()
  const { data: one, error, refetch } = useRead(api.declarations.get, { params: { declarationId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!one || one.id !== declarationId) return <PageSkeleton />
  return (
    <Page
      title={one.person.fullName}
      back={{ to: '/declarations', label: t('declarations.web.back') }}
      lead={
        <>
          {t(`declarations.web.kind.${one.kind}`)} · <HeldTag held={one.held} /> <Risky {...one} />
        </>
      }
    >
      <div className="k-stack">
        <Known one={one} isHeaded />
        <Panel title={t('declarations.web.answers')}>
          <Answers one={one} />
        </Panel>
      </div>
    </Page>
  )
}

/** In the inbox of the commune: who comes, from where, how to reach them, and what they said. */
export function WorkPart({ item }: { item: WorkItem }) {
  const t = useWords()
  const declarationId = item.subject.id
  const { data: one, error, refetch } = useRead(api.declarations.get, { params: { declarationId } })
  if (error) return <ProblemState problem={error} again={() => void refetch()} />
  if (!one || one.id !== declarationId) return <Skeleton height={200} />
  return (
    <Panel
      title={t('declarations.web.part')}
      actions={<Link to={`/declarations/${one.id}`}>{t('declarations.web.part.open')}</Link>}
    >
      <div className="k-stack">
        <Known one={one} />
        <Answers one={one} />
      </div>
    </Panel>
  )
}

/** `isHeaded`: the risk stands above it already. */
function Known({ one, isHeaded = false }: { one: DeclarationView; isHeaded?: boolean }) {
  const t = useWords()
  const f = useFormat()
  const say = useHeldText()
  const { phone, address, birthDate } = one.person
  return (
    <Facts
      facts={[
        ...(one.held.length ? [[t('declarations.web.held'), one.held.map(say).join('; ')] as const] : []),
        ...(isHeaded ? [] : [[t('declarations.web.risk'), <Risky key="risk" {...one} />] as const]),
        [t('declarations.web.why'), one.reasons.length ? <Reasons key="why" reasons={one.reasons} /> : null],
        [t('declarations.web.phone'), phone ? <PhoneLink key="phone" phone={phone} /> : null],
        [t('declarations.web.unit'), one.unitName],
        [t('declarations.web.birth'), birthDate?.slice(0, 4) ?? null],
        [t('declarations.web.address'), address || null],
        [t('declarations.web.at'), f.instant(one.at)],
        ...(one.method === 'paper' ? [[t('declarations.web.received'), f.instant(one.receivedAt)] as const] : []),
        [t('declarations.web.method'), t(`declarations.web.method.${one.method}`)],
        [t('declarations.web.valid'), f.instant(one.validUntil)],
      ]}
    />
  )
}

function Answers({ one }: { one: DeclarationView }) {
  const answered = useAnswered(one.content, one.answers)
  return (
    <dl className="de-answers">
      {answered.map(({ question, label, answer }) => (
        <div key={question.name}>
          <dt>{label}</dt>
          <dd>{answer ?? '–'}</dd>
        </div>
      ))}
    </dl>
  )
}
