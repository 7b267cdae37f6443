import { useAnswered } from '#base/forms/web/answer.tsx'
import { useNow, useRead } from '#core/web/data.tsx'
import { useParams, useSearch } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, Facts, Notice, Page, ProblemState, Skeleton } from '#kit/citizen/index.ts'
import type { DeclarationView } from '../contract.ts'
import { api } from './api.ts'
import { toneOf } from './held.tsx'
import { HeldNotice } from './held-notice.tsx'
import { Reasons } from './reasons.tsx'

/** What became of a declaration: how it is judged and why, what to do, until when it is good, what was answered. */
export function OneDeclaration() {
  const t = useWords()
  const [search] = useSearch()
  const { declarationId = '' } = useParams()
  const { data, error, refetch } = useRead(api.declarations.get, { params: { declarationId } })
  const isNew = search.get('moi') !== null
  return (
    <Page
      title={t(isNew ? 'declarations.web.sent' : 'declarations.web.one')}
      back={data ? `/to-khai?cho=${data.person.id}` : '/to-khai'}
    >
      {!data && error ? <ProblemState problem={error} again={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton block lines={6} /> : null}
      {data ? <Outcome one={data} /> : null}
      {data && isNew ? (
        <>
          <Button to="/to-khai">{t('declarations.web.again')}</Button>
          <Button kind="quiet" to="/">
            {t('declarations.web.home')}
          </Button>
        </>
      ) : null}
      {data && !isNew ? <Answers one={data} /> : null}
    </Page>
  )
}

function Outcome({ one }: { one: DeclarationView }) {
  const t = useWords()
  const f = useFormat()
  const now = useNow()
  const isValid = new Date(one.validUntil) > now
  const risk = t(`declarations.web.risk.${one.risk}`)
  const isHeld = one.held.length > 0
  return (
    <>
      <HeldNotice held={one.held} />
      <Notice
        tone={isValid ? toneOf(one.risk, one.held) : 'note'}
        icon={isHeld ? 'document' : undefined}
        title={isHeld ? t('declarations.web.risk.said', { risk }) : risk}
      >
        {isValid && !isHeld ? <p>{t(`declarations.web.do.${one.risk}`)}</p> : null}
        <p>{t(isValid ? 'declarations.web.until' : 'declarations.web.over', { until: f.instant(one.validUntil) })}</p>
      </Notice>
      <Card>
        <Facts
          facts={[
            [t('declarations.web.for'), one.person.fullName],
            [t('declarations.web.kind'), t(`declarations.web.kind.${one.kind}`)],
            [t('declarations.web.at'), f.instant(one.at)],
            [t('declarations.web.method'), t(`declarations.web.method.${one.method}`)],
            ...(one.reasons.length
              ? [[t('declarations.web.why'), <Reasons key="why" reasons={one.reasons} />] as const]
              : []),
          ]}
        />
      </Card>
    </>
  )
}

function Answers({ one }: { one: DeclarationView }) {
  const t = useWords()
  const answered = useAnswered(one.content, one.answers)
  return (
    <Card title={t('declarations.web.answers')}>
      <Facts facts={answered.flatMap(({ label, answer }) => (answer ? [[label, answer] as const] : []))} />
    </Card>
  )
}
