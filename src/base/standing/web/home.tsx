import { useEffect, useRef } from 'react'
import { CallStation } from '#base/helplines/web/call-station.tsx'
import { browserApi } from '#core/web/api.ts'
import { useRead } from '#core/web/data.tsx'
import { useFormat, useLocale, useWords } from '#core/web/words.tsx'
import { Notice } from '#kit/citizen/index.ts'
import { standing } from '../contract.ts'

const api = browserApi({ standing })
const AGAIN_MS = 60_000

/** What holds for me when it is not green: what to do, why, until when. Nothing at all when there is no concern. */
export function MyStanding() {
  const t = useWords()
  const f = useFormat()
  const [locale] = useLocale()
  const { data, refetch } = useRead(api.standing.mine, {}, { offline: true, everyMs: AGAIN_MS })
  const saidIn = useRef(locale)
  useEffect(() => {
    // The reasons are said by the server, in the language they were asked for.
    if (saidIn.current !== locale) void refetch()
    saidIn.current = locale
  }, [locale, refetch])
  if (!data || data.level === 'green') return null
  return (
    <Notice tone={data.level} title={t(`standing.web.${data.level}.title`)}>
      <p>{t(`standing.web.${data.level}.do`)}</p>
      {data.reasons.map(reason => (
        <p key={reason.text}>
          {reason.until
            ? t('standing.web.reason.until', { reason: reason.text, day: f.day(reason.until) })
            : t('standing.web.reason', { reason: reason.text })}
        </p>
      ))}
      <CallStation />
    </Notice>
  )
}
